//! The stream over WebSocket, with the same messages as the server-sent events.

use std::future::{poll_fn, Future};
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::ws::{close_code, CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use tokio::time::{interval, Interval};

use crate::client::Next;
use crate::events::{Reader, HEARTBEAT};
use crate::hub::Hub;
use crate::own::Transport;
use crate::topics::{Request, MAX_REQUEST};

/// A change of a client's topics that is being made, with the reason to close the connection if it fails.
type Change = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// Answers with the stream.
pub(crate) async fn socket(State(hub): State<Arc<Hub>>, upgrade: WebSocketUpgrade) -> Response {
    match hub.connect(Transport::Websocket) {
        Ok(client) => {
            let reader = Reader { hub, client };
            let upgrade = upgrade.max_message_size(MAX_REQUEST).max_frame_size(MAX_REQUEST);
            upgrade.on_upgrade(move |socket| Connection { socket, reader }.run())
        }
        Err(refused) => refused.into_response(),
    }
}

struct Connection {
    socket: WebSocket,
    reader: Reader,
}

impl Connection {
    /// Sends messages and reads requests, until either side closes the connection.
    async fn run(mut self) {
        let mut heartbeat = heartbeat();
        let mut change: Option<Change> = None;
        loop {
            let sent = tokio::select! {
                next = poll_fn(|context| self.reader.poll_next(context)) => {
                    heartbeat.reset();
                    match next {
                        Next::Message(message) => self.socket.send(Message::Text(message.object())).await,
                        Next::End => return self.close(close_code::AWAY, "the program is shutting down").await,
                    }
                }
                received = self.socket.recv(), if change.is_none() => match received {
                    Some(Ok(Message::Text(request))) => {
                        change = Some(self.change(&request));
                        Ok(())
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
                    Some(Ok(Message::Binary(_))) => return self.close(close_code::UNSUPPORTED, "write JSON").await,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                },
                changed = poll_fn(|context| poll(&mut change, context)) => {
                    change = None;
                    match changed {
                        Ok(()) => Ok(()),
                        Err(reason) => return self.close(close_code::POLICY, &reason).await,
                    }
                }
                _ = heartbeat.tick() => self.socket.send(Message::Ping(Bytes::new())).await,
            };
            if sent.is_err() {
                return;
            }
        }
    }

    /// Returns the change that a client requests.
    fn change(&self, request: &str) -> Change {
        let request = serde_json::from_str::<Request>(request);
        let (hub, client) = (self.reader.hub.clone(), self.reader.client.clone());
        Box::pin(async move {
            let request = request.map_err(|error| format!("the request is not valid: {error}"))?;
            request.apply(&hub, &client).await.map(drop).map_err(|error| error.to_string())
        })
    }

    async fn close(mut self, code: u16, reason: &str) {
        let reason: String = reason.chars().take(40).collect(); // the reason has at most 123 bytes
        let _ = self.socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
    }
}

fn poll(
    change: &mut Option<Change>,
    context: &mut std::task::Context<'_>,
) -> std::task::Poll<Result<(), String>> {
    match change {
        Some(change) => change.as_mut().poll(context),
        None => std::task::Poll::Pending,
    }
}

fn heartbeat() -> Interval {
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.reset();
    heartbeat
}
