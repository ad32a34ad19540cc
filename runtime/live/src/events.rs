//! The stream as server-sent events.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body::Frame;
use tokio::time::{sleep, Instant, Sleep};

use crate::client::{Client, Next};
use crate::hub::{Hub, Refused, TooManyTopics, MAX_TOPICS};
use crate::own::Transport;

/// The time without messages after which a client gets a sign of life.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(15);

/// Answers with the stream. `?topic=..` joins topics at once.
pub(crate) async fn events(
    State(hub): State<Arc<Hub>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let topics: Vec<String> = form_urlencoded::parse(query.as_bytes())
        .filter(|(key, _)| key == "topic")
        .map(|(_, topic)| topic.into_owned())
        .collect();
    if topics.len() > MAX_TOPICS {
        return TooManyTopics.into_response();
    }
    let client = match hub.connect(Transport::Sse) {
        Ok(client) => client,
        Err(refused) => return refused.into_response(),
    };
    let after = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    if !topics.is_empty() {
        let (hub, client) = (hub.clone(), client.clone());
        tokio::spawn(async move { hub.join(&client, topics, after).await });
    }
    let head = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (
        head,
        Body::new(Events {
            reader: Reader { hub, client },
            heartbeat: Box::pin(sleep(HEARTBEAT)),
            last: Instant::now(),
        }),
    )
        .into_response()
}

/// A connected client. Dropping it disconnects the client.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) hub: Arc<Hub>,
    pub(crate) client: Arc<Client>,
}

impl Reader {
    /// Returns the next message.
    pub(crate) fn poll_next(&self, context: &Context<'_>) -> Poll<Next> {
        self.client.poll(context, || self.hub.pull(&self.client))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.hub.disconnect(&self.client);
    }
}

/// The body of a stream. The bytes of a message are shared by all bodies.
#[derive(Debug)]
struct Events {
    reader: Reader,
    heartbeat: Pin<Box<Sleep>>,
    /// The time of the last message.
    last: Instant,
}

impl Events {
    /// Returns whether a heartbeat is due.
    fn poll_heartbeat(&mut self, context: &mut Context<'_>) -> Poll<()> {
        while self.heartbeat.as_mut().poll(context).is_ready() {
            let now = Instant::now();
            let is_due = now - self.last >= HEARTBEAT;
            if is_due {
                self.last = now;
            }
            self.heartbeat.as_mut().reset(self.last + HEARTBEAT);
            if is_due {
                return Poll::Ready(());
            }
        }
        Poll::Pending
    }
}

impl http_body::Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.reader.poll_next(context) {
            Poll::Ready(Next::Message(message)) => {
                self.last = Instant::now();
                Poll::Ready(Some(Ok(Frame::data(message.event()))))
            }
            Poll::Ready(Next::End) => Poll::Ready(None),
            Poll::Pending => {
                let heartbeat = || Some(Ok(Frame::data(Bytes::from_static(b": heartbeat\n\n"))));
                self.poll_heartbeat(context).map(|()| heartbeat())
            }
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let head = [(RETRY_AFTER, "5"), (CACHE_CONTROL, "no-store")];
        let text = match self {
            Refused::TooManyClients => {
                "the limit of clients of the live page is reached; close another page, or raise `max_clients`\n"
            }
            Refused::Ended => "the program is shutting down\n",
        };
        (StatusCode::SERVICE_UNAVAILABLE, head, text).into_response()
    }
}

impl IntoResponse for TooManyTopics {
    fn into_response(self) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, [(CACHE_CONTROL, "no-store")], format!("{self}\n")).into_response()
    }
}
