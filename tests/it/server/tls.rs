//! HTTPS, and certificates that change while the server runs.

use std::error::Error;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use gapless::http::{self, Server, Tls};
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::{Instant, advance, pause, resume};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::{connect, exchange, local, request, start};

/// The files of a certificate and its key, in a temporary folder.
struct Files {
    _folder: TempDir,
    certificate: PathBuf,
    key: PathBuf,
    /// The number of writes. Each write sets a different modification time.
    written: u64,
}

impl Files {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be created");
        let (certificate, key) = (folder.path().join("tls.pem"), folder.path().join("tls.key"));
        Files { _folder: folder, certificate, key, written: 0 }
    }

    fn write(&mut self, certificate: &str, key: &str) {
        self.written += 1;
        for (path, text) in [(&self.certificate, certificate), (&self.key, key)] {
            fs::write(path, text).expect("the folder can be written");
            let file = fs::File::options().write(true).open(path).expect("the file was just written");
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(self.written))
                .expect("the test owns the file");
        }
    }

    /// Writes a new certificate, and returns it for clients.
    fn renew(&mut self) -> CertificateDer<'static> {
        let CertifiedKey { cert, signing_key } = certificate();
        self.write(&cert.pem(), &signing_key.serialize_pem());
        cert.der().clone()
    }

    fn tls(&self) -> Result<Tls, http::Error> {
        Tls::from_files(&self.certificate, &self.key)
    }
}

fn certificate() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(["localhost".to_owned()]).expect("the name can be certified")
}

/// Performs a handshake with a server, and trusts only this certificate.
async fn shake_hands(server: &Server, trusted: &CertificateDer<'static>) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).expect("the certificate is valid");
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring supports the default versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("the name is valid");
    TlsConnector::from(Arc::new(config)).connect(name, connect(server).await).await
}

async fn scrape(server: &Server, trusted: &CertificateDer<'static>) -> io::Result<String> {
    let stream = shake_hands(server, trusted).await?;
    Ok(exchange(stream, &request("GET", "/metrics", "")).await)
}

async fn assert_serves(server: &Server, trusted: &CertificateDer<'static>) {
    let answer = scrape(server, trusted).await.expect("the client trusts the server");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with('\n'), "{answer}");
}

/// Advances the clock, so that the next handshake checks the files.
async fn later() {
    pause();
    advance(Duration::from_secs(2)).await;
    resume();
}

#[tokio::test]
async fn a_client_that_trusts_the_certificate_connects() {
    let mut files = Files::new();
    let trusted = files.renew();
    let server = start(local().tls(files.tls().unwrap())).await;
    assert_serves(&server, &trusted).await;
    let stranger = certificate().cert.der().clone();
    assert!(scrape(&server, &stranger).await.is_err());
    server.shutdown().await;
}

#[tokio::test]
async fn a_new_certificate_replaces_the_old_one() {
    let mut files = Files::new();
    let old = files.renew();
    let server = start(local().tls(files.tls().unwrap())).await;
    assert_serves(&server, &old).await;
    let new = files.renew();
    later().await;
    assert_serves(&server, &new).await;
    assert!(scrape(&server, &old).await.is_err());
}

#[tokio::test]
async fn the_server_keeps_its_certificate_while_the_new_files_are_invalid() {
    let mut files = Files::new();
    let old = files.renew();
    let server = start(local().tls(files.tls().unwrap())).await;
    let new = certificate();
    files.write(&new.cert.pem(), "half a k");
    later().await;
    assert_serves(&server, &old).await;
    fs::remove_file(&files.key).unwrap();
    later().await;
    assert_serves(&server, &old).await;
    files.write(&new.cert.pem(), &new.signing_key.serialize_pem());
    later().await;
    assert_serves(&server, new.cert.der()).await;
}

#[tokio::test]
async fn plain_http_is_rejected_and_the_server_continues() {
    let mut files = Files::new();
    let trusted = files.renew();
    let server = start(local().tls(files.tls().unwrap())).await;
    let mut stream = connect(&server).await;
    let mut answer = Vec::new();
    tokio::io::AsyncWriteExt::write_all(&mut stream, request("GET", "/metrics", "").as_bytes())
        .await
        .unwrap();
    // The server can also reset the connection.
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut answer).await;
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
    assert_serves(&server, &trusted).await;
}

#[tokio::test(start_paused = true)]
async fn a_missing_handshake_times_out() {
    let mut files = Files::new();
    files.renew();
    let limit = Duration::from_secs(5);
    let server = start(local().tls(files.tls().unwrap()).header_timeout(limit)).await;
    let started = Instant::now();
    assert_eq!(exchange(connect(&server).await, "").await, "");
    assert!(started.elapsed() >= limit);
}

#[test]
fn unusable_files_are_errors() {
    let mut files = Files::new();
    let wrong = |files: &Files| {
        let error = files.tls().expect_err("the files cannot be used");
        assert!(error.source().is_some() && error.to_string().contains("; "), "{error}");
        error
    };
    let error = wrong(&files);
    assert!(matches!(error.kind(), http::ErrorKind::File { file, .. } if *file == files.certificate));
    let (one, other) = (certificate(), certificate());
    let (one_pem, one_key) = (one.cert.pem(), one.signing_key.serialize_pem());

    for nonsense in ["", "nonsense", &one_key] {
        files.write(nonsense, &one_key);
        let error = wrong(&files);
        assert!(
            matches!(error.kind(), http::ErrorKind::Pem { file, .. } if *file == files.certificate),
            "{error:?}"
        );
        files.write(&one_pem, if nonsense == one_key { &one_pem } else { nonsense });
        let error = wrong(&files);
        assert!(matches!(error.kind(), http::ErrorKind::Pem { file, .. } if *file == files.key), "{error:?}");
    }

    files.write(&one_pem, &other.signing_key.serialize_pem());
    let error = wrong(&files);
    assert!(matches!(error.kind(), http::ErrorKind::Certificate { .. }));
    assert!(error.to_string().contains("use the matching key"));
}

#[test]
fn debug_output_does_not_contain_the_key() {
    let mut files = Files::new();
    files.renew();
    let shown = format!("{:?}", files.tls().unwrap());
    assert!(shown.contains("tls.key") && !shown.contains("PRIVATE"));
}
