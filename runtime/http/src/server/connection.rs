//! The life of a connection: handshake, requests and end.
//!
//! When the server stops, a connection ends after the response in progress. A connection without one ends at once,
//! unless a request has arrived that is not yet read: it is answered with 503.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use axum::response::IntoResponse;
use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::sync::watch;
use tokio::task::yield_now;
use tower_service::Service;

use super::listener::Stream;
use super::phase::{Answering, Phase, PhaseStream};
use super::Limits;
use crate::refusal::Refusal;
use answer::Answer;

mod answer;

/// The longest head of a request in bytes. A longer head is answered with 431. It is also the write buffer for a slow
/// reader.
const LONGEST_HEAD: usize = 64 * 1024;

/// The shared state of all connections of a server.
pub(super) struct Connections {
    pub(super) router: Router,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<crate::tls::Tls>,
    pub(super) limits: Limits,
}

impl Connections {
    /// Serves a connection until it ends, or until its last response ends when the server stops.
    pub(super) async fn serve(
        &self,
        stream: Box<dyn Stream>,
        client: Option<SocketAddr>,
        mut stopped: watch::Receiver<()>,
    ) {
        let stream = tokio::select! {
            biased; // without TLS, the handshake is ready at once
            stream = self.shake_hands(stream) => stream,
            _ = stopped.changed() => None,
        };
        if let Some(stream) = stream {
            self.answer(stream, client, stopped).await;
        }
    }

    async fn answer(
        &self,
        stream: Box<dyn Stream>,
        client: Option<SocketAddr>,
        mut stopped: watch::Receiver<()>,
    ) {
        let phase = Phase::new();
        let stream = PhaseStream::new(stream, phase.clone());
        let is_stopping = stopped.clone();
        let service = service_fn(|request| {
            let answering = phase.answering();
            let router = is_stopping.has_changed().is_ok().then(|| self.router.clone());
            respond(router, request, client, answering)
        });
        let mut http = http1::Builder::new();
        let connection = http.max_buf_size(LONGEST_HEAD).serve_connection(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = phase.is_overdue(self.limits) => {
                tracing::debug!("closed a connection, because the client took too long");
                return;
            }
            _ = stopped.changed() => tokio::select! {
                biased;
                ended = connection.as_mut() => ended,
                // The connection has read once more.
                () = yield_now() => {
                    if !phase.is_answering() {
                        return;
                    }
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            },
        };
        if let Err(error) = ended {
            tracing::debug!("a connection failed: {error}");
        }
    }

    /// Performs the TLS handshake if the server has TLS. Returns `None` if the handshake fails or takes too long.
    #[cfg(feature = "tls")]
    async fn shake_hands(&self, stream: Box<dyn Stream>) -> Option<Box<dyn Stream>> {
        let Some(tls) = &self.tls else { return Some(stream) };
        match tokio::time::timeout(self.limits.header_timeout, tls.accept(stream)).await {
            Ok(Ok(stream)) => return Some(Box::new(stream)),
            Ok(Err(error)) => tracing::debug!("a TLS handshake failed: {error}"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
        None
    }

    #[cfg(not(feature = "tls"))]
    async fn shake_hands(&self, stream: Box<dyn Stream>) -> Option<Box<dyn Stream>> {
        Some(stream)
    }
}

/// Answers a request, with 503 if the server stops. `answering` lasts until the body is written or dropped.
async fn respond(
    router: Option<Router>,
    mut request: Request<Incoming>,
    client: Option<SocketAddr>,
    answering: Answering,
) -> Result<Response<Answer>, Infallible> {
    let Some(mut router) = router else {
        let refusal = Refusal::Stopping.counted().into_response();
        return Ok(refusal.map(|body| Answer::new(body, answering)));
    };
    if let Some(client) = client {
        request.extensions_mut().insert(ConnectInfo(client));
    }
    let answer = router.call(request.map(Body::new)).await?;
    Ok(answer.map(|body| Answer::new(body, answering)))
}
