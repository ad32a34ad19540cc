//! The layer that times the bodies of a service.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{ready, Context, Poll};

use http::{Request, Response};
use http_body::Body;
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::body::TimedBody;
use super::metrics::{Direction, ListenerMetrics};
use crate::plugin::PluginMetrics;

/// A layer that measures how long the bodies of requests and responses take.
///
/// [`ServerListener::layer`](super::ServerListener::layer) creates it.
#[derive(Clone, Debug)]
pub struct BodyLayer(pub(super) PluginMetrics<Arc<ListenerMetrics>>);

impl<S> Layer<S> for BodyLayer {
    type Service = BodyService<S>;

    fn layer(&self, service: S) -> BodyService<S> {
        BodyService { service, metrics: self.0.clone() }
    }
}

/// A service whose bodies are timed.
#[derive(Clone, Debug)]
pub struct BodyService<S> {
    service: S,
    metrics: PluginMetrics<Arc<ListenerMetrics>>,
}

impl<S, B, R> Service<Request<B>> for BodyService<S>
where
    S: Service<Request<TimedBody<B>>, Response = Response<R>>,
    B: Body,
    R: Body,
{
    type Response = Response<TimedBody<R>>;
    type Error = S::Error;
    type Future = BodyFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let metrics = self.metrics.get().cloned();
        let request = request.map(|body| TimedBody::new(body, metrics.clone(), Direction::Request));
        BodyFuture { response: self.service.call(request), metrics }
    }
}

pin_project! {
    /// The response of a [`BodyService`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct BodyFuture<F> {
        #[pin]
        response: F,
        metrics: Option<Arc<ListenerMetrics>>,
    }
}

impl<F, R, E> Future for BodyFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
    R: Body,
{
    type Output = Result<Response<TimedBody<R>>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let response = ready!(this.response.poll(context));
        let metrics = this.metrics.take();
        Poll::Ready(
            response.map(|response| response.map(|body| TimedBody::new(body, metrics, Direction::Response))),
        )
    }
}
