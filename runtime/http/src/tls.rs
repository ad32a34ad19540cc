//! TLS with rustls. The certificate is reloaded when its files change.
//!
//! A handshake checks whether the files changed, at most once a second, so that an idle server does not wake up. If the
//! new files cannot be used, the log contains an error, and the server keeps the previous certificate.

use std::error::Error as _;
use std::fmt;
use std::mem::replace;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::spawn_blocking;
use tokio::time::Instant;
use tokio_rustls::rustls::crypto::{ring, CryptoProvider};
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::server::TlsStream;
use tokio_rustls::TlsAcceptor;

use crate::error::{Error, ErrorKind};

/// The interval between checks of the files.
const FRESH: Duration = Duration::from_secs(1);

/// A certificate and its private key for HTTPS.
///
/// ```no_run
/// use gapless::http::{Server, Tls};
///
/// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
/// let tls = Tls::from_files("/etc/ssl/metrics.pem", "/etc/ssl/metrics.key")?;
/// let server = Server::bind("0.0.0.0:9464").tls(tls).start().await?;
/// # Ok(())
/// # }
/// ```
///
/// TLS 1.2 and 1.3 are supported. The cryptography comes from the default [`CryptoProvider`] of the process if it is
/// set, and from `ring` otherwise.
#[derive(Clone)]
pub struct Tls(Arc<Shared>);

struct Shared {
    files: Files,
    state: Mutex<State>,
}

#[derive(Clone)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

struct State {
    config: Arc<ServerConfig>,
    versions: Versions,
    looked_up: Instant,
}

/// The modification times and lengths of the certificate's and the key's file; `None` if the file does not exist.
type Versions = [Option<(SystemTime, u64)>; 2];

impl Tls {
    /// Reads two PEM files: the certificate with its chain, and its private key.
    ///
    /// When the files change, a handshake at least one second after the last check reloads them.
    ///
    /// # Errors
    ///
    /// Returns an error if a file cannot be read or does not contain the expected PEM data, or if the key does not
    /// match the certificate.
    pub fn from_files(certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Result<Self, Error> {
        let files = Files { certificate: certificate.into(), key: key.into() };
        let versions = files.versions();
        let config = files.read()?;
        let state = Mutex::new(State { config, versions, looked_up: Instant::now() });
        Ok(Tls(Arc::new(Shared { files, state })))
    }

    pub(crate) async fn accept<S>(&self, stream: S) -> std::io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        if self.0.is_due() {
            let shared = Arc::clone(&self.0);
            if let Ok(Err(error)) = spawn_blocking(move || shared.look_up()).await {
                let cause = error.source().map(ToString::to_string);
                tracing::error!(cause, "cannot reload the certificate, and keeps the previous one: {error}");
            }
        }
        let config = Arc::clone(&self.0.state().config);
        TlsAcceptor::from(config).accept(stream).await
    }
}

impl Shared {
    /// Returns whether this handshake must check the files.
    fn is_due(&self) -> bool {
        let mut state = self.state();
        let is_due = state.looked_up.elapsed() >= FRESH;
        if is_due {
            state.looked_up = Instant::now();
        }
        is_due
    }

    /// Reloads the certificate if the files changed.
    fn look_up(&self) -> Result<(), Error> {
        let versions = self.files.versions();
        if replace(&mut self.state().versions, versions) != versions {
            let config = self.files.read()?;
            self.state().config = config;
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files {
    fn versions(&self) -> Versions {
        [&self.certificate, &self.key].map(|file| {
            let file = file.metadata().ok()?;
            Some((file.modified().ok()?, file.len()))
        })
    }

    fn read(&self) -> Result<Arc<ServerConfig>, Error> {
        let chain = read_chain(&self.certificate)?;
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| unreadable(&self.key, error))?;
        let provider = CryptoProvider::get_default().cloned();
        let provider = provider.unwrap_or_else(|| Arc::new(ring::default_provider()));
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key));
        let mut config = config.map_err(|cause| self.unusable(cause))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    fn unusable(&self, cause: impl std::error::Error + Send + Sync + 'static) -> ErrorKind {
        let Files { certificate, key } = self.clone();
        ErrorKind::Certificate { certificate, key, cause: Box::new(cause) }
    }
}

fn read_chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, ErrorKind> {
    let certificates = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
    match certificates {
        Ok(certificates) if Vec::is_empty(&certificates) => Err(unreadable(file, pem::Error::NoItemsFound)),
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(unreadable(file, error)),
    }
}

fn unreadable(file: &Path, error: pem::Error) -> ErrorKind {
    let file = file.to_owned();
    match error {
        pem::Error::Io(cause) => ErrorKind::File { file, cause },
        cause => ErrorKind::Pem { file, cause: Box::new(cause) },
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Files { certificate, key } = &self.0.files;
        f.debug_struct("Tls").field("certificate", certificate).field("key", key).finish()
    }
}
