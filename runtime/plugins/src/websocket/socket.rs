//! The socket of a session, which counts its messages.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{ready, Context, Poll};

use axum::extract::ws::{Message, WebSocket};
use axum::http::HeaderValue;
use axum::Error;
use futures_util::stream::FusedStream;
use futures_util::{Sink, SinkExt, Stream, StreamExt as _};

use super::connection::{Connection, WebSocketConnection};
use super::metrics::Direction;

/// A WebSocket that counts its messages, with the methods of axum's
/// [`WebSocket`](axum::extract::ws::WebSocket). It is a `Stream` and a `Sink`, so `split` works.
///
/// ```
/// use axum::extract::ws::Message;
/// use gapless::plugins::InstrumentedSocket;
///
/// async fn echo(mut socket: InstrumentedSocket) -> Result<(), axum::Error> {
///     while let Some(message) = socket.recv().await {
///         match message? {
///             message @ (Message::Text(_) | Message::Binary(_)) => socket.send(message).await?,
///             _ => {}
///         }
///     }
///     Ok(())
/// }
/// ```
#[derive(Debug)]
pub struct InstrumentedSocket {
    socket: WebSocket,
    connection: Arc<Connection>,
}

impl InstrumentedSocket {
    pub(super) fn new(socket: WebSocket, connection: Arc<Connection>) -> Self {
        InstrumentedSocket { socket, connection }
    }

    /// Receives a message. Returns `None` if the connection has ended.
    pub async fn recv(&mut self) -> Option<Result<Message, Error>> {
        self.next().await
    }

    /// Sends a message.
    ///
    /// # Errors
    ///
    /// Returns an error if the connection has ended or the message is too large.
    pub async fn send(&mut self, message: Message) -> Result<(), Error> {
        SinkExt::send(self, message).await
    }

    /// Returns the selected subprotocol.
    #[must_use]
    pub fn protocol(&self) -> Option<&HeaderValue> {
        self.socket.protocol()
    }

    /// Returns the connection, to state how it ends. It stays usable after `split`.
    #[must_use]
    pub fn connection(&self) -> WebSocketConnection {
        WebSocketConnection(self.connection.clone())
    }

    /// Keeps the error of an operation.
    fn check<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        result.inspect_err(|error| self.connection.fail(error))
    }
}

impl Stream for InstrumentedSocket {
    type Item = Result<Message, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(received) = ready!(self.socket.poll_next_unpin(context)) else { return Poll::Ready(None) };
        let received = self.check(received);
        if let Ok(message) = &received {
            self.connection.pass(Direction::Received, message);
        }
        Poll::Ready(Some(received))
    }
}

impl FusedStream for InstrumentedSocket {
    fn is_terminated(&self) -> bool {
        self.socket.is_terminated()
    }
}

impl Sink<Message> for InstrumentedSocket {
    type Error = Error;

    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.socket.poll_ready_unpin(context).map(|result| self.check(result))
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Error> {
        let copy = message.clone(); // shares the bytes
        let sent = self.socket.start_send_unpin(message);
        self.check(sent).inspect(|()| self.connection.pass(Direction::Sent, &copy))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.socket.poll_flush_unpin(context).map(|result| self.check(result))
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.connection.close();
        self.socket.poll_close_unpin(context).map(|result| self.check(result))
    }
}
