//! WebSockets, with a real client.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::routing::any;
use futures_util::{SinkExt as _, StreamExt as _};
use gapless::Instance;
use gapless::plugins::{InstrumentedSocket, WebSocket, WebSocketEndpoint};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message as Sent;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::{start, until, value};

/// The request of a client.
const UPGRADE: &str = "GET / HTTP/1.1\r\nHost: test\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

type Client = WebSocketStream<TcpStream>;

/// The endpoint `chat` of a started plugin.
async fn chat() -> (WebSocketEndpoint, Instance) {
    let sockets = WebSocket::new();
    let chat = sockets.endpoint("chat");
    (chat, start(sockets).await)
}

/// Serves a route until the test ends.
async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async { axum::serve(listener, app).await });
    address
}

/// A client of one session, and what is received when the session has ended.
///
/// The receiver wakes in another task of one thread, so the connection is recorded by then.
async fn connect<F>(
    endpoint: &WebSocketEndpoint,
    session: impl FnOnce(InstrumentedSocket) -> F + Clone + Send + Sync + 'static,
) -> (Client, oneshot::Receiver<()>)
where
    F: Future<Output = ()> + Send + 'static,
{
    let (ended, has_ended) = oneshot::channel::<()>();
    let ended = Arc::new(Mutex::new(Some(ended)));
    let endpoint = endpoint.clone();
    let upgrade = move |upgrade: WebSocketUpgrade| {
        let ended = ended.lock().expect("no thread panics").take();
        async move {
            endpoint.upgrade(upgrade, async move |socket| {
                let _ended = ended;
                session(socket).await;
            })
        }
    };
    let address = serve(Router::new().route("/", any(upgrade))).await;
    let stream = TcpStream::connect(address).await.expect("the server listens");
    let (client, _) = client_async(format!("ws://{address}/"), stream).await.expect("it upgrades");
    (client, has_ended)
}

/// The number of connections of `chat` that have ended with an outcome.
fn ended(instance: &Instance, outcome: &str) -> Option<f64> {
    let labels = format!("endpoint=\"chat\",outcome=\"{outcome}\"");
    value(instance, &format!("websocket_connection_duration_seconds_count{{{labels}}}"))
}

/// Asserts that one connection was opened, and ended with an outcome.
fn assert_ended(instance: &Instance, outcome: &str) {
    for other in ["normal", "error", "timeout", "aborted"] {
        assert_eq!(ended(instance, other), Some(f64::from(u8::from(other == outcome))), "{other}");
    }
    assert_eq!(chat_value(instance, "websocket_connections", ""), Some(0.0));
    assert_eq!(chat_value(instance, "websocket_connects_total", ",result=\"ok\""), Some(1.0));
}

fn chat_value(instance: &Instance, name: &str, more: &str) -> Option<f64> {
    value(instance, &format!("{name}{{endpoint=\"chat\"{more}}}"))
}

/// Answers each message until the client closes the connection.
async fn echo(mut socket: InstrumentedSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        if let Message::Text(_) | Message::Binary(_) = &message {
            socket.send(message).await.expect("the client listens");
        }
    }
}

/// Receives until the connection ends.
async fn listen(mut socket: InstrumentedSocket) {
    while let Some(Ok(_)) = socket.recv().await {}
}

#[tokio::test]
async fn an_endpoint_starts_at_zero() {
    let (_chat, instance) = chat().await;
    for outcome in ["normal", "error", "timeout", "aborted"] {
        assert_eq!(ended(&instance, outcome), Some(0.0));
    }
    for direction in [",direction=\"received\"", ",direction=\"sent\""] {
        assert_eq!(chat_value(&instance, "websocket_messages_total", direction), Some(0.0));
        assert_eq!(chat_value(&instance, "websocket_message_bytes_total", direction), Some(0.0));
    }
    for result in [",result=\"ok\"", ",result=\"failed\""] {
        assert_eq!(chat_value(&instance, "websocket_connects_total", result), Some(0.0));
    }
    assert_eq!(chat_value(&instance, "websocket_connections", ""), Some(0.0));
    assert_eq!(chat_value(&instance, "websocket_panics_total", ""), Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_client_opens_sends_two_messages_and_closes() {
    let (chat, instance) = chat().await;
    let (mut client, has_ended) = connect(&chat, echo).await;
    client.send(Sent::text("hello")).await.unwrap();
    client.send(Sent::binary(vec![0; 1000])).await.unwrap();
    client.send(Sent::Ping(vec![1].into())).await.unwrap();
    assert_eq!(client.next().await.unwrap().unwrap(), Sent::text("hello"));
    assert_eq!(chat_value(&instance, "websocket_connections", ""), Some(1.0));
    client.close(None).await.unwrap();
    has_ended.await.unwrap_err();

    assert_ended(&instance, "normal");
    for direction in [",direction=\"received\"", ",direction=\"sent\""] {
        assert_eq!(chat_value(&instance, "websocket_messages_total", direction), Some(2.0));
        assert_eq!(chat_value(&instance, "websocket_message_bytes_total", direction), Some(1005.0));
    }
    instance.shutdown().await;
}

#[tokio::test]
async fn the_halves_of_a_split_socket_count_too() {
    let (chat, instance) = chat().await;
    let session = |socket: InstrumentedSocket| async {
        let (mut sink, mut stream) = socket.split();
        let greeting = async {
            sink.send(Message::text("hello")).await.unwrap();
            sink.close().await.unwrap();
        };
        let listening = async { while let Some(Ok(_)) = stream.next().await {} };
        futures_util::join!(greeting, listening);
    };
    let (mut client, has_ended) = connect(&chat, session).await;
    client.send(Sent::text("hi")).await.unwrap();
    while let Some(Ok(_)) = client.next().await {}
    has_ended.await.unwrap_err();
    assert_ended(&instance, "normal");
    for direction in [",direction=\"received\"", ",direction=\"sent\""] {
        assert_eq!(chat_value(&instance, "websocket_messages_total", direction), Some(1.0));
    }
    instance.shutdown().await;
}

#[tokio::test]
async fn a_client_that_vanishes_aborts_the_connection() {
    for reset in [false, true] {
        let (chat, instance) = chat().await;
        let (client, has_ended) = connect(&chat, listen).await;
        if reset {
            client.get_ref().set_zero_linger().expect("it is a socket");
        }
        drop(client);
        has_ended.await.unwrap_err();
        assert_ended(&instance, "aborted");
        instance.shutdown().await;
    }
}

#[tokio::test]
async fn a_client_that_never_reads_is_open_until_it_leaves() {
    let (chat, instance) = chat().await;
    let session = |mut socket: InstrumentedSocket| async move {
        while socket.send(Message::binary(vec![0; 1 << 20])).await.is_ok() {}
    };
    let (client, has_ended) = connect(&chat, session).await;
    until(|| chat_value(&instance, "websocket_messages_total", ",direction=\"sent\"").map(f64::signum), 1.0)
        .await;
    assert_eq!(chat_value(&instance, "websocket_connections", ""), Some(1.0));
    drop(client);
    has_ended.await.unwrap_err();
    assert_ended(&instance, "aborted");
    instance.shutdown().await;
}

#[tokio::test]
async fn a_violation_of_the_protocol_is_an_error() {
    let (chat, instance) = chat().await;
    let (mut client, has_ended) = connect(&chat, listen).await;
    client.get_mut().write_all(b"\x81\x02hi").await.unwrap(); // a client must mask its frames
    has_ended.await.unwrap_err();
    assert_ended(&instance, "error");
    instance.shutdown().await;
}

#[tokio::test]
async fn a_session_states_that_it_timed_out() {
    let (chat, instance) = chat().await;
    let session = |socket: InstrumentedSocket| async {
        tokio::time::pause();
        let connection = socket.connection();
        let (mut sink, mut stream) = socket.split();
        timeout(Duration::from_secs(60), stream.next()).await.unwrap_err();
        connection.timed_out();
        sink.send(Message::Close(None)).await.unwrap();
    };
    let (_client, has_ended) = connect(&chat, session).await;
    has_ended.await.unwrap_err();
    assert_ended(&instance, "timeout");
    let seconds = chat_value(&instance, "websocket_connection_duration_seconds_sum", ",outcome=\"timeout\"");
    assert!(seconds >= Some(60.0), "{seconds:?}");
    instance.shutdown().await;
}

#[tokio::test]
async fn a_session_that_ends_without_a_close_frame_aborts_the_connection() {
    let (chat, instance) = chat().await;
    let (_client, has_ended) = connect(&chat, async |socket| drop(socket)).await;
    has_ended.await.unwrap_err();
    assert_ended(&instance, "aborted");
    instance.shutdown().await;
}

#[tokio::test]
async fn a_panic_is_counted_and_aborts_the_connection() {
    let (chat, instance) = chat().await;
    let say = chat.handler("say");
    let session = move |mut socket: InstrumentedSocket| async move {
        while let Some(Ok(message)) = socket.recv().await {
            say.run(async { assert_eq!(message.to_text().unwrap(), "please") }).await;
        }
    };
    let (mut client, has_ended) = connect(&chat, session).await;
    client.send(Sent::text("please")).await.unwrap();
    client.send(Sent::text("now!")).await.unwrap();
    has_ended.await.unwrap_err();
    assert_ended(&instance, "aborted");
    assert_eq!(chat_value(&instance, "websocket_panics_total", ""), Some(1.0));
    for (outcome, n) in [("ok", 1.0), ("panic", 1.0), ("error", 0.0), ("cancelled", 0.0)] {
        let labels = format!(",handler=\"say\",outcome=\"{outcome}\"");
        assert_eq!(chat_value(&instance, "websocket_handler_duration_seconds_count", &labels), Some(n));
    }
    instance.shutdown().await;
}

#[tokio::test]
async fn handlers_have_an_outcome_each() {
    let (chat, instance) = chat().await;
    let (mount, leave) = (chat.handler("mount"), chat.handler("leave"));
    mount.run(async { Err::<(), _>("the room is full") }).await.unwrap_err();
    leave.call(|| ());
    let count = |handler: &str, outcome: &str| {
        let labels = format!(",handler=\"{handler}\",outcome=\"{outcome}\"");
        chat_value(&instance, "websocket_handler_duration_seconds_count", &labels)
    };
    assert_eq!((count("mount", "error"), count("mount", "ok")), (Some(1.0), Some(0.0)));
    assert_eq!((count("leave", "error"), count("leave", "ok")), (Some(0.0), Some(1.0)));
    instance.shutdown().await;
}

#[tokio::test]
async fn an_upgrade_fails_if_the_client_leaves_before_the_response() {
    let (chat, instance) = chat().await;
    let asked = Arc::new(Notify::new());
    let has_asked = asked.clone();
    let upgrade = async move |upgrade: WebSocketUpgrade| {
        let _response = chat.upgrade(upgrade, listen);
        asked.notify_one();
        std::future::pending::<()>().await;
    };
    let address = serve(Router::new().route("/", any(upgrade))).await;
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    stream.write_all(UPGRADE.as_bytes()).await.unwrap();
    has_asked.notified().await;
    drop(stream);
    until(|| chat_value(&instance, "websocket_connects_total", ",result=\"failed\""), 1.0).await;
    assert_eq!(chat_value(&instance, "websocket_connects_total", ",result=\"ok\""), Some(0.0));
    instance.shutdown().await;
}
