//! The life of a connection: handshake, requests, and its end.
//!
//! When the server stops, an answer that is under way ends, and is the last one. A connection without one ends at once, but that a
//! request which has come by then, and is only not yet read, is told so by 503.

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

/// The longest head of a request, in bytes; one beyond it is answered with 431. It is also what is kept of an answer for a
/// reader that is slow.
const LONGEST_HEAD: usize = 64 * 1024;

/// What all connections of a server have in common.
pub(super) struct Connections {
    pub(super) router: Router,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<crate::tls::Tls>,
    pub(super) limits: Limits,
}

impl Connections {
    /// Serves one until it ends, or until its last answer has ended once the server stops.
    pub(super) async fn serve(
        &self,
        stream: Box<dyn Stream>,
        client: Option<SocketAddr>,
        mut stopped: watch::Receiver<()>,
    ) {
        let stream = tokio::select! {
            biased; // one without TLS has no handshake to cut
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
                tracing::debug!("a client of the metrics took too long, and is cut");
                return;
            }
            _ = stopped.changed() => tokio::select! {
                biased;
                ended = connection.as_mut() => ended,
                // The system was asked once more whether something has come.
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
            tracing::debug!("a connection for the metrics ended early: {error}");
        }
    }

    /// The connection under TLS, if there is to be TLS; `None` if it does not come about in time.
    #[cfg(feature = "tls")]
    async fn shake_hands(&self, stream: Box<dyn Stream>) -> Option<Box<dyn Stream>> {
        let Some(tls) = &self.tls else { return Some(stream) };
        match tokio::time::timeout(self.limits.header_timeout, tls.accept(stream)).await {
            Ok(Ok(stream)) => return Some(Box::new(stream)),
            Ok(Err(error)) => tracing::debug!("a client of the metrics does not agree on TLS: {error}"),
            Err(_) => tracing::debug!("a client of the metrics took too long for the handshake of TLS"),
        }
        None
    }

    #[cfg(not(feature = "tls"))]
    async fn shake_hands(&self, stream: Box<dyn Stream>) -> Option<Box<dyn Stream>> {
        Some(stream)
    }
}

/// Answers one request, if the server still does; the connection is at that until the body is written or dropped.
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
