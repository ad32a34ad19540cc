//! The families of a plugin, by either set of names.
//!
//! An implementation has one value for each combination of computed labels, which are constant labels there.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use gapless_core::dynamic::{Registry, Shared};
use gapless_core::{Error, LabelValue as _, UpDownGuard};
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

/// The metrics of requests. Every method creates its series, at zero, if they do not exist.
pub(super) trait Families: Debug + Send + Sync {
    /// Creates the series of requests that end in this way.
    fn seed(&self, of: &RouteLabels, end: &End);

    fn answered(&self, of: &RouteLabels, end: &End, elapsed: Duration);

    fn request_size(&self, of: &RouteLabels, end: &End, bytes: u64);

    fn response_size(&self, of: &RouteLabels, end: &End, bytes: u64);

    /// Records the time from the head of a response to the end of its body.
    fn body_ended(&self, of: &RouteLabels, elapsed: Duration);

    fn aborted(&self, of: &RouteLabels, phase: Phase);
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

/// The number of requests in flight.
#[derive(Debug)]
pub(super) enum InFlight {
    Usual(own::InFlightMetrics),
    OpenTelemetry(opentelemetry::ActiveMetrics),
}

impl InFlight {
    pub(super) fn register(names: Names, registry: &Registry) -> Result<Self, Error> {
        Ok(match names {
            Names::Usual => InFlight::Usual(own::InFlightMetrics::register(registry)?),
            Names::OpenTelemetry => {
                InFlight::OpenTelemetry(opentelemetry::ActiveMetrics::register(registry)?)
            }
        })
    }

    #[inline]
    pub(super) fn guard(&self, method: Method, scheme: Scheme) -> UpDownGuard<Shared> {
        let counter = match self {
            InFlight::Usual(metrics) => metrics.requests_in_flight(method),
            InFlight::OpenTelemetry(metrics) => metrics.active_requests(method, scheme),
        };
        counter.into_owned().guard()
    }
}
