//! The HTTP client of the reporters and of Grafana.
//!
//! [`Endpoint`] is the public description of a receiver: its URL, credentials, headers, certificates, proxy and time
//! limit. `Client` sends requests to it. One time limit covers the connection, the request and the whole answer, and
//! the client keeps only the start of an answer, so that no receiver can hold a reporter or fill its memory.
//!
//! `address`, `credentials`, `tls` and `identity` check parts of an endpoint. `connector` connects, directly or through
//! a proxy. `gzip` compresses bodies, `exchange` sends requests, `answer` and `failure` are their results. `backoff`
//! has the pauses between attempts, and `attempts` also their end for reporters that stop.

// Each feature uses a part of it.
#![cfg_attr(
    not(all(feature = "grafana", feature = "otlp", feature = "push", feature = "remote-write")),
    allow(dead_code, unused_imports)
)]

mod address;
mod answer;
#[cfg(any(feature = "otlp", feature = "remote-write"))]
mod attempts;
mod backoff;
mod connector;
mod credentials;
mod endpoint;
mod error;
mod exchange;
mod failure;
#[cfg(any(feature = "otlp", feature = "push"))]
mod gzip;
mod identity;
mod tls;

pub(crate) use self::address::segment;
pub(crate) use self::answer::{Answer, Verdict};
#[cfg(any(feature = "otlp", feature = "remote-write"))]
pub(crate) use self::attempts::{end_within, Attempts, Setback};
pub(crate) use self::backoff::Backoff;
pub use self::endpoint::Endpoint;
pub use self::error::{EndpointError, EndpointErrorKind};
pub(crate) use self::exchange::{Client, Request};
pub(crate) use self::failure::{Problem, SendError};
#[cfg(any(feature = "otlp", feature = "push"))]
pub(crate) use self::gzip::gzip;
