//! Serves metrics over HTTP.
//!
//! Use the crate `gapless`, where [`router`](router()) is in the root and the rest is the module `gapless::http`.
//!
//! The crate owns everything between a request and the bytes that `gapless-encode` writes. Read it along a scrape:
//!
//! 1. `router`, `exporter`, `answer`: a view at a path, and the handler that answers a request for it.
//! 2. `limit`, `deadline` with `alarm`, `refusal`: how many scrapes run at once, for how long, and the answer to the
//!    others.
//! 3. `compression`: the `Content-Encoding` that a client accepts.
//! 4. `body`, `rendering`: an answer in chunks, and the rendering that concurrent requests share.
//! 5. `own`: metrics and an event about scrapes.
//!
//! `auth` guards any router. `server` serves without an application, with HTTPS from `tls`. Code that blocks, such as a
//! source, never runs on a worker of the runtime.

mod alarm;
mod answer;
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
#[doc(hidden)]
pub use crate::compression::accepts_gzip;
#[cfg(feature = "auth")]
pub use crate::error::{Error, ErrorKind};
pub use crate::exporter::{Exporter, ExporterBuilder, PATH};
pub use crate::own::Scraped;
pub use crate::router::router;
#[cfg(feature = "server")]
#[doc(hidden)]
pub use crate::server::is_path;
#[cfg(feature = "server")]
pub use crate::server::{Server, ServerBuilder};
#[cfg(feature = "tls")]
pub use crate::tls::Tls;
