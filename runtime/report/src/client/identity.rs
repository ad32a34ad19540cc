//! The certificate of this program, for receivers that demand one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio_rustls::rustls::client::ResolvesClientCert;
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{Error, SignatureScheme};

use super::error::EndpointErrorKind;

/// The files of a certificate and of its private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) cert_file: PathBuf,
    pub(super) key_file: PathBuf,
}

/// Reads the files for each connection, so that a renewed certificate needs no restart.
#[derive(Debug)]
pub(super) struct Renewed(pub(super) Identity, pub(super) Arc<CryptoProvider>);

impl Identity {
    pub(super) fn read(&self, provider: &CryptoProvider) -> Result<CertifiedKey, EndpointErrorKind> {
        let certificates = certificates(&self.cert_file)?;
        let wrong = |problem| wrong(&self.key_file, problem);
        let key = std::fs::read(&self.key_file).map_err(|error| wrong(error.to_string()))?;
        let key = PrivateKeyDer::from_pem_slice(&key)
            .map_err(|_| wrong("nothing in it is a private key without a password".to_owned()))?;
        CertifiedKey::from_der(certificates, key, provider).map_err(|error| match error {
            Error::InconsistentKeys(_) => wrong("it is the key of another certificate".to_owned()),
            other => wrong(other.to_string()),
        })
    }
}

/// Reads a certificate, and those of the authorities between it and a trusted one.
fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, EndpointErrorKind> {
    let content = std::fs::read(file).map_err(|error| wrong(file, error.to_string()))?;
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&content).flatten().collect();
    if certificates.is_empty() {
        return Err(wrong(file, "nothing in it is a certificate".to_owned()));
    }
    Ok(certificates)
}

fn wrong(file: &Path, problem: String) -> EndpointErrorKind {
    EndpointErrorKind::ClientCertificate { path: file.to_owned(), problem }
}

impl ResolvesClientCert for Renewed {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.read(&self.1).ok().map(Arc::new)
    }

    fn has_certs(&self) -> bool {
        true
    }
}
