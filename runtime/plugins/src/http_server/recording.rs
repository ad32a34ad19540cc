//! The record of one request, from its arrival to the head of its response.

use std::any::Any;
use std::mem;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::MatchedPath;
use axum::BoxError;
use gapless_core::__private::scrapes;
use gapless_core::dynamic::Shared;
use gapless_core::{Unfinished, UpDownGuard};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Request, Response, StatusCode};
use tokio::time::Instant;

use super::body::{CountedBody, Following, MeasuredBody};
use super::computed::Numbers;
use super::end::End;
use super::entries::Key;
use super::families::{Phase, RouteMetrics, UNMATCHED};
use super::method::{Method, Protocol};
use super::metrics::Metrics;

/// A request that has arrived and has no response yet.
#[derive(Debug)]
pub(super) struct Recording {
    metrics: Arc<Metrics>,
    method: Method,
    protocol: Protocol,
    labels: Numbers,
    route: Route,
    started: Instant,
    in_flight: Option<UpDownGuard<Shared>>,
    request_size: RequestSize,
    /// Whether the request may be a scrape of this program's metrics.
    may_be_scrape: bool,
    has_ended: bool,
}

/// The route of a request.
#[derive(Clone, Debug)]
pub(super) enum Route {
    Matched(MatchedPath),
    Named(Arc<str>),
    Unmatched,
}

/// The size of the body of a request.
#[derive(Debug)]
enum RequestSize {
    /// It is not measured.
    Unknown,
    Known(u64),
    Streamed(Arc<StreamedSize>),
}

/// The size of a streamed body, which is recorded when both the body and its request have ended.
#[derive(Debug, Default)]
pub(super) struct StreamedSize {
    pub(super) bytes: AtomicU64,
    end: OnceLock<(Arc<dyn RouteMetrics>, End)>,
}

impl Route {
    pub(super) fn of<B>(request: &Request<B>) -> Self {
        request.extensions().get().cloned().map_or(Route::Unmatched, Route::Matched)
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            Route::Matched(path) => path.as_str(),
            Route::Named(name) => name,
            Route::Unmatched => UNMATCHED,
        }
    }
}

impl Recording {
    /// Starts to record a request.
    pub(super) fn start<B>(
        metrics: &Arc<Metrics>,
        route: Route,
        labels: Numbers,
        request: &mut Request<B>,
    ) -> Self
    where
        B: HttpBody + 'static,
    {
        let method = Method::of(request.method());
        let protocol = Protocol::of(request);
        let may_be_scrape = scrapes::may_be(request.uri().path());
        Recording {
            started: Instant::now(),
            in_flight: (!may_be_scrape).then(|| metrics.in_flight(method, protocol)),
            request_size: if metrics.sizes() { RequestSize::of(request) } else { RequestSize::Unknown },
            protocol: if metrics.has_protocol() { protocol } else { Protocol::default() },
            metrics: metrics.clone(),
            method,
            labels,
            route,
            may_be_scrape,
            has_ended: false,
        }
    }

    /// Records a response, unless an exporter of this program made it.
    pub(super) fn answered<B>(mut self, mut response: Response<B>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        if response.extensions().get::<scrapes::Scrape>().is_some() {
            self.has_ended = true;
            return response.map(Body::new);
        }
        if self.metrics.labels.of_responses() {
            response = self.metrics.labels.of_response(response, &mut self.labels);
        }
        let length = response.body().size_hint().exact();
        let is_empty = response.body().is_end_stream() || has_no_body(self.method, response.status());
        let follows = !is_empty && (self.metrics.bodies() || length.is_none());
        let end = End::of(response.status());
        let route = self.record(end, |route| {
            if let Some(bytes) = if is_empty { Some(0) } else { length } {
                route.response_size(&end, bytes);
            }
            if !follows {
                route.body_ended(Duration::ZERO);
            }
            follows.then(|| route.clone())
        });
        let Some(route) = route else { return response.map(Body::new) };
        let expected = length.or_else(|| content_length(response.headers()));
        let following = Following::new(route, end, self.in_flight.take(), expected, length.is_none());
        response.map(|body| Body::new(MeasuredBody::new(body, following)))
    }

    /// Records that the service returned an error.
    pub(super) fn failed(mut self) {
        self.record(End::ERROR, |_| ());
    }

    /// Records the end of the request, and calls a function with the metrics of its route.
    fn record<T>(&mut self, end: End, call: impl FnOnce(&Arc<dyn RouteMetrics>) -> T) -> T {
        self.has_ended = true;
        let elapsed = self.started.elapsed();
        self.with_route(|route| {
            route.answered(&end, elapsed);
            self.request_size.record(route, end);
            call(route)
        })
    }

    fn with_route<T>(&self, call: impl FnOnce(&Arc<dyn RouteMetrics>) -> T) -> T {
        let (method, protocol, labels) = (self.method, self.protocol, self.labels);
        self.metrics.with_route(&Key { method, protocol, labels, route: self.route.as_str() }, call)
    }
}

impl Unfinished for Recording {
    fn panicked(&mut self) {
        self.record(End::PANIC, |_| ());
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let is_measured = self.metrics.bodies() || self.metrics.sizes();
        if !self.has_ended && !self.may_be_scrape && is_measured {
            self.with_route(|route| {
                route.aborted(Phase::Head);
                self.request_size.record(route, End::ABORT);
            });
        }
    }
}

impl RequestSize {
    /// Returns the length of a body, or starts to count the bytes of a body of axum.
    fn of<B: HttpBody + 'static>(request: &mut Request<B>) -> Self {
        if let Some(bytes) = request.body().size_hint().exact().or_else(|| content_length(request.headers()))
        {
            return RequestSize::Known(bytes);
        }
        let Some(body) = (request.body_mut() as &mut dyn Any).downcast_mut::<Body>() else {
            return RequestSize::Unknown;
        };
        let size = Arc::<StreamedSize>::default();
        *body = Body::new(CountedBody::new(mem::take(body), size.clone()));
        RequestSize::Streamed(size)
    }

    fn record(&self, route: &Arc<dyn RouteMetrics>, end: End) {
        match self {
            RequestSize::Unknown => {}
            RequestSize::Known(bytes) => route.request_size(&end, *bytes),
            RequestSize::Streamed(size) => {
                let _is_first = size.end.set((route.clone(), end));
            }
        }
    }
}

impl Drop for StreamedSize {
    fn drop(&mut self) {
        if let Some((route, end)) = self.end.get() {
            route.request_size(end, *self.bytes.get_mut());
        }
    }
}

/// Returns whether a response is complete with its head, whatever its body is.
fn has_no_body(method: Method, status: StatusCode) -> bool {
    let by_status =
        status.is_informational() || [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&status);
    by_status || method == Method::Head || method == Method::Connect && status.is_success()
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
