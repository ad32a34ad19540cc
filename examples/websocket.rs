//! How do I measure WebSockets? `cargo run --bin websocket` serves a chat, sends messages, and prints the metrics.

use std::error::Error;
use std::io::{Write, stdout};
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::any;
use futures_util::{SinkExt as _, StreamExt as _};
use gapless::encode::Format;
use gapless::plugins::{InstrumentedSocket, WebSocket, WebSocketEndpoint, WebSocketHandler};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite;

/// A chat. Its endpoint and its handlers are exported at zero before the first client arrives.
#[derive(Clone)]
struct Chat {
    endpoint: WebSocketEndpoint,
    mount: WebSocketHandler,
    say: WebSocketHandler,
    has_ended: Arc<Notify>,
}

impl Chat {
    fn new(sockets: &WebSocket) -> Self {
        let endpoint = sockets.endpoint("chat");
        let (mount, say) = (endpoint.handler("mount"), endpoint.handler("say"));
        Chat { endpoint, mount, say, has_ended: Arc::default() }
    }

    /// Greets a client, and answers each message. The client or an error ends the session.
    async fn session(self, mut socket: InstrumentedSocket) -> Result<(), axum::Error> {
        self.mount.run(socket.send(Message::text("Welcome!"))).await?;
        while let Some(message) = socket.recv().await {
            if let Message::Text(text) = message? {
                let answer = Message::text(format!("You said: {text}"));
                self.say.run(socket.send(answer)).await?;
            }
        }
        Ok(())
    }
}

async fn upgrade(State(chat): State<Chat>, upgrade: WebSocketUpgrade) -> Response {
    let endpoint = chat.endpoint.clone();
    endpoint.upgrade(upgrade, |socket| async move {
        let has_ended = chat.has_ended.clone();
        let _ = chat.session(socket).await; // an error is counted in the outcome of the connection
        has_ended.notify_one();
    })
}

// In one thread, so that a session is recorded when it has ended. A server uses all threads.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sockets = WebSocket::new();
    let chat = Chat::new(&sockets);
    let metrics = gapless::builder().plugin(sockets).start().await?;

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let app = Router::new().route("/chat", any(upgrade)).with_state(chat.clone());
    let server = tokio::spawn(async { axum::serve(listener, app).await });

    let stream = TcpStream::connect(address).await?;
    let (mut client, _) = client_async(format!("ws://{address}/chat"), stream).await?;
    for text in ["Hello", "Goodbye"] {
        client.send(tungstenite::Message::text(text)).await?;
    }
    client.close(None).await?;
    while client.next().await.is_some() {}
    chat.has_ended.notified().await;

    stdout().write_all(&metrics.exporter().scrape(Format::Text).into_bytes())?;
    server.abort();
    metrics.shutdown().await;
    Ok(())
}
