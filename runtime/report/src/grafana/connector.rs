//! Connections to Grafana: plain, or with TLS.

use std::io;
use std::sync::Arc;

use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use tokio_rustls::rustls::crypto::{ring, CryptoProvider};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Returns the connector. With TLS, it reads the certificates of the authorities that this machine trusts.
///
/// The cryptography comes from the default `CryptoProvider` of the process if it is set, and from `ring` otherwise.
pub(crate) fn connector(is_https: bool) -> io::Result<HttpsConnector<HttpConnector>> {
    let provider = CryptoProvider::get_default().cloned();
    let provider = provider.unwrap_or_else(|| Arc::new(ring::default_provider()));
    let config = ClientConfig::builder_with_provider(provider);
    let config = config.with_safe_default_protocol_versions().map_err(io::Error::other)?;
    let config = if is_https {
        config.with_native_roots()?
    } else {
        config.with_root_certificates(RootCertStore::empty())
    };
    let builder = HttpsConnectorBuilder::new().with_tls_config(config.with_no_client_auth());
    let builder = if is_https { builder.https_only() } else { builder.https_or_http() };
    Ok(builder.enable_http1().build())
}
