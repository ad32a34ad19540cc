//! Serves Gapless metrics over HTTP.

mod alarm;
#[cfg(feature = "auth")]
mod auth;
mod body;
mod compression;
mod deadline;
#[cfg(feature = "auth")]
mod error;
mod exporter;
mod limit;
mod own;
mod refusal;
mod rendering;
mod router;
#[cfg(feature = "server")]
mod server;
#[cfg(feature = "tls")]
mod tls;

#[cfg(feature = "auth")]
pub use crate::auth::{Auth, AuthFuture, AuthService};
#[cfg(feature = "auth")]
pub use crate::error::{Error, ErrorKind};
pub use crate::exporter::{Exporter, ExporterBuilder};
pub use crate::own::Scraped;
pub use crate::router::{router, PATH};
#[cfg(feature = "server")]
pub use crate::server::{Server, ServerBuilder};
#[cfg(feature = "tls")]
pub use crate::tls::Tls;
