//! The settings of a receiver that is reached over HTTP.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, Uri};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use tokio_rustls::rustls::ClientConfig;

use super::address::{without_secrets, Address};
use super::connector::Proxy;
use super::credentials::{sensitive, Credentials, Secrets};
use super::error::{EndpointError, EndpointErrorKind};
use super::identity::Identity;
use super::tls;

/// Headers that the client, the reporter or the protocol set.
const RESERVED: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-prometheus-remote-write-version",
];

/// The length from which messages do not contain the value of a header or of a query.
///
/// Shorter values, such as the number of a tenant, are not secrets.
const SECRET: usize = 8;

/// A receiver that is reached over HTTP or HTTPS: its URL, credentials, headers, certificates, proxy and time limit.
///
/// A reporter that accepts an endpoint also accepts a URL.
///
/// # The path of the URL
///
/// Some reporters use exactly this URL, and others add a path to it. A wrong path is an error when the instance starts.
///
/// | reporter | URL | the reporter adds |
/// |---|---|---|
/// | `RemoteWrite`, `TextPush` | the URL of the receiver with its path, or with `/` if the receiver is at the root | nothing |
/// | `Otlp` | the base URL, as in `OTEL_EXPORTER_OTLP_ENDPOINT` | `/v1/metrics` |
/// | `Otlp::exact_url` | the URL with its path, as in `OTEL_EXPORTER_OTLP_METRICS_ENDPOINT` | nothing |
/// | `Pushgateway` | the URL of the Pushgateway, without `/metrics` | `/metrics/job/..` |
///
/// ```
/// use std::time::Duration;
///
/// use gapless::report::Endpoint;
///
/// let endpoint = Endpoint::new("https://metrics.example.com/api/v1/import/prometheus")
///     .bearer("sesame")
///     .header("X-Scope-OrgID", "shop")
///     .timeout(Duration::from_secs(5));
/// assert!(!format!("{endpoint:?}").contains("sesame"));
/// ```
///
/// Redirects are not followed. `Debug` and errors do not show credentials, values of headers or the query of the URL.
#[derive(Clone, PartialEq, Eq)]
#[must_use = "nothing is sent before a reporter gets the endpoint"]
pub struct Endpoint {
    url: String,
    credentials: Credentials,
    headers: Vec<(String, String)>,
    ca_file: Option<PathBuf>,
    identity: Option<Identity>,
    proxy: ProxySetting,
    timeout: Duration,
}

/// The proxy of an endpoint.
#[derive(Clone, Default, PartialEq, Eq)]
enum ProxySetting {
    #[default]
    None,
    Url(String),
    Environment,
}

/// The checked settings of an endpoint.
pub(super) struct Prepared {
    pub(super) address: Address,
    pub(super) headers: HeaderMap,
    pub(super) proxy: Option<Proxy>,
    pub(super) tls: ClientConfig,
    pub(super) secrets: Secrets,
    pub(super) timeout: Duration,
}

impl Endpoint {
    /// Creates an endpoint with a URL, such as `http://localhost:9091` or `https://example.com/api/v1/write`.
    pub fn new(url: impl Into<String>) -> Self {
        Endpoint {
            url: url.into(),
            credentials: Credentials::Anonymous,
            headers: Vec::new(),
            ca_file: None,
            identity: None,
            proxy: ProxySetting::None,
            timeout: Duration::from_secs(10),
        }
    }

    /// Authenticates with a bearer token, instead of a user.
    pub fn bearer(mut self, token: impl Into<String>) -> Self {
        self.credentials = Credentials::Bearer(token.into());
        self
    }

    /// Authenticates with a user and a password, instead of a token.
    pub fn basic(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.credentials = Credentials::Basic { user: user.into(), password: password.into() };
        self
    }

    /// Adds a header to each request, such as `X-Scope-OrgID`. Headers that the protocol needs cannot be set.
    ///
    /// `Authorization` can be set for receivers with a scheme of their own, if the endpoint has no credentials.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets a file with certificates of authorities in PEM format.
    ///
    /// HTTPS then trusts only these authorities. By default, it trusts the authorities that the machine trusts.
    pub fn ca_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_file = Some(path.into());
        self
    }

    /// Sets the files with the certificate and the private key of this program in PEM format, for receivers that demand
    /// a certificate (mutual TLS). Certificates of authorities may follow the certificate in its file.
    ///
    /// Each connection reads the files again, so a renewed certificate does not need a restart.
    ///
    /// ```
    /// use gapless::report::Endpoint;
    ///
    /// let endpoint = Endpoint::new("https://metrics.example.com/api/v1/write")
    ///     .ca_file("/etc/shop/ca.pem")
    ///     .client_certificate("/etc/shop/client.pem", "/etc/shop/client.key");
    /// ```
    pub fn client_certificate(mut self, cert_file: impl Into<PathBuf>, key_file: impl Into<PathBuf>) -> Self {
        self.identity = Some(Identity { cert_file: cert_file.into(), key_file: key_file.into() });
        self
    }

    /// Sets the URL of an HTTP proxy, which may contain a user and a password. By default, connections are direct.
    ///
    /// HTTPS passes through a tunnel (the method CONNECT), so that the proxy cannot read it.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = ProxySetting::Url(url.into());
        self
    }

    /// Takes the proxy from the variables `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` of the environment,
    /// as curl does.
    pub fn proxy_from_environment(mut self) -> Self {
        self.proxy = ProxySetting::Environment;
        self
    }

    /// Sets the time limit of each request, 10 seconds by default. It covers the connection and the whole answer.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Checks the settings. Reporters call it when an instance starts.
    ///
    /// # Errors
    ///
    /// Returns an error if a setting is invalid, if a file of certificates cannot be read, or if the machine has no
    /// certificates for HTTPS.
    pub fn check(&self) -> Result<(), EndpointError> {
        if self.timeout.is_zero() {
            return Err(EndpointErrorKind::NoTime.into());
        }
        self.prepare().map(drop)
    }

    /// Checks the settings except the files of certificates and the time limit.
    pub(crate) fn check_without_files(&self) -> Result<(), EndpointError> {
        self.settings().map(drop).map_err(Into::into)
    }

    /// Checks that the URL has a path, for a reporter that sends to exactly this URL.
    pub(crate) fn check_path(&self, usual: &'static str) -> Result<(), EndpointError> {
        let address = Address::parse(&self.url)?;
        if address.has_path() {
            return Ok(());
        }
        Err(EndpointErrorKind::NoPath { origin: address.origin().to_owned(), usual }.into())
    }

    /// Checks that the URL does not contain the path that a reporter adds. `before` returns the part of a path before
    /// it, if the path contains it.
    pub(crate) fn check_base(
        &self,
        before: impl FnOnce(&str) -> Option<String>,
    ) -> Result<(), EndpointError> {
        let address = Address::parse(&self.url)?;
        match before(address.path()) {
            None => Ok(()),
            Some(before) => Err(EndpointErrorKind::AddedPath {
                url: address.shown(""),
                base: format!("{}{before}", address.origin()),
            }
            .into()),
        }
    }

    /// Replaces the URL.
    pub(crate) fn url(mut self, url: String) -> Self {
        self.url = url;
        self
    }

    /// Returns the URL without secrets if it has a query.
    pub(crate) fn url_before_query(&self) -> Option<String> {
        let address = Address::parse(&self.url).ok()?;
        address.has_query().then(|| without_secrets(&self.url))
    }

    pub(super) fn prepare(&self) -> Result<Prepared, EndpointError> {
        let (address, headers, proxy) = self.settings()?;
        let tls = tls::config(self.ca_file.as_deref(), self.identity.as_ref(), address.is_https())?;
        let secrets = self.secrets(&address, proxy.as_ref());
        Ok(Prepared { address, headers, proxy, tls, secrets, timeout: self.timeout })
    }

    fn settings(&self) -> Result<(Address, HeaderMap, Option<Proxy>), EndpointErrorKind> {
        let address = Address::parse(&self.url)?;
        let headers = self.all_headers()?;
        let proxy = self.proxy_to(&address)?;
        Ok((address, headers, proxy))
    }

    fn all_headers(&self) -> Result<HeaderMap, EndpointErrorKind> {
        let mut headers = HeaderMap::new();
        headers.extend(self.credentials.header()?.map(|value| (AUTHORIZATION, value)));
        for (name, value) in &self.headers {
            let wrong = |problem| EndpointErrorKind::InvalidHeader { name: name.clone(), problem };
            let header: HeaderName = name.parse().map_err(|_| wrong(NAME))?;
            if RESERVED.contains(&header.as_str()) {
                return Err(wrong(IS_RESERVED));
            }
            if headers.contains_key(&header) {
                return Err(wrong(TWICE));
            }
            headers.insert(header, sensitive(value).ok_or_else(|| wrong(CHARACTERS))?);
        }
        Ok(headers)
    }

    /// Returns the proxy between this program and an address.
    fn proxy_to(&self, address: &Address) -> Result<Option<Proxy>, EndpointErrorKind> {
        let to: Uri = address.join("").parse().expect("the address is a URL");
        let (found, shown) = match &self.proxy {
            ProxySetting::None => return Ok(None),
            ProxySetting::Environment => match Matcher::from_env().intercept(&to) {
                None => return Ok(None),
                Some(found) => (Some(found), String::new()),
            },
            ProxySetting::Url(url) => {
                (Matcher::builder().all(url.trim()).build().intercept(&to), without_secrets(url))
            }
        };
        let shown =
            |found: &Intercept| if shown.is_empty() { found.uri().to_string() } else { shown.clone() };
        let Some(found) = found else {
            return Err(EndpointErrorKind::InvalidProxy {
                proxy: without_secrets(self.proxy.url()),
                problem: PROXY,
            });
        };
        if found.uri().scheme_str() != Some("http") {
            return Err(EndpointErrorKind::InvalidProxy { proxy: shown(&found), problem: PROXY });
        }
        Ok(Some(Proxy { uri: found.uri().clone(), authorization: found.basic_auth().cloned() }))
    }

    /// Returns the strings that messages must not contain.
    fn secrets(&self, address: &Address, proxy: Option<&Proxy>) -> Secrets {
        let headers = self.headers.iter().map(|(_, value)| value.as_str());
        let long = headers.chain(address.query_values()).filter(|value| value.len() >= SECRET);
        let of_proxy = proxy.and_then(|proxy| proxy.authorization.as_ref()?.to_str().ok());
        let of_proxy = of_proxy.and_then(|value| value.split_once(' ')).map(|(_, encoded)| encoded);
        let all = self.credentials.secrets().into_iter().chain(long.chain(of_proxy).map(str::to_owned));
        Secrets::new(all)
    }
}

const NAME: &str = "has an invalid name; write letters, digits and hyphens";
const IS_RESERVED: &str = "is set by the reporter; remove it";
const TWICE: &str =
    "is set twice; remove one of the values, or the token or the user if it is `Authorization`";
const CHARACTERS: &str = "has a line break or another control character in its value; remove it";
const PROXY: &str = "write a URL such as `http://proxy.example.com:3128`";

impl ProxySetting {
    fn url(&self) -> &str {
        match self {
            ProxySetting::Url(url) => url,
            ProxySetting::None | ProxySetting::Environment => "",
        }
    }

    fn shown(&self) -> String {
        match self {
            ProxySetting::None => "none".to_owned(),
            ProxySetting::Url(url) => without_secrets(url),
            ProxySetting::Environment => "from the environment".to_owned(),
        }
    }
}

impl From<&str> for Endpoint {
    fn from(url: &str) -> Self {
        Endpoint::new(url)
    }
}

impl From<String> for Endpoint {
    fn from(url: String) -> Self {
        Endpoint::new(url)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Endpoint")
            .field("url", &without_secrets(&self.url))
            .field("credentials", &self.credentials.shown())
            .field("headers", &headers)
            .field("ca_file", &self.ca_file)
            .field("client_certificate", &self.identity)
            .field("proxy", &self.proxy.shown())
            .field("timeout", &self.timeout)
            .finish()
    }
}
