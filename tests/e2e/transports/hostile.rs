//! Receivers that misbehave.

use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// The behavior of a receiver on each connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behavior {
    /// Reads the request, and never answers.
    Silent,
    /// Answers with 200 bytes per second.
    Slow,
    /// Closes the connection at once.
    Closing,
    /// Answers that it failed, with an explanation of 10 MB.
    Talkative,
    /// Redirects to itself.
    Redirecting,
    /// Has a certificate of an unknown authority.
    Untrusted,
}

/// Starts a receiver on a free port, and returns its address.
pub(crate) async fn hostile(behavior: Behavior) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
    let address = listener.local_addr().expect("a bound listener has an address").to_string();
    let tls = (behavior == Behavior::Untrusted).then(acceptor);
    let own = address.clone();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let (tls, own) = (tls.clone(), own.clone());
            tokio::spawn(async move {
                match tls {
                    // The handshake fails, because the client does not know the authority.
                    Some(tls) => drop(tls.accept(connection).await),
                    None => answer(behavior, connection, &own).await,
                }
            });
        }
    });
    address
}

fn acceptor() -> TlsAcceptor {
    let names = ["localhost", "127.0.0.1"].map(str::to_owned);
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names).expect("the names are valid");
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).expect("it is a key");
    let config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key);
    TlsAcceptor::from(Arc::new(config.expect("the key is that of the certificate")))
}

/// Answers the requests of a connection. Errors are those of clients that have closed it.
async fn answer(behavior: Behavior, mut connection: impl AsyncRead + AsyncWrite + Unpin, own: &str) {
    if behavior == Behavior::Closing {
        return;
    }
    let mut request = [0; 16 * 1024];
    loop {
        let Ok(1..) = connection.read(&mut request).await else { return };
        let answered = match behavior {
            Behavior::Slow => slowly(&mut connection).await,
            Behavior::Talkative => {
                let head = "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 10000000\r\n\r\n";
                write(&mut connection, &[head, &"Failed. - ".repeat(1_000_000)]).await
            }
            Behavior::Redirecting => {
                let to = format!("location: http://{own}/again\r\ncontent-length: 0\r\n\r\n");
                write(&mut connection, &["HTTP/1.1 308 Permanent Redirect\r\n", &to]).await
            }
            _ => Ok(()),
        };
        if answered.is_err() {
            return;
        }
    }
}

async fn write(connection: &mut (impl AsyncWrite + Unpin), parts: &[&str]) -> std::io::Result<()> {
    for part in parts {
        connection.write_all(part.as_bytes()).await?;
    }
    connection.flush().await
}

async fn slowly(connection: &mut (impl AsyncWrite + Unpin)) -> std::io::Result<()> {
    let mut interval = tokio::time::interval(Duration::from_millis(100));
    write(connection, &["HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n"]).await?;
    loop {
        interval.tick().await;
        write(connection, &["twenty slow letters."]).await?;
    }
}
