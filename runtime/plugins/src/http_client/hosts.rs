//! The allowed hosts of a client, each with metrics of its own.

use std::error::Error;
use std::sync::Arc;

use gapless_core::dynamic::Registry;
use http::Method;

use super::call::Call;
use super::own::HostMetrics;
use crate::host;

/// The label value of all hosts that are not allowed.
const OTHER: &str = "other";

/// The label value of all methods outside of RFC 9110, except PATCH and QUERY.
const OTHER_METHOD: &str = "_OTHER";

/// The allowed hosts, and the metrics of all others.
#[derive(Debug)]
pub(super) struct Hosts {
    /// Hosts with a port come first.
    allowed: Vec<Host>,
    other: Arc<HostMetrics>,
}

#[derive(Debug)]
struct Host {
    name: String,
    port: Option<u16>,
    metrics: Arc<HostMetrics>,
}

impl Hosts {
    /// Registers metrics for each host, with the usual series at zero.
    pub(super) fn register(
        hosts: &[String],
        registry: &Registry,
        buckets: Option<&[f64]>,
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let mut names = hosts.iter().map(|host| parse(host)).collect::<Result<Vec<_>, _>>()?;
        names.retain(|(host, port)| host != OTHER || port.is_some()); // it has the label value of all other hosts
        names.sort_by(|(host, port), (other, other_port)| (other_port, host).cmp(&(port, other)));
        names.dedup();
        let metrics = |label: &str| -> Result<_, gapless_core::Error> {
            let builder = buckets
                .iter()
                .fold(HostMetrics::builder(), |builder, bounds| builder.buckets(bounds.iter().copied()));
            let metrics = builder.register(&registry.label("host", label))?;
            metrics.seed();
            Ok(Arc::new(metrics))
        };
        let host = |(name, port): (String, Option<u16>)| {
            let label = port.map_or_else(|| name.clone(), |port| format!("{name}:{port}"));
            metrics(&label).map(|metrics| Host { name, port, metrics })
        };
        Ok(Hosts { allowed: names.into_iter().map(host).collect::<Result<_, _>>()?, other: metrics(OTHER)? })
    }

    /// Begins a request to a host and a port.
    pub(super) fn call(&self, method: &Method, host: Option<&str>, port: Option<u16>) -> Call {
        let is_it = |of: &&Host| {
            let is_port = of.port.is_none_or(|known| Some(known) == port);
            is_port && host.is_some_and(|host| of.name.eq_ignore_ascii_case(host))
        };
        let metrics = self.allowed.iter().find(is_it).map_or(&self.other, |host| &host.metrics);
        Call::begin(metrics.clone(), known(method))
    }
}

/// Reads an allowed host, in lower case.
fn parse(host: &str) -> Result<(String, Option<u16>), String> {
    let authority = host::parse(host)?;
    Ok((authority.host().to_ascii_lowercase(), authority.port_u16()))
}

/// The label value of a method.
fn known(method: &Method) -> &'static str {
    const METHODS: [&str; 10] =
        ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "CONNECT", "TRACE", "QUERY"];
    METHODS.into_iter().find(|known| *known == method.as_str()).unwrap_or(OTHER_METHOD)
}
