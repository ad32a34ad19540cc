//! TLS: the authorities whose certificates are trusted.

use std::io;
use std::path::Path;
use std::sync::Arc;

use hyper_rustls::ConfigBuilderExt as _;
use tokio_rustls::rustls::crypto::{ring, CryptoProvider};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::error::EndpointErrorKind;
use super::identity::{Identity, Renewed};

/// Returns the configuration for an endpoint. It trusts the authorities of the file, or else those of the machine, and
/// has the certificate of this program.
///
/// The cryptography comes from the default `CryptoProvider` of the process if it is set, and from `ring` otherwise.
pub(super) fn config(
    ca_file: Option<&Path>,
    identity: Option<&Identity>,
    is_https: bool,
) -> Result<ClientConfig, EndpointErrorKind> {
    let failed = |cause| EndpointErrorKind::NoCertificates { cause };
    let provider = CryptoProvider::get_default().cloned();
    let provider = provider.unwrap_or_else(|| Arc::new(ring::default_provider()));
    identity.map(|identity| identity.read(&provider)).transpose()?;
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider));
    let config = config.with_safe_default_protocol_versions().map_err(io::Error::other).map_err(failed)?;
    let config = match ca_file {
        Some(file) => config.with_root_certificates(authorities(file)?),
        None if is_https => config.with_native_roots().map_err(failed)?,
        None => config.with_root_certificates(RootCertStore::empty()),
    };
    Ok(match identity {
        Some(identity) => config.with_client_cert_resolver(Arc::new(Renewed(identity.clone(), provider))),
        None => config.with_no_client_auth(),
    })
}

/// Reads the authorities of a file.
fn authorities(file: &Path) -> Result<RootCertStore, EndpointErrorKind> {
    let wrong = |problem| EndpointErrorKind::CaFile { path: file.to_owned(), problem };
    let mut store = RootCertStore::empty();
    let content = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
    for certificate in CertificateDer::pem_slice_iter(&content) {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        store.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    if store.is_empty() {
        return Err(wrong("nothing in it is a certificate".to_owned()));
    }
    Ok(store)
}
