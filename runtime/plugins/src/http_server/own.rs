//! The metrics by their usual names.

use std::sync::Arc;
use std::time::Duration;

use gapless_core::dynamic::{Registry, Shared};
use gapless_core::{Counter, Error, Histogram};
use gapless_macros::defmetrics;

use super::end::End;
use super::families::{Families, Phase, RouteLabels, RouteMetrics};
use super::method::Method;
use super::options::Options;

defmetrics! {
    //! Requests that were answered.
    #![crate = gapless_core]
    #![into = RequestMetrics]
    #![namespace = "http"]

    /// Requests answered, by route and status.
    #[max_series(10000)]
    pub(super) counter requests_total(method: &str, route: &str, status: &str, handler: Option<&str>);

    /// Time from the arrival of a request to the head of its response.
    #[buckets(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)]
    #[native]
    #[max_series(70000)]
    pub(super) histogram request_duration_seconds(method: &str, route: &str, handler: Option<&str>);
}

defmetrics! {
    //! Requests in flight.
    #![crate = gapless_core]
    #![into = InFlightMetrics]
    #![namespace = "http"]

    /// Requests that have arrived and whose response is not complete.
    pub(super) up_down_counter requests_in_flight(method: Method);
}

defmetrics! {
    //! Sizes of bodies.
    #![crate = gapless_core]
    #![into = SizeMetrics]
    #![namespace = "http"]

    /// Sizes of the bodies of requests.
    #[buckets(exponential(256, 4, 9))]
    #[native]
    #[max_series(50000)]
    pub(super) histogram request_size_bytes(method: &str, route: &str, handler: Option<&str>);

    /// Sizes of the bodies of responses.
    #[buckets(exponential(256, 4, 9))]
    #[native]
    #[max_series(50000)]
    pub(super) histogram response_size_bytes(method: &str, route: &str, handler: Option<&str>);
}

defmetrics! {
    //! How the bodies of responses end.
    #![crate = gapless_core]
    #![into = BodyMetrics]
    #![namespace = "http"]

    /// Requests whose client left before the head or the end of the response.
    #[max_series(10000)]
    pub(super) counter request_aborts_total(method: &str, route: &str, phase: Phase, handler: Option<&str>);

    /// Time from the head of a response to the end of its body.
    #[buckets(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)]
    #[native]
    #[max_series(70000)]
    pub(super) histogram response_body_duration_seconds(method: &str, route: &str, handler: Option<&str>);
}

/// The metrics of requests with one combination of computed labels.
#[derive(Debug)]
pub(super) struct Own {
    requests: RequestMetrics,
    sizes: Option<SizeMetrics>,
    bodies: Option<BodyMetrics>,
    by_class: bool,
}

impl Own {
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
        Ok(Own {
            requests: requests.register(registry)?,
            sizes: options.sizes.then(|| SizeMetrics::register(registry)).transpose()?,
            bodies: options.bodies.then(|| bodies.register(registry)).transpose()?,
            by_class: options.by_class,
        })
    }
}

/// The metrics of requests with one label set. The handles of the usual ends are kept.
#[derive(Debug)]
struct Route {
    of: RouteLabels,
    own: Arc<Own>,
    ends: Vec<(End, Counter<u64, Shared>)>,
    duration: Histogram<Duration, Shared>,
}

impl Families for Own {
    fn route(self: Arc<Self>, of: RouteLabels, seeds: &[End]) -> Arc<dyn RouteMetrics> {
        let (method, route, handler) = (of.method(), &*of.route, of.handler());
        if let Some(sizes) = &self.sizes {
            let _series = (
                sizes.request_size_bytes(method, route, handler),
                sizes.response_size_bytes(method, route, handler),
            );
        }
        if let Some(bodies) = &self.bodies {
            let _series = (
                bodies.request_aborts_total(method, route, Phase::Head, handler),
                bodies.response_body_duration_seconds(method, route, handler),
            );
        }
        let ends = seeds.iter().map(|end| (*end, self.requests_of(&of, end).into_owned())).collect();
        let duration = self.requests.request_duration_seconds(method, route, handler).into_owned();
        Arc::new(Route { of, ends, duration, own: self })
    }
}

impl Own {
    fn requests_of(&self, of: &RouteLabels, end: &End) -> Counter<u64, &Shared> {
        self.requests.requests_total(of.method(), &of.route, end.status(self.by_class), of.handler())
    }
}

impl RouteMetrics for Route {
    fn answered(&self, end: &End, elapsed: Duration) {
        match self.ends.iter().find(|(usual, _)| usual == end) {
            Some((_, requests)) => requests.inc(),
            None => self.own.requests_of(&self.of, end).inc(),
        }
        self.duration.observe(elapsed);
    }

    fn request_size(&self, _: &End, bytes: u64) {
        if let (Some(sizes), of) = (&self.own.sizes, &self.of) {
            sizes.request_size_bytes(of.method(), &of.route, of.handler()).observe(bytes);
        }
    }

    fn response_size(&self, _: &End, bytes: u64) {
        if let (Some(sizes), of) = (&self.own.sizes, &self.of) {
            sizes.response_size_bytes(of.method(), &of.route, of.handler()).observe(bytes);
        }
    }

    fn body_ended(&self, elapsed: Duration) {
        if let (Some(bodies), of) = (&self.own.bodies, &self.of) {
            bodies.response_body_duration_seconds(of.method(), &of.route, of.handler()).observe(elapsed);
        }
    }

    fn aborted(&self, phase: Phase) {
        if let (Some(bodies), of) = (&self.own.bodies, &self.of) {
            bodies.request_aborts_total(of.method(), &of.route, phase, of.handler()).inc();
        }
    }
}
