//! Sends metrics, dashboards and annotations to other services. Use the crate `gapless`.

#[cfg(feature = "http-client")]
mod client;
#[cfg(feature = "reporters")]
mod console;
#[cfg(feature = "push")]
mod exposition;
#[cfg(feature = "grafana")]
pub mod grafana;
#[cfg(feature = "reporters")]
mod graphite;
#[cfg(feature = "reporters")]
mod log;
#[cfg(any(feature = "grafana", feature = "reporters"))]
mod machine;
#[cfg(feature = "otlp")]
mod otlp;
#[cfg(any(feature = "otlp", feature = "remote-write"))]
mod protobuf;
#[cfg(feature = "push")]
mod pushgateway;
#[cfg(feature = "remote-write")]
mod remote_write;
#[cfg(feature = "reporters")]
mod reporters;
#[cfg(feature = "reporters")]
mod statsd;
#[cfg(feature = "push")]
mod text_push;

#[cfg(feature = "http-client")]
pub use crate::client::{Endpoint, EndpointError, EndpointErrorKind};
#[cfg(feature = "reporters")]
pub use crate::console::Console;
#[cfg(feature = "reporters")]
pub use crate::graphite::Graphite;
#[cfg(feature = "reporters")]
pub use crate::log::Log;
// For the crate `gapless`.
#[cfg(any(feature = "grafana", feature = "reporters"))]
#[doc(hidden)]
pub use crate::machine::{executable, host};
#[cfg(feature = "otlp")]
pub use crate::otlp::Otlp;
#[cfg(feature = "push")]
pub use crate::pushgateway::Pushgateway;
#[cfg(feature = "remote-write")]
pub use crate::remote_write::RemoteWrite;
#[cfg(feature = "reporters")]
pub use crate::reporters::*;
#[cfg(feature = "reporters")]
pub use crate::statsd::StatsD;
#[cfg(feature = "push")]
pub use crate::text_push::TextPush;
