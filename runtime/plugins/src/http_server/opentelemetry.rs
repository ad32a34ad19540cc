//! The metrics by the names of OpenTelemetry's semantic conventions.

use std::time::Duration;

use gapless_core::dynamic::Registry;
use gapless_core::{Error, LabelValue as _};
use gapless_macros::defmetrics;

use super::end::End;
use super::families::{Families, Phase, RouteLabels, UNMATCHED};
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

impl Families for OpenTelemetry {
    fn seed(&self, of: &RouteLabels, end: &End) {
        let _series = of!(self.requests, request_duration_seconds, of, end, self.by_class);
        if let Some(sizes) = &self.sizes {
            let _series = (
                of!(sizes, request_body_size_bytes, of, end, self.by_class),
                of!(sizes, response_body_size_bytes, of, end, self.by_class),
            );
        }
        if let Some(bodies) = &self.bodies {
            let _series = (
                bodies.request_aborts_total(of.method(), route(of), Phase::Head, of.handler()),
                bodies.response_body_duration_seconds(of.method(), route(of), of.handler()),
            );
        }
    }

    fn answered(&self, of: &RouteLabels, end: &End, elapsed: Duration) {
        of!(self.requests, request_duration_seconds, of, end, self.by_class).observe(elapsed);
    }

    fn request_size(&self, of: &RouteLabels, end: &End, bytes: u64) {
        if let Some(sizes) = &self.sizes {
            of!(sizes, request_body_size_bytes, of, end, self.by_class).observe(bytes);
        }
    }

    fn response_size(&self, of: &RouteLabels, end: &End, bytes: u64) {
        if let Some(sizes) = &self.sizes {
            of!(sizes, response_body_size_bytes, of, end, self.by_class).observe(bytes);
        }
    }

    fn body_ended(&self, of: &RouteLabels, elapsed: Duration) {
        if let Some(bodies) = &self.bodies {
            bodies.response_body_duration_seconds(of.method(), route(of), of.handler()).observe(elapsed);
        }
    }

    fn aborted(&self, of: &RouteLabels, phase: Phase) {
        if let Some(bodies) = &self.bodies {
            bodies.request_aborts_total(of.method(), route(of), phase, of.handler()).inc();
        }
    }
}

/// Returns the route, which OpenTelemetry leaves out for requests that no route matches.
fn route(of: &RouteLabels) -> Option<&str> {
    Some(&*of.route).filter(|route| *route != UNMATCHED)
}
