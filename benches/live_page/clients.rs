//! The clients of the stream: some read everything, others nothing.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::server::METRICS;

/// Connected clients.
pub(crate) struct Viewers {
    readers: JoinSet<io::Result<()>>,
    /// The connections of clients that never read.
    _stalled: Vec<TcpStream>,
}

impl Viewers {
    /// Connects clients that join all topics, and waits until each reader got points.
    pub(crate) async fn start(address: SocketAddr, readers: usize, stalled: usize) -> io::Result<Self> {
        let (points, mut all) = (Arc::new(AtomicUsize::new(0)), JoinSet::new());
        for _ in 0..readers {
            let stream = join(address).await?;
            all.spawn(read(stream, points.clone()));
        }
        let mut silent = Vec::new();
        for _ in 0..stalled {
            silent.push(join(address).await?);
        }
        while points.load(Ordering::Relaxed) < readers {
            tokio::time::sleep(Duration::from_millis(10)).await;
            if let Some(ended) = all.try_join_next() {
                ended??;
                return Err(io::Error::other("the stream of a client ended"));
            }
        }
        Ok(Viewers { readers: all, _stalled: silent })
    }

    /// Disconnects all.
    pub(crate) async fn end(mut self) {
        self.readers.shutdown().await;
    }
}

/// Opens the stream with all topics.
async fn join(address: SocketAddr) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    let topics: Vec<_> = (0..METRICS).map(|metric| format!("topic=metric{metric}_total")).collect();
    let path = format!("/metrics/live/events?{}", topics.join("&"));
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").as_bytes()).await?;
    Ok(stream)
}

/// Reads until the stream ends, and counts the client once it got points.
async fn read(mut stream: TcpStream, points: Arc<AtomicUsize>) -> io::Result<()> {
    let (mut buffer, mut has_points) = (vec![0; 1 << 16], false);
    loop {
        let n = stream.read(&mut buffer).await?;
        if n == 0 {
            return Ok(());
        }
        if !has_points && buffer[..n].windows(13).any(|word| word == b"event: points") {
            has_points = true;
            points.fetch_add(1, Ordering::Relaxed);
        }
    }
}
