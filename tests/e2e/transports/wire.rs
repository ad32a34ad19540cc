//! A relay that counts the bytes of connections in both directions.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

pub(crate) struct Wire {
    /// The address at which the relay listens.
    pub(crate) address: String,
    bytes: Arc<AtomicU64>,
}

impl Wire {
    /// Listens on a free port, and relays connections to an address.
    pub(crate) async fn to(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
        let address = listener.local_addr().expect("a bound listener has an address").to_string();
        let bytes = Arc::<AtomicU64>::default();
        tokio::spawn(relay(listener, target.to_owned(), bytes.clone()));
        Wire { address, bytes }
    }

    /// Returns the number of bytes in both directions, those of HTTP headers included.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

async fn relay(listener: TcpListener, target: String, bytes: Arc<AtomicU64>) {
    while let Ok((client, _)) = listener.accept().await {
        let Ok(server) = TcpStream::connect(&target).await else { continue };
        let ((from, to), (back, answer)) = (client.into_split(), server.into_split());
        tokio::spawn(copy(from, answer, bytes.clone()));
        tokio::spawn(copy(back, to, bytes.clone()));
    }
}

async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, bytes: Arc<AtomicU64>) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        bytes.fetch_add(read as u64, Ordering::Relaxed);
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
