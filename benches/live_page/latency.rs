//! The latency of requests, as one client sees it that sends the next request after each response.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The latencies of the page and of scrapes in one round.
pub(crate) struct Latencies {
    pub(crate) page: Latency,
    pub(crate) scrape: Latency,
}

/// A median and a 99th percentile in milliseconds.
pub(crate) struct Latency {
    pub(crate) median: f64,
    pub(crate) p99: f64,
}

/// The time between two requests. Without it, the requests themselves would be the load.
const PAUSE: Duration = Duration::from_millis(2);

/// Measures requests for a time. Every tenth request is a scrape.
pub(crate) async fn measure(address: SocketAddr, time: Duration) -> io::Result<Latencies> {
    let (mut pages, mut scrapes) = (Vec::new(), Vec::new());
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let started = Instant::now();
    while started.elapsed() < time {
        for _ in 0..9 {
            pages.push(request(&mut stream, "/page").await?);
            tokio::time::sleep(PAUSE).await;
        }
        scrapes.push(request(&mut stream, "/metrics").await?);
    }
    Ok(Latencies { page: Latency::of(pages), scrape: Latency::of(scrapes) })
}

impl Latency {
    fn of(mut all: Vec<f64>) -> Self {
        all.sort_by(f64::total_cmp);
        let at = |of: usize| all.get(all.len() * of / 100).copied().unwrap_or_default();
        Latency { median: at(50), p99: at(99) }
    }
}

/// Sends a request, and returns the milliseconds until the whole response is read.
async fn request(stream: &mut TcpStream, path: &str) -> io::Result<f64> {
    let started = Instant::now();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").as_bytes()).await?;
    let mut read = Vec::with_capacity(1024);
    while !is_complete(&read) {
        if stream.read_buf(&mut read).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(started.elapsed().as_secs_f64() * 1e3)
}

/// Returns whether a response is complete, which has a `Content-Length`.
fn is_complete(read: &[u8]) -> bool {
    let Some(head) = read.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let text = String::from_utf8_lossy(&read[..head]).to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    length.is_some_and(|length| read.len() >= head + 4 + length)
}
