//! A receiver with scripted answers, which records all requests.

// Until all reporters have their tests.
#![allow(dead_code)]

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use rcgen::{CertificateParams, Issuer, KeyPair};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::server::danger::ClientCertVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

/// How long a test waits before it fails.
const LIMIT: Duration = Duration::from_secs(20);

/// A request that arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: String,
    /// The path with its query, or a complete URL if the receiver is a proxy.
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    /// Returns the method and the path, such as `GET /api/health`.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Returns the value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Returns the body as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is text")
    }
}

/// An answer to a request.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delay: Duration,
    way: Way,
}

#[derive(Clone, Copy, Debug)]
enum Way {
    /// Sends the whole answer at once.
    Whole,
    /// Closes the connection without an answer.
    Close,
    /// Leaves the connection open without an answer.
    Never,
    /// Sends some bytes of the answer each second.
    Trickle(usize),
}

impl Answer {
    /// Returns an answer with a status and an empty body.
    pub(crate) fn status(status: u16) -> Self {
        Answer { status, headers: Vec::new(), body: Vec::new(), delay: Duration::ZERO, way: Way::Whole }
    }

    /// Returns a success with an empty body.
    pub(crate) fn ok() -> Self {
        Answer::status(200)
    }

    /// Closes the connection without an answer.
    pub(crate) fn close() -> Self {
        Answer { way: Way::Close, ..Answer::ok() }
    }

    /// Accepts the request and never answers.
    pub(crate) fn never() -> Self {
        Answer { way: Way::Never, ..Answer::ok() }
    }

    /// Returns a redirect to a location.
    pub(crate) fn redirect(location: &str) -> Self {
        Answer::status(302).header("location", location)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Delays the answer.
    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sends the head and the body with this number of bytes each second.
    pub(crate) fn trickle(mut self, bytes: usize) -> Self {
        self.way = Way::Trickle(bytes);
        self
    }

    /// Writes the answer, and returns whether the connection stays open.
    async fn write(&self, to: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> io::Result<bool> {
        tokio::time::sleep(self.delay).await;
        let mut bytes = format!("HTTP/1.1 {} Scripted\r\n", self.status);
        for (name, value) in &self.headers {
            bytes += &format!("{name}: {value}\r\n");
        }
        if self.status != 204 {
            bytes += &format!("content-length: {}\r\n", self.body.len());
        }
        let bytes = [(bytes + "\r\n").as_bytes(), &self.body].concat();
        match self.way {
            Way::Whole => to.write_all(&bytes).await?,
            Way::Close => return Ok(false),
            Way::Never => {
                let mut rest = Vec::new();
                to.read_to_end(&mut rest).await?; // until the client closes the connection
                return Ok(false);
            }
            Way::Trickle(count) => {
                for part in bytes.chunks(count) {
                    to.write_all(part).await?;
                    tokio::select! {
                        () = tokio::time::sleep(Duration::from_secs(1)) => {}
                        _ = to.read_u8() => return Ok(false), // the client closes the connection
                    }
                }
            }
        }
        to.flush().await?;
        Ok(true)
    }
}

type Decide = Box<dyn Fn(&Received) -> Answer + Send>;

struct Script {
    next: VecDeque<Answer>,
    otherwise: Decide,
    received: Vec<Received>,
    connections: usize,
    closed: usize,
    tunnels: usize,
}

struct Shared {
    script: Mutex<Script>,
    count: watch::Sender<usize>,
    tls: Option<TlsAcceptor>,
}

/// A running receiver. It ends with the runtime of the test, or when it is stopped.
pub(crate) struct Receiver {
    shared: Arc<Shared>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Receiver {
    /// Starts a receiver that answers each request with 200.
    pub(crate) async fn start() -> Self {
        Receiver::serve("127.0.0.1:0", None).await
    }

    /// Starts a receiver with HTTPS.
    pub(crate) async fn tls(authority: &Authority) -> Self {
        Receiver::serve("127.0.0.1:0", Some(authority.acceptor())).await
    }

    /// Starts a receiver with HTTPS that demands certificates of the same authority.
    pub(crate) async fn mutual_tls(authority: &Authority) -> Self {
        Receiver::serve("127.0.0.1:0", Some(authority.demanding_acceptor())).await
    }

    async fn serve(address: &str, tls: Option<TlsAcceptor>) -> Self {
        let script = Script {
            next: VecDeque::new(),
            otherwise: Box::new(|_| Answer::ok()),
            received: Vec::new(),
            connections: 0,
            closed: 0,
            tunnels: 0,
        };
        let shared = Arc::new(Shared { script: Mutex::new(script), count: watch::channel(0).0, tls });
        let listener = TcpListener::bind(address).await.expect("the port is free");
        let address = listener.local_addr().expect("it listens");
        let server = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Receiver { shared, address, server }
    }

    /// Returns the URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        let scheme = if self.shared.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}{path}", self.address)
    }

    /// Stops listening and closes all connections, as a receiver that is killed.
    pub(crate) async fn stop(&mut self) {
        self.server.abort();
        let _ = (&mut self.server).await;
    }

    /// Listens again at the same address after a stop.
    pub(crate) async fn restart(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("the port is still free");
        self.server = tokio::spawn(accept(listener, Arc::clone(&self.shared)));
    }

    /// Adds answers to the next requests, in this order.
    pub(crate) fn next(&self, answers: impl IntoIterator<Item = Answer>) {
        self.script().next.extend(answers);
    }

    /// Sets the answer to all requests that have no next answer.
    pub(crate) fn otherwise(&self, answer: Answer) {
        self.decide(move |_| answer.clone());
    }

    /// Sets the answers to requests that have no next answer.
    pub(crate) fn decide(&self, decide: impl Fn(&Received) -> Answer + Send + 'static) {
        self.script().otherwise = Box::new(decide);
    }

    /// Returns all requests that arrived.
    pub(crate) fn requests(&self) -> Vec<Received> {
        self.script().received.clone()
    }

    /// Returns the last request.
    pub(crate) fn last(&self) -> Received {
        self.requests().pop().expect("a request arrived")
    }

    /// Forgets the requests that arrived.
    pub(crate) fn forget(&self) {
        self.script().received.clear();
    }

    /// Returns the number of connections that were accepted.
    pub(crate) fn connections(&self) -> usize {
        self.script().connections
    }

    /// Returns the number of connections that passed through this receiver as a proxy.
    pub(crate) fn tunnels(&self) -> usize {
        self.script().tunnels
    }

    /// Waits until this number of requests has arrived, and returns all requests.
    pub(crate) async fn received(&self, count: usize) -> Vec<Received> {
        self.received_where(move |requests| requests.len() >= count).await
    }

    /// Waits until the function returns `true` for the requests that have arrived, and returns all requests.
    ///
    /// It waits for real time. A paused clock does not advance by itself meanwhile, because a blocking task runs.
    pub(crate) async fn received_where(&self, is_enough: impl Fn(&[Received]) -> bool) -> Vec<Received> {
        self.until(|script| is_enough(&script.received)).await;
        self.requests()
    }

    /// Waits until this number of connections has been closed.
    pub(crate) async fn closed(&self, count: usize) {
        self.until(|script| script.closed >= count).await;
    }

    async fn until(&self, is_enough: impl Fn(&Script) -> bool) {
        let mut count = self.shared.count.subscribe();
        let (_waiting, has_ended) = std::sync::mpsc::channel::<()>();
        let mut limit = tokio::task::spawn_blocking(move || has_ended.recv_timeout(LIMIT));
        loop {
            if is_enough(&self.script()) {
                return;
            }
            let lines = || self.requests().iter().map(Received::line).collect::<Vec<_>>();
            tokio::select! {
                changed = count.changed() => changed.expect("the receiver holds the sender"),
                _ = &mut limit => panic!("only {:?} arrived", lines()),
            }
        }
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.shared.script()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Shared {
    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().expect("no test panics with the lock")
    }

    /// Records a request, and returns its answer.
    fn receive(&self, request: Received) -> Answer {
        let answer = {
            let mut script = self.script();
            let next = script.next.pop_front();
            let answer = next.unwrap_or_else(|| (script.otherwise)(&request));
            script.received.push(request);
            answer
        };
        self.count.send_modify(|count| *count += 1);
        answer
    }
}

/// Serves all connections. They end with this task.
async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((tcp, _)) = listener.accept().await {
        shared.script().connections += 1;
        let shared = Arc::clone(&shared);
        connections.spawn(async move {
            let result = match shared.tls.clone() {
                None => serve(tcp, &shared).await,
                Some(tls) => match tls.accept(tcp).await {
                    Ok(stream) => serve(stream, &shared).await,
                    Err(error) => Err(error),
                },
            };
            shared.script().closed += 1;
            shared.count.send_modify(|count| *count += 1);
            result
        });
        while connections.try_join_next().is_some() {}
    }
}

/// Answers the requests of a connection.
async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, shared: &Shared) -> io::Result<()> {
    while let Some(request) = read(&mut stream).await? {
        let is_tunnel = request.method == "CONNECT";
        let to = request.path.clone();
        let answer = shared.receive(request);
        if !answer.write(&mut stream).await? {
            return stream.shutdown().await;
        }
        if is_tunnel && answer.status == 200 {
            shared.script().tunnels += 1;
            let mut host = tokio::net::TcpStream::connect(to).await?;
            return tokio::io::copy_bidirectional(&mut stream, &mut host).await.map(drop);
        }
    }
    Ok(())
}

/// Reads a request; `None` at the end of the connection.
async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Received>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte).await? == 0 {
            return Ok(None);
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).expect("the head is text");
    let mut lines = head.lines();
    let mut words = lines.next().unwrap_or_default().split(' ');
    let [method, path] = [words.next(), words.next()].map(|word| word.unwrap_or_default().to_owned());
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let mut request = Received { method, path, headers, body: Vec::new() };
    let length = request.header("content-length").map_or(0, |length| length.parse().expect("it is a number"));
    request.body = vec![0; length];
    stream.read_exact(&mut request.body).await?;
    Ok(Some(request))
}

/// An authority of certificates, and the certificate that it issued for `127.0.0.1` and `localhost`.
pub(crate) struct Authority {
    folder: tempfile::TempDir,
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Authority {
    /// Creates an authority whose certificate is for this computer.
    pub(crate) fn new() -> Self {
        Authority::issuing(&["127.0.0.1", "localhost"])
    }

    /// Creates an authority whose certificate is for these names.
    pub(crate) fn issuing(names: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("the folder can be created");
        let (authority_key, key) = (key(), key());
        let mut authority = CertificateParams::default();
        authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let of_authority = authority.self_signed(&authority_key).expect("the key signs").pem();
        std::fs::write(folder.path().join("ca.pem"), of_authority).expect("the folder can be written");
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let certificate = CertificateParams::new(names).expect("the names are valid");
        let issuer = Issuer::new(authority, authority_key);
        let certificate = certificate.signed_by(&key, &issuer).expect("the key signs").pem();
        let key = key.serialize_pem();
        std::fs::write(folder.path().join("cert.pem"), &certificate).expect("the folder can be written");
        std::fs::write(folder.path().join("key.pem"), &key).expect("the folder can be written");
        Authority { folder, certificate: certificate.into(), key: key.into() }
    }

    /// Returns the file with the certificate of the authority.
    pub(crate) fn file(&self) -> PathBuf {
        self.path().join("ca.pem")
    }

    /// Returns the files with the certificate that the authority issued, and with its key.
    pub(crate) fn issued(&self) -> (PathBuf, PathBuf) {
        (self.path().join("cert.pem"), self.path().join("key.pem"))
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn acceptor(&self) -> TlsAcceptor {
        self.acceptor_with(|_| WebPkiClientVerifier::no_client_auth())
    }

    fn demanding_acceptor(&self) -> TlsAcceptor {
        self.acceptor_with(|provider| {
            let mut roots = RootCertStore::empty();
            let authority = CertificateDer::from_pem_file(self.file()).expect("it is PEM");
            roots.add(authority).expect("it is the certificate of an authority");
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            verifier.build().expect("there is an authority")
        })
    }

    fn acceptor_with(
        &self,
        verifier: impl FnOnce(Arc<CryptoProvider>) -> Arc<dyn ClientCertVerifier>,
    ) -> TlsAcceptor {
        let certificates =
            CertificateDer::pem_slice_iter(&self.certificate).map(|read| read.expect("it is PEM")).collect();
        let key = PrivateKeyDer::from_pem_slice(&self.key).expect("it is a key");
        let provider = Arc::new(ring::default_provider());
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider));
        let config = config.with_safe_default_protocol_versions().expect("the provider has them");
        let config = config.with_client_cert_verifier(verifier(provider)).with_single_cert(certificates, key);
        TlsAcceptor::from(Arc::new(config.expect("the key is that of the certificate")))
    }
}

fn key() -> KeyPair {
    KeyPair::generate().expect("there is randomness")
}
