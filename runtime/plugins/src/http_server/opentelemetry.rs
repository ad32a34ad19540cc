//! The metrics by the names of OpenTelemetry's semantic conventions.

use std::sync::Arc;
use std::time::Duration;

use gapless_core::dynamic::{Registry, Shared};
use gapless_core::{Error, Histogram, LabelValue as _};
use gapless_macros::defmetrics;

use super::end::End;
use super::families::{Families, Phase, RouteLabels, RouteMetrics, UNMATCHED};
use super::method::{Method, Scheme};
use super::options::Options;

defmetrics! {
    //! Requests that were answered.
    #![crate = gapless_core]
    #![into = RequestMetrics]
    #![namespace = "http_server"]

    /// Duration of HTTP server requests.
    #[buckets(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)]
    #[native]
    #[max_series(70000)]
    #[expect(clippy::too_many_arguments, reason = "they are the labels of OpenTelemetry")]
    pub(super) histogram request_duration_seconds(
        http_request_method: &str,
        http_route: Option<&str>,
        http_response_status_code: &str,
        error_type: Option<&str>,
        url_scheme: &str,
        network_protocol_version: &str,
        handler: Option<&str>,
    );
}

defmetrics! {
    //! Requests in flight.
    #![crate = gapless_core]
    #![into = ActiveMetrics]
    #![namespace = "http_server"]

    /// Number of active HTTP server requests.
    pub(super) up_down_counter active_requests(http_request_method: Method, url_scheme: Scheme);
}

defmetrics! {
    //! Sizes of bodies.
    #![crate = gapless_core]
    #![into = SizeMetrics]
    #![namespace = "http_server"]

    /// Size of HTTP server request bodies.
    #[buckets(exponential(256, 4, 9))]
    #[native]
    #[max_series(50000)]
    #[expect(clippy::too_many_arguments, reason = "they are the labels of OpenTelemetry")]
    pub(super) histogram request_body_size_bytes(
        http_request_method: &str,
        http_route: Option<&str>,
        http_response_status_code: &str,
        error_type: Option<&str>,
        url_scheme: &str,
        network_protocol_version: &str,
        handler: Option<&str>,
    );

    /// Size of HTTP server response bodies.
    #[buckets(exponential(256, 4, 9))]
    #[native]
    #[max_series(50000)]
    #[expect(clippy::too_many_arguments, reason = "they are the labels of OpenTelemetry")]
    pub(super) histogram response_body_size_bytes(
        http_request_method: &str,
        http_route: Option<&str>,
        http_response_status_code: &str,
        error_type: Option<&str>,
        url_scheme: &str,
        network_protocol_version: &str,
        handler: Option<&str>,
    );
}

defmetrics! {
    //! How the bodies of responses end. OpenTelemetry does not define these metrics.
    #![crate = gapless_core]
    #![into = BodyMetrics]
    #![namespace = "http_server"]

    /// HTTP server requests whose client left before the head or the end of the response.
    #[max_series(10000)]
    pub(super) counter request_aborts_total(
        http_request_method: &str,
        http_route: Option<&str>,
        phase: Phase,
        handler: Option<&str>,
    );

    /// Time from the head of an HTTP server response to the end of its body.
    #[buckets(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)]
    #[native]
    #[max_series(70000)]
    pub(super) histogram response_body_duration_seconds(
        http_request_method: &str,
        http_route: Option<&str>,
        handler: Option<&str>,
    );
}

/// The metrics of requests with one combination of computed labels.
#[derive(Debug)]
pub(super) struct OpenTelemetry {
    requests: RequestMetrics,
    sizes: Option<SizeMetrics>,
    bodies: Option<BodyMetrics>,
    by_class: bool,
}

impl OpenTelemetry {
    pub(super) fn register(
        options: &Options,
        registry: &Registry,
        buckets: Option<&[f64]>,
    ) -> Result<Self, Error> {
        let (mut requests, mut bodies) = (RequestMetrics::builder(), BodyMetrics::builder());
        if let Some(buckets) = buckets {
            requests = requests.request_duration_seconds_buckets(buckets.iter().copied());
            bodies = bodies.response_body_duration_seconds_buckets(buckets.iter().copied());
        }
        Ok(OpenTelemetry {
            requests: requests.register(registry)?,
            sizes: options.sizes.then(|| SizeMetrics::register(registry)).transpose()?,
            bodies: options.bodies.then(|| bodies.register(registry)).transpose()?,
            by_class: options.by_class,
        })
    }
}

/// Calls an accessor with the labels of requests that end in one way.
macro_rules! of {
    ($metrics:expr, $accessor:ident, $of:expr, $end:expr, $by_class:expr) => {
        $metrics.$accessor(
            $of.method(),
            route($of),
            $end.status($by_class),
            $end.error_type(),
            $of.protocol.scheme.as_label(),
            $of.protocol.version(),
            $of.handler(),
        )
    };
}

/// The metrics of requests with one label set. The handles of the usual ends are kept.
#[derive(Debug)]
struct Route {
    of: RouteLabels,
    all: Arc<OpenTelemetry>,
    ends: Vec<(End, Histogram<Duration, Shared>)>,
}

impl Families for OpenTelemetry {
    fn route(self: Arc<Self>, of: RouteLabels, seeds: &[End]) -> Arc<dyn RouteMetrics> {
        let seed = |end: &End| {
            if let Some(sizes) = &self.sizes {
                let _series = (
                    of!(sizes, request_body_size_bytes, &of, end, self.by_class),
                    of!(sizes, response_body_size_bytes, &of, end, self.by_class),
                );
            }
            (*end, self.durations_of(&of, end).into_owned())
        };
        if let Some(bodies) = &self.bodies {
            let _series = (
                bodies.request_aborts_total(of.method(), route(&of), Phase::Head, of.handler()),
                bodies.response_body_duration_seconds(of.method(), route(&of), of.handler()),
            );
        }
        let ends = seeds.iter().map(seed).collect();
        Arc::new(Route { of, ends, all: self })
    }
}

impl OpenTelemetry {
    fn durations_of(&self, of: &RouteLabels, end: &End) -> Histogram<Duration, &Shared> {
        of!(self.requests, request_duration_seconds, of, end, self.by_class)
    }
}

impl RouteMetrics for Route {
    fn answered(&self, end: &End, elapsed: Duration) {
        match self.ends.iter().find(|(usual, _)| usual == end) {
            Some((_, durations)) => durations.observe(elapsed),
            None => self.all.durations_of(&self.of, end).observe(elapsed),
        }
    }

    fn request_size(&self, end: &End, bytes: u64) {
        if let (Some(sizes), of) = (&self.all.sizes, &self.of) {
            of!(sizes, request_body_size_bytes, of, end, self.all.by_class).observe(bytes);
        }
    }

    fn response_size(&self, end: &End, bytes: u64) {
        if let (Some(sizes), of) = (&self.all.sizes, &self.of) {
            of!(sizes, response_body_size_bytes, of, end, self.all.by_class).observe(bytes);
        }
    }

    fn body_ended(&self, elapsed: Duration) {
        if let (Some(bodies), of) = (&self.all.bodies, &self.of) {
            bodies.response_body_duration_seconds(of.method(), route(of), of.handler()).observe(elapsed);
        }
    }

    fn aborted(&self, phase: Phase) {
        if let (Some(bodies), of) = (&self.all.bodies, &self.of) {
            bodies.request_aborts_total(of.method(), route(of), phase, of.handler()).inc();
        }
    }
}

/// Returns the route, which OpenTelemetry leaves out for requests that no route matches.
fn route(of: &RouteLabels) -> Option<&str> {
    Some(&*of.route).filter(|route| *route != UNMATCHED)
}
