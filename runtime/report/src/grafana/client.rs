//! Requests to Grafana, and the meaning of their answers.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, LOCATION, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::timeout;

use super::address::{without_secrets, Address};
use super::connector::connector;
use super::credentials::Credentials;
use super::error::{Error, ErrorKind};

/// The longest answer in bytes. A dashboard with hundreds of panels has about 1 MiB.
const MAX_ANSWER: usize = 16 << 20;

/// How much of a message of Grafana an error contains, in characters.
const MAX_MESSAGE: usize = 200;

/// How long a connection stays open for the next request.
const KEPT: Duration = Duration::from_secs(20);

/// A client of Grafana's HTTP API; [`Grafana::client`](super::Grafana::client) creates it.
///
/// ```no_run
/// use gapless::grafana::Grafana;
///
/// # async fn run() -> Result<(), gapless::grafana::Error> {
/// let client = Grafana::new("http://localhost:3000").token("glsa_..").client()?;
/// println!("Grafana {:?}", client.health().await?.version);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    address: Address,
    credentials: Credentials,
    authorization: Option<HeaderValue>,
    timeout: Duration,
    http: hyper_util::client::legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

/// A complete answer.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Client {
    /// Creates a client. For HTTPS, it reads the certificates of the machine.
    pub(crate) fn new(address: Address, credentials: Credentials, timeout: Duration) -> Result<Self, Error> {
        let authorization = credentials.header()?;
        let connector = connector(address.is_https()).map_err(|cause| ErrorKind::NoCertificates { cause })?;
        let http = hyper_util::client::legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(KEPT)
            .build(connector);
        Ok(Client { address, credentials, authorization, timeout, http })
    }

    /// Returns this client with a shorter time limit, if the limit is shorter.
    pub(crate) fn within(&self, limit: Duration) -> Self {
        Client { timeout: self.timeout.min(limit), ..self.clone() }
    }

    /// Reads an object.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        self.call(Method::GET, path, None).await
    }

    /// Reads an object; `None` if Grafana does not have it.
    ///
    /// Another server that does not have the path answers with 404 too, but without the message of Grafana.
    pub(crate) async fn find<T: DeserializeOwned>(&self, path: &str) -> Result<Option<T>, Error> {
        match self.get(path).await {
            Ok(found) => Ok(Some(found)),
            Err(error) => match error.kind() {
                ErrorKind::NotFound { message } if !message.is_empty() => Ok(None),
                _ => Err(error),
            },
        }
    }

    /// Sends an object.
    pub(crate) async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Error> {
        let body = serde_json::to_vec(body).expect("strings, numbers and JSON are JSON");
        self.call(method, path, Some(body)).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Result<T, Error> {
        let url = self.address.join(path);
        let result = match timeout(self.timeout, self.exchange(&method, &url, body)).await {
            Ok(answer) => answer.and_then(|answer| self.read(&answer)),
            Err(_) => Err(ErrorKind::Timeout { limit: self.timeout }),
        };
        result.map_err(|kind| Error::of_request(&method, &without_secrets(&url), kind))
    }

    async fn exchange(&self, method: &Method, url: &str, body: Option<Vec<u8>>) -> Result<Answer, ErrorKind> {
        let mut request = Request::builder().method(method).uri(url).header(ACCEPT, "application/json");
        request = request.header(USER_AGENT, concat!("gapless/", env!("CARGO_PKG_VERSION")));
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let body = Full::from(body.unwrap_or_default());
        let request =
            request.body(body).map_err(|error| ErrorKind::Connect { problem: error.to_string() })?;
        let answer = self.http.request(request).await;
        let (head, body) = answer.map_err(|error| ErrorKind::of_connection(&error))?.into_parts();
        let body = Limited::new(body, MAX_ANSWER).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() {
                ErrorKind::TooLarge { limit: MAX_ANSWER }
            } else {
                ErrorKind::Closed
            }
        })?;
        Ok(Answer { status: head.status, headers: head.headers, body: body.to_bytes() })
    }

    fn read<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T, ErrorKind> {
        if answer.status.is_redirection() {
            let location = without_secrets(answer.header(LOCATION.as_str()));
            let location = self.credentials.redact(&location);
            return Err(ErrorKind::Redirect { status: answer.status.as_u16(), location });
        }
        if !answer.status.is_success() {
            return Err(ErrorKind::of_status(answer.status, self.credentials.redact(&answer.message())));
        }
        let value: Value = serde_json::from_slice(&answer.body).map_err(|_| answer.not_json())?;
        T::deserialize(value)
            .map_err(|error| ErrorKind::Unexpected { problem: self.credentials.redact(&error.to_string()) })
    }
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn not_json(&self) -> ErrorKind {
        let content_type = self.header(CONTENT_TYPE.as_str()).split(';').next().unwrap_or_default();
        ErrorKind::NotJson { content_type: content_type.chars().take(MAX_MESSAGE).collect() }
    }

    /// Returns the start of Grafana's message; the empty string if the answer is from another program.
    fn message(&self) -> String {
        #[derive(Deserialize)]
        struct Said {
            message: String,
        }
        let said =
            serde_json::from_slice(&self.body).map_or_else(|_| String::new(), |said: Said| said.message);
        said.chars().take(MAX_MESSAGE).map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("address", &self.address)
            .field("credentials", &self.credentials.shown())
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
