//! The families of a plugin, by either set of names.
//!
//! An implementation has one value for each combination of computed labels, which are constant labels there.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use gapless_core::dynamic::{Registry, Shared};
use gapless_core::{Error, LabelValue as _, UpDownCounter, UpDownGuard};
use gapless_macros::LabelValue;

use super::end::End;
use super::method::{Method, Protocol, Scheme};
use super::options::{Names, Options};
use super::{opentelemetry, own};

/// The route label of requests that no route matches.
pub(super) const UNMATCHED: &str = "unmatched";

/// The labels that all requests of an entry share.
#[derive(Debug)]
pub(super) struct RouteLabels {
    pub(super) method: Method,
    pub(super) route: Arc<str>,
    pub(super) handler: Option<String>,
    pub(super) protocol: Protocol,
}

/// The part of a request that its client did not wait for.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = gapless_core)]
pub(super) enum Phase {
    Head,
    Body,
}

/// The metrics of requests with one combination of computed labels.
pub(super) trait Families: Debug + Send + Sync {
    /// Creates the metrics of a route, at zero, with the series of some ends.
    fn route(self: Arc<Self>, of: RouteLabels, seeds: &[End]) -> Arc<dyn RouteMetrics>;
}

/// The metrics of requests with one label set.
pub(super) trait RouteMetrics: Debug + Send + Sync {
    fn answered(&self, end: &End, elapsed: Duration);

    fn request_size(&self, end: &End, bytes: u64);

    fn response_size(&self, end: &End, bytes: u64);

    /// Records the time from the head of a response to the end of its body.
    fn body_ended(&self, elapsed: Duration);

    fn aborted(&self, phase: Phase);
}

impl RouteLabels {
    pub(super) fn method(&self) -> &'static str {
        self.method.as_label()
    }

    pub(super) fn handler(&self) -> Option<&str> {
        self.handler.as_deref()
    }
}

/// Registers the metrics of requests. `buckets` replace those of durations.
pub(super) fn register(
    options: &Options,
    registry: &Registry,
    buckets: Option<&[f64]>,
) -> Result<Arc<dyn Families>, Error> {
    Ok(match options.names {
        Names::Usual => Arc::new(own::Own::register(options, registry, buckets)?),
        Names::OpenTelemetry => Arc::new(opentelemetry::OpenTelemetry::register(options, registry, buckets)?),
    })
}

/// The numbers of requests in flight, by method and scheme.
#[derive(Debug)]
pub(super) struct InFlight(Vec<UpDownCounter<Shared>>);

impl InFlight {
    pub(super) fn register(names: Names, registry: &Registry) -> Result<Self, Error> {
        let all = || Method::VALUES.iter().flat_map(|method| Scheme::VALUES.map(|scheme| (*method, scheme)));
        Ok(InFlight(match names {
            Names::Usual => {
                let metrics = own::InFlightMetrics::register(registry)?;
                all().map(|(method, _)| metrics.requests_in_flight(method).into_owned()).collect()
            }
            Names::OpenTelemetry => {
                let metrics = opentelemetry::ActiveMetrics::register(registry)?;
                all().map(|(method, scheme)| metrics.active_requests(method, scheme).into_owned()).collect()
            }
        }))
    }

    #[inline]
    pub(super) fn guard(&self, method: Method, scheme: Scheme) -> UpDownGuard<Shared> {
        self.0[method.index() * Scheme::CARDINALITY + scheme.index()].guard()
    }
}
