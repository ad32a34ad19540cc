//! The stream over WebSocket, on connections in memory.

use std::io;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{DuplexStream, duplex};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::client::in_time;
use super::live;

/// Accepts connections in memory.
struct InMemory(UnboundedReceiver<DuplexStream>);

impl Listener for InMemory {
    type Io = DuplexStream;
    type Addr = ();

    async fn accept(&mut self) -> (DuplexStream, ()) {
        match self.0.recv().await {
            Some(connection) => (connection, ()),
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<()> {
        Ok(())
    }
}

fn serve(app: Router) -> UnboundedSender<DuplexStream> {
    let (connections, accepted) = unbounded_channel();
    tokio::spawn(async move { axum::serve(InMemory(accepted), app).await });
    connections
}

async fn connect(app: Router) -> WebSocketStream<DuplexStream> {
    let (ours, theirs) = duplex(64 * 1024);
    let connections = serve(app);
    connections.send(theirs).expect("the server accepts");
    let url = "ws://localhost/metrics/live/socket";
    let (socket, _) = tokio_tungstenite::client_async(url, ours).await.expect("the server upgrades");
    std::mem::forget(connections); // the server runs until the runtime of the test ends
    socket
}

async fn next(socket: &mut WebSocketStream<DuplexStream>) -> Message {
    in_time(socket.next()).await.expect("the connection is open").expect("the connection works")
}

async fn event(socket: &mut WebSocketStream<DuplexStream>, name: &str) -> Value {
    for _ in 0..1_000 {
        if let Message::Text(text) = next(socket).await {
            let object: Value = serde_json::from_str(&text).expect("a message is JSON");
            if object["event"] == name {
                return object;
            }
        }
    }
    panic!("the message `{name}` did not come");
}

async fn pinged(socket: &mut WebSocketStream<DuplexStream>) {
    for _ in 0..1_000 {
        if let Message::Ping(_) = next(socket).await {
            return;
        }
    }
    panic!("no ping came");
}

#[tokio::test(start_paused = true)]
async fn a_socket_has_the_same_messages() {
    let mut socket = connect(live().router()).await;
    let hello = event(&mut socket, "hello").await;
    assert_eq!(hello["interval"], json!(1000));
    let join = json!({ "join": ["live_visitors", "live_visitor"] }).to_string();
    socket.send(Message::text(join)).await.expect("the connection is open");
    let joined = [event(&mut socket, "joined").await, event(&mut socket, "joined").await];
    let status = |status| joined.iter().any(|joined| joined["status"] == status);
    assert!(status("ok") && status("unknown"), "{joined:?}");
    let points = event(&mut socket, "points").await;
    assert_eq!(points["values"], json!({ "value": [3] }));
    let run = hello["run"].as_str().expect("a run has a name");
    assert_eq!(points["id"], json!(format!("{run}-{}", points["timestamp"])));
    let leave = json!({ "leave": ["live_visitors"] }).to_string();
    socket.send(Message::text(leave)).await.expect("the connection is open");
    pinged(&mut socket).await;
}

#[tokio::test(start_paused = true)]
async fn a_socket_without_messages_is_pinged() {
    let mut socket = connect(live().router()).await;
    event(&mut socket, "hello").await;
    let started = tokio::time::Instant::now();
    assert!(matches!(next(&mut socket).await, Message::Ping(_)));
    assert_eq!(started.elapsed(), Duration::from_secs(15));
}

#[tokio::test(start_paused = true)]
async fn a_bad_request_closes_the_socket_with_the_reason() {
    let too_many = json!({ "join": (0..1001).map(|n| format!("a{n}")).collect::<Vec<_>>() }).to_string();
    for (message, code) in
        [(Message::text("join"), 1008), (Message::text(too_many), 1008), (Message::binary(vec![0]), 1003)]
    {
        let mut socket = connect(live().router()).await;
        event(&mut socket, "hello").await;
        socket.send(message).await.expect("the connection is open");
        let mut message = next(&mut socket).await;
        while matches!(message, Message::Text(_)) {
            message = next(&mut socket).await;
        }
        let Message::Close(Some(close)) = message else { panic!("{message:?}") };
        assert_eq!(u16::from(close.code), code, "{}", close.reason);
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_too_large_closes_the_socket() {
    let mut socket = connect(live().router()).await;
    event(&mut socket, "hello").await;
    let sent = socket.send(Message::text("x".repeat(1_000_000))).await;
    let mut end = socket.next().await;
    while matches!(end, Some(Ok(Message::Text(_) | Message::Ping(_)))) {
        end = socket.next().await;
    }
    assert!(sent.is_err() || !matches!(end, Some(Ok(Message::Text(_)))));
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_page_closes_sockets() {
    let page = live().start();
    let mut socket = connect(page.router_at("/metrics/live")).await;
    event(&mut socket, "hello").await;
    page.end();
    assert_eq!(event(&mut socket, "end").await["reason"], "the program is shutting down");
    assert!(matches!(next(&mut socket).await, Message::Close(Some(close)) if u16::from(close.code) == 1001));
}
