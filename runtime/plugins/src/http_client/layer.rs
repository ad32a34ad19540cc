//! The tower layer: it begins a call with each request, and ends it with the head of the response.

use std::future::Future;
use std::pin::Pin;
use std::task::{ready, Context, Poll};

use http::header::HOST;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::call::{Call, Origin};
use super::hosts::Hosts;
use super::own::Failure;
use crate::plugin::PluginMetrics;

/// A layer that measures a client. [`HttpClient::layer`](crate::HttpClient::layer) creates it.
///
/// ```
/// use gapless::plugins::HttpClient;
/// use tower_layer::Layer;
/// # use tower_service::Service;
///
/// # fn f<C: Service<http::Request<String>>>(client: C) {
/// let http = HttpClient::new().hosts(["api.example.com"]);
/// let client = http.layer().layer(client);
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a layer measures the service that it is added to"]
pub struct HttpClientLayer {
    metrics: PluginMetrics<Hosts>,
}

impl HttpClientLayer {
    pub(super) fn new(metrics: PluginMetrics<Hosts>) -> Self {
        HttpClientLayer { metrics }
    }
}

impl<S> Layer<S> for HttpClientLayer {
    type Service = HttpClientService<S>;

    fn layer(&self, service: S) -> Self::Service {
        HttpClientService { service, metrics: self.metrics.clone() }
    }
}

/// A client whose requests are measured. [`HttpClientLayer`] creates it.
#[derive(Clone, Debug)]
pub struct HttpClientService<S> {
    service: S,
    metrics: PluginMetrics<Hosts>,
}

impl<S, B, C> Service<Request<B>> for HttpClientService<S>
where
    S: Service<Request<B>, Response = Response<C>>,
    S::Error: 'static,
{
    type Response = Response<HttpClientBody<C>>;
    type Error = S::Error;
    type Future = HttpClientFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let call = self.metrics.get().map(|hosts| begin(hosts, &request));
        HttpClientFuture { future: self.service.call(request), call }
    }
}

/// Begins a call to the host of a request, which is in the URI or in the header `host`.
fn begin<B>(hosts: &Hosts, request: &Request<B>) -> Call {
    let uri = request.uri();
    let in_uri = uri.host().map(|host| (host, uri.port_u16()));
    let in_header = || request.headers().get(HOST)?.to_str().ok().map(split);
    let (host, port) = in_uri.or_else(in_header).unzip();
    let port = port.flatten().or_else(|| match uri.scheme_str() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    });
    hosts.call(request.method(), host, port)
}

/// Splits a host and a port.
fn split(authority: &str) -> (&str, Option<u16>) {
    let parts = authority.rsplit_once(':').and_then(|(host, port)| Some((host, Some(port.parse().ok()?))));
    parts.unwrap_or((authority, None))
}

pin_project! {
    /// The future of a request, until the head of its response. A future that is dropped before counts as cancelled.
    #[derive(Debug)]
    pub struct HttpClientFuture<F> {
        #[pin]
        future: F,
        call: Option<Call>,
    }
}

impl<F, C, E> Future for HttpClientFuture<F>
where
    F: Future<Output = Result<Response<C>, E>>,
    E: 'static,
{
    type Output = Result<Response<HttpClientBody<C>>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = ready!(this.future.poll(context));
        let end = result.as_ref().map(Response::status).map_err(Failure::of);
        let origin = this.call.take().map(|call| call.end(end));
        Poll::Ready(result.map(|response| response.map(|body| HttpClientBody { body, origin })))
    }
}

pin_project! {
    /// The body of a response, whose first error is counted.
    #[derive(Debug)]
    pub struct HttpClientBody<C> {
        #[pin]
        body: C,
        origin: Option<Origin>,
    }
}

impl<C: Body> Body for HttpClientBody<C>
where
    C::Error: 'static,
{
    type Data = C::Data;
    type Error = C::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<C::Data>, C::Error>>> {
        let this = self.project();
        let frame = ready!(this.body.poll_frame(context));
        if let Some(Err(error)) = &frame {
            if let Some(origin) = this.origin.take() {
                origin.fail(Failure::of_body(error));
            }
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
