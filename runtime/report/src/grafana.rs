//! Grafana: a client of its HTTP API, and the upload of dashboards and annotations while a program runs.
//!
//! [`Grafana`] describes a Grafana server, and the content that a program sends to it. An instance of Gapless sends it
//! when it starts and when it shuts down. [`Client`] is the client alone, for programs that call Grafana themselves.
//!
//! The client uses the paths below `/api`, which every version of Grafana from 7.5 to 13 has. It does not follow
//! redirects, because a redirect usually leads to a login page.

mod annotation;
mod calls;
mod client;
mod dashboard;
mod error;
mod folder;
mod log;
mod own;
mod release;
mod settings;
mod tasks;
mod upload;

pub use self::annotation::Annotation;
pub use self::calls::{Folder, Health, SavedDashboard, StoredDashboard};
pub use self::client::Client;
pub use self::dashboard::Rendered;
pub use self::error::{Error, ErrorKind};
pub use self::settings::Grafana;
pub use self::tasks::Tasks;
