//! Sends metrics, dashboards and annotations to other services. Use the crate `gapless`.

#[cfg(feature = "http-client")]
mod client;
#[cfg(feature = "grafana")]
pub mod grafana;
#[cfg(feature = "otlp")]
mod otlp;
#[cfg(any(feature = "otlp", feature = "remote-write"))]
mod protobuf;
#[cfg(feature = "reporters")]
mod reporters;

#[cfg(feature = "http-client")]
pub use crate::client::{Endpoint, EndpointError, EndpointErrorKind};
#[cfg(feature = "reporters")]
pub use crate::reporters::*;
