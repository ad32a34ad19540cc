//! Connections of a server, with real clients.

use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use axum::serve::{Listener as _, ListenerExt as _};
use futures_util::stream;
use gapless::Instance;
use gapless::plugins::{Accept, Connections, ServerListener};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::{Duration, timeout};

use crate::{start, until, value};

/// The listener `public` of a started plugin.
async fn public() -> (ServerListener, Instance) {
    let connections = Connections::new();
    let public = connections.listener("public");
    (public, start(connections).await)
}

/// Serves an application until the test ends.
async fn serve(public: &ServerListener, app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let listener = public.listen(listener);
    let app = app.layer(public.layer());
    tokio::spawn(async { axum::serve(listener, app).await });
    address
}

fn public_value(instance: &Instance, name: &str, more: &str) -> Option<f64> {
    value(instance, &format!("server_{name}{{listener=\"public\"{more}}}"))
}

/// The number of bodies by outcome: `ok`, `error`, `panic` and `cancelled`.
fn bodies(instance: &Instance, direction: &str) -> [f64; 4] {
    ["ok", "error", "panic", "cancelled"].map(|outcome| {
        let name = format!("{direction}_body_duration_seconds_count");
        public_value(instance, &name, &format!(",outcome=\"{outcome}\"")).expect("it starts at zero")
    })
}

async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.expect("the server listens")
}

/// Sends a request, and returns the response of a server that closes the connection.
async fn ask(address: SocketAddr, request: &str) -> String {
    let mut client = connect(address).await;
    client.write_all(request.as_bytes()).await.expect("the server reads");
    let mut response = String::new();
    client.read_to_string(&mut response).await.expect("the server answers with text");
    response
}

#[tokio::test]
async fn a_listener_starts_at_zero() {
    let (_public, instance) = public().await;
    assert_eq!(public_value(&instance, "open_connections", ""), Some(0.0));
    assert_eq!(public_value(&instance, "connections_total", ""), Some(0.0));
    assert_eq!(public_value(&instance, "accept_failures_total", ""), Some(0.0));
    assert_eq!(public_value(&instance, "connection_duration_seconds_count", ""), Some(0.0));
    assert_eq!((bodies(&instance, "request"), bodies(&instance, "response")), ([0.0; 4], [0.0; 4]));
    let failures = public_value(&instance, "tls_handshake_duration_seconds_count", ",outcome=\"error\"");
    assert_eq!(failures, Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_connection_is_open_until_the_client_leaves() {
    let (public, instance) = public().await;
    let address = serve(&public, Router::new()).await;
    let open = || public_value(&instance, "open_connections", "");
    let (first, second) = (connect(address).await, connect(address).await);
    until(open, 2.0).await;
    assert_eq!(public_value(&instance, "connection_duration_seconds_count", ""), Some(0.0));
    drop(first);
    until(open, 1.0).await;
    drop(second);
    until(open, 0.0).await;
    assert_eq!(public_value(&instance, "connections_total", ""), Some(2.0));
    assert_eq!(public_value(&instance, "connection_duration_seconds_count", ""), Some(2.0));
    instance.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_client_shows_in_the_body_of_the_request_only() {
    let (public, instance) = public().await;
    let reading = Arc::new(Notify::new());
    let is_reading = reading.clone();
    let read = async move |body: Body| {
        reading.notify_one();
        axum::body::to_bytes(body, 100).await.unwrap()
    };
    let address = serve(&public, Router::new().route("/", post(read))).await;
    let mut client = connect(address).await;
    let head = "POST / HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: 10\r\n\r\n12345";
    client.write_all(head.as_bytes()).await.unwrap();
    is_reading.notified().await;
    assert_eq!(bodies(&instance, "request"), [0.0; 4], "the body has not ended");
    tokio::time::advance(Duration::from_secs(7)).await;
    client.write_all(b"67890").await.unwrap();
    let mut response = String::new();
    client.read_to_string(&mut response).await.unwrap();
    assert!(response.ends_with("1234567890"), "{response}");

    assert_eq!(bodies(&instance, "request"), [1.0, 0.0, 0.0, 0.0]);
    assert_eq!(bodies(&instance, "response"), [1.0, 0.0, 0.0, 0.0]);
    let sum = |direction: &str| {
        public_value(&instance, &format!("{direction}_body_duration_seconds_sum"), ",outcome=\"ok\"")
    };
    assert!(sum("request") >= Some(7.0), "{:?}", sum("request"));
    assert!(sum("response") < Some(7.0), "{:?}", sum("response"));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_client_that_leaves_within_its_body_is_an_error() {
    let (public, instance) = public().await;
    let read = async |body: Bytes| body;
    let address = serve(&public, Router::new().route("/", post(read))).await;
    let mut client = connect(address).await;
    client.write_all(b"POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n12345").await.unwrap();
    drop(client);
    until(|| Some(bodies(&instance, "request").iter().sum()), 1.0).await;
    assert_eq!(bodies(&instance, "request")[0], 0.0, "the body is not complete");
    instance.shutdown().await;
}

#[tokio::test]
async fn a_streamed_response_is_observed_when_it_ends_or_is_dropped() {
    let (public, instance) = public().await;
    let three = async || Body::from_stream(stream::iter(["a", "b", "c"].map(Ok::<_, io::Error>)));
    let broken =
        async || Body::from_stream(stream::iter([Ok("a"), Err(io::Error::other("the disk is gone"))]));
    let endless = async || {
        let first = stream::once(async { Ok::<_, io::Error>("first") });
        Body::from_stream(futures_util::StreamExt::chain(first, stream::pending()))
    };
    let app = Router::new().route("/three", get(three)).route("/broken", get(broken));
    let address = serve(&public, app.route("/endless", get(endless)).route("/empty", get(async || ()))).await;
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");

    assert!(ask(address, &get("/three")).await.contains("\r\nc\r\n"));
    assert_eq!(bodies(&instance, "response"), [1.0, 0.0, 0.0, 0.0]);
    ask(address, &get("/broken")).await;
    assert_eq!(bodies(&instance, "response"), [1.0, 1.0, 0.0, 0.0]);
    ask(address, &get("/empty")).await;
    assert_eq!(bodies(&instance, "response"), [1.0, 1.0, 0.0, 0.0], "a body without bytes takes no time");
    assert_eq!(bodies(&instance, "request"), [0.0; 4]);

    let mut client = connect(address).await;
    client.write_all(get("/endless").as_bytes()).await.unwrap();
    let mut received = Vec::new();
    while !received.ends_with(b"first\r\n") {
        client.read_buf(&mut received).await.unwrap();
    }
    drop(client);
    until(|| Some(bodies(&instance, "response")[3]), 1.0).await;
    instance.shutdown().await;
}

#[tokio::test]
async fn addresses_of_clients_reach_the_handlers() {
    let (public, instance) = public().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let show = async |ConnectInfo(client): ConnectInfo<SocketAddr>| client.to_string();
    let app = Router::new().route("/", get(show)).into_make_service_with_connect_info::<SocketAddr>();
    let listener = public.listen(listener).tap_io(|_| ());
    tokio::spawn(async { axum::serve(listener, app).await });
    let response = ask(address, "GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").await;
    assert!(response.contains("\r\n\r\n127.0.0.1:"), "{response}");
    instance.shutdown().await;
}

/// A listener that fails twice before each connection.
struct Failing(TcpListener, [Option<io::ErrorKind>; 2]);

impl Accept for Failing {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
        match self.1.iter_mut().find_map(Option::take) {
            Some(error) => Err(error.into()),
            None => self.0.accept().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

#[tokio::test(start_paused = true)]
async fn failures_to_accept_are_counted() {
    let (public, instance) = public().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let errors = [io::ErrorKind::ConnectionAborted, io::ErrorKind::OutOfMemory].map(Some);
    let mut listener = public.listen(Failing(listener, errors));
    let address = listener.local_addr().expect("it is bound");
    let (client, (connection, _)) = futures_util::join!(connect(address), listener.accept());
    assert_eq!(public_value(&instance, "accept_failures_total", ""), Some(2.0));
    assert_eq!(public_value(&instance, "connections_total", ""), Some(1.0));
    assert_eq!(connection.get_ref().local_addr().unwrap(), client.peer_addr().unwrap());
    instance.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn tls_handshakes_are_timed_by_outcome() {
    let (public, instance) = public().await;
    let count = |outcome: &str| {
        let outcome = format!(",outcome=\"{outcome}\"");
        public_value(&instance, "tls_handshake_duration_seconds_count", &outcome)
    };
    public.tls(async { Ok::<_, io::Error>(()) }).await.unwrap();
    public.tls(async { Err::<(), _>("unknown certificate") }).await.unwrap_err();
    timeout(Duration::from_secs(5), public.tls(pending::<()>())).await.unwrap_err();
    assert_eq!((count("ok"), count("error"), count("cancelled")), (Some(1.0), Some(1.0), Some(1.0)));
    instance.shutdown().await;
}
