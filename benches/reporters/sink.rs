//! The receiver: it accepts everything, and counts the bytes of bodies, lines and packets.

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;

/// More than any request contains, for the answers to remote write 2.0.
const ALL: &str = "1000000000";

/// A receiver for each transport, in this process.
pub(crate) struct Sink {
    bytes: Arc<AtomicU64>,
    http: SocketAddr,
    lines: SocketAddr,
    packets: SocketAddr,
    _tasks: JoinSet<()>,
}

impl Sink {
    pub(crate) async fn start() -> std::io::Result<Self> {
        let bytes = Arc::new(AtomicU64::new(0));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let lines = TcpListener::bind("127.0.0.1:0").await?;
        let packets = UdpSocket::bind("127.0.0.1:0").await?;
        let addresses = (listener.local_addr()?, lines.local_addr()?, packets.local_addr()?);
        let app = Router::new().fallback(take).with_state(bytes.clone());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { drop(axum::serve(listener, app).into_future().await) });
        tasks.spawn(take_lines(lines, bytes.clone()));
        tasks.spawn(take_packets(packets, bytes.clone()));
        let (http, lines, packets) = addresses;
        Ok(Sink { bytes, http, lines, packets, _tasks: tasks })
    }

    /// Returns the number of bytes since the start.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Returns the address for a transport.
    pub(crate) fn address(&self, transport: &str) -> SocketAddr {
        match transport {
            "graphite" => self.lines,
            "statsd" | "dogstatsd" => self.packets,
            _ => self.http,
        }
    }
}

/// Accepts a request. Below `/v1/`, only remote write 1.0 is known.
async fn take(
    State(bytes): State<Arc<AtomicU64>>,
    headers: HeaderMap,
    uri: axum::http::Uri,
    body: Bytes,
) -> Response {
    let is_second = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().ends_with(b"v2.Request"));
    if is_second && uri.path().starts_with("/v1/") {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    bytes.fetch_add(body.len() as u64, Ordering::Relaxed);
    let written = ["samples", "histograms", "exemplars"]
        .map(|kind| (format!("x-prometheus-remote-write-{kind}-written"), ALL.to_owned()));
    (axum::response::AppendHeaders(written), StatusCode::OK).into_response()
}

async fn take_lines(listener: TcpListener, bytes: Arc<AtomicU64>) {
    while let Ok((connection, _)) = listener.accept().await {
        tokio::spawn(take_connection(connection, bytes.clone()));
    }
}

async fn take_connection(mut connection: TcpStream, bytes: Arc<AtomicU64>) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(n @ 1..) = connection.read(&mut buffer).await {
        bytes.fetch_add(n as u64, Ordering::Relaxed);
    }
}

async fn take_packets(socket: UdpSocket, bytes: Arc<AtomicU64>) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(n) = socket.recv(&mut buffer).await {
        bytes.fetch_add(n as u64, Ordering::Relaxed);
    }
}
