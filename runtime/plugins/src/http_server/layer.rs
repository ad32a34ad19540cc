//! The layer of the plugin, and the service that it makes.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{ready, Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::BoxError;
use gapless_core::guard_poll;
use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::computed::Numbers;
use super::metrics::Metrics;
use super::recording::{Recording, Route};
use crate::plugin::PluginMetrics;

/// Measures the requests of a router or of another tower service; made by [`HttpServer::layer`].
///
/// Until the plugin starts, the layer passes requests through. Bodies of requests keep their type, and bodies of
/// responses become axum's [`Body`].
///
/// ```
/// use axum::body::Body;
/// use axum::http::{Request, Response};
/// use gapless::plugins::HttpServer;
/// use tower::{service_fn, ServiceBuilder, ServiceExt};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let http = HttpServer::new();
/// let search = service_fn(|_: Request<Body>| async { Ok::<_, std::io::Error>(Response::new(Body::from("found"))) });
/// let search = ServiceBuilder::new().layer(http.layer().route("search")).service(search); // route="search"
/// assert!(search.oneshot(Request::new(Body::empty())).await?.status().is_success());
/// # Ok(())
/// # }
/// ```
///
/// [`HttpServer::layer`]: crate::HttpServer::layer
#[derive(Clone, Debug)]
pub struct HttpServerLayer {
    metrics: PluginMetrics<Arc<Metrics>>,
    route: Option<Arc<str>>,
}

/// A service whose requests a [`HttpServerLayer`] measures.
#[derive(Clone, Debug)]
pub struct HttpServerService<S> {
    inner: S,
    layer: HttpServerLayer,
}

pin_project! {
    /// The response future of a [`HttpServerService`].
    #[derive(Debug)]
    pub struct HttpServerFuture<F> {
        #[pin]
        inner: F,
        // `None` if the request is not measured, or if it has ended.
        recording: Option<Recording>,
    }
}

impl HttpServerLayer {
    pub(super) fn new(metrics: PluginMetrics<Arc<Metrics>>) -> Self {
        HttpServerLayer { metrics, route: None }
    }

    /// Sets the label `route` of all requests, for a service without a router.
    #[must_use]
    pub fn route(mut self, route: impl Into<Arc<str>>) -> Self {
        self.route = Some(route.into());
        self
    }

    /// Returns the metrics and the route of a request, unless the plugin has not started or the route is ignored.
    #[inline]
    fn measured<B>(&self, request: &Request<B>) -> Option<(&Arc<Metrics>, Route)> {
        let metrics = self.metrics.get()?;
        let route = self.route.clone().map_or_else(|| Route::of(request), Route::Named);
        (!metrics.is_ignored(route.as_str())).then_some((metrics, route))
    }
}

impl<S> Layer<S> for HttpServerLayer {
    type Service = HttpServerService<S>;

    fn layer(&self, inner: S) -> HttpServerService<S> {
        HttpServerService { inner, layer: self.clone() }
    }
}

impl<S, B, R> Service<Request<B>> for HttpServerService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    B: HttpBody + 'static,
    R: HttpBody<Data = Bytes> + Send + 'static,
    R::Error: Into<BoxError>,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = HttpServerFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> HttpServerFuture<S::Future> {
        let Some((metrics, route)) = self.layer.measured(&request) else {
            return HttpServerFuture { inner: self.inner.call(request), recording: None };
        };
        let mut labels = Numbers::default();
        if metrics.labels.of_requests() {
            (request, labels) = metrics.labels.of_request(request);
        }
        let mut recording = Recording::start(metrics, route, labels, &mut request);
        let inner = guard_poll(&mut recording, || self.inner.call(request));
        HttpServerFuture { inner, recording: Some(recording) }
    }
}

impl<F, R, E> Future for HttpServerFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
    R: HttpBody<Data = Bytes> + Send + 'static,
    R::Error: Into<BoxError>,
{
    type Output = Result<Response<Body>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = match this.recording {
            Some(recording) => ready!(guard_poll(recording, || this.inner.poll(context))),
            None => ready!(this.inner.poll(context)),
        };
        Poll::Ready(match (result, this.recording.take()) {
            (Ok(response), Some(recording)) => Ok(recording.answered(response)),
            (Ok(response), None) => Ok(response.map(Body::new)),
            (Err(error), recording) => {
                if let Some(recording) = recording {
                    recording.failed();
                }
                Err(error)
            }
        })
    }
}
