//! The client: one request and its answer.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{LOCATION, PROXY_AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::timeout;

use super::address::without_secrets;
use super::answer::{line, text, Answer};
use super::connector::Connector;
use super::endpoint::{Endpoint, Prepared};
use super::error::EndpointError;
use super::failure::{Problem, SendError};

/// How many bytes of an answer are kept. The message of an error is shorter.
const KEPT: usize = 64 << 10;

/// The longest head of an answer in bytes.
const MAX_HEAD: usize = 64 << 10;

/// How long a connection stays open for the next request.
const IDLE: Duration = Duration::from_secs(90);

/// A client for one endpoint. Clones share their connections.
#[derive(Clone)]
pub(crate) struct Client {
    endpoint: Arc<Prepared>,
    timeout: Duration,
    kept: usize,
    http: hyper_util::client::legacy::Client<HttpsConnector<Connector>, Full<Bytes>>,
}

/// A request to an endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    /// The path below that of the endpoint, with a slash at its start. The empty string is the endpoint itself.
    pub(crate) path: &'a str,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Client {
    /// Creates a client, which connects with the first request. For HTTPS, it reads the certificates of authorities.
    pub(crate) fn new(endpoint: &Endpoint) -> Result<Self, EndpointError> {
        let endpoint = endpoint.prepare()?;
        let connector = Connector::new(endpoint.proxy.as_ref(), endpoint.address.is_https());
        let builder = HttpsConnectorBuilder::new().with_tls_config(endpoint.tls.clone());
        let builder =
            if endpoint.address.is_https() { builder.https_only() } else { builder.https_or_http() };
        let http = hyper_util::client::legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .http1_max_buf_size(MAX_HEAD)
            .build(builder.enable_http1().wrap_connector(connector));
        Ok(Client { timeout: endpoint.timeout, endpoint: Arc::new(endpoint), kept: KEPT, http })
    }

    /// Returns this client with a shorter time limit, if the limit is shorter.
    pub(crate) fn within(&self, limit: Duration) -> Self {
        Client { timeout: self.timeout.min(limit), ..self.clone() }
    }

    /// Sets how many bytes of an answer are kept.
    pub(crate) fn keeping(self, kept: usize) -> Self {
        Client { kept, ..self }
    }

    /// Sends a request, and returns the answer, whatever its status is. A redirect is an error.
    pub(crate) async fn send(&self, request: Request<'_>) -> Result<Answer, SendError> {
        let (method, url) = (request.method.clone(), self.endpoint.address.shown(request.path));
        let result = match timeout(self.timeout, self.exchange(request)).await {
            Ok(result) => result,
            Err(_) => Err(Problem::Timeout { limit: self.timeout }),
        };
        match result {
            Ok((status, headers, body, is_complete)) => {
                let message = line(&self.redact(&text(&body)));
                Ok(Answer { method, url, status, headers, body, is_complete, message })
            }
            Err(problem) => Err(SendError { method, url, problem }),
        }
    }

    /// Returns a text of the receiver without the secrets of the endpoint.
    pub(crate) fn redact(&self, text: &str) -> String {
        self.endpoint.secrets.redact(text)
    }

    async fn exchange(
        &self,
        request: Request<'_>,
    ) -> Result<(http::StatusCode, HeaderMap, Bytes, bool), Problem> {
        let answer = self.http.request(self.complete(request)?).await;
        let answer = answer.map_err(|error| Problem::of_connection(&error, self.proxy()))?;
        let (head, body) = answer.into_parts();
        if head.status.is_redirection() {
            let location = head.headers.get(LOCATION).and_then(|location| location.to_str().ok());
            let location = self.redact(&without_secrets(location.unwrap_or_default()));
            return Err(Problem::Redirect { status: head.status.as_u16(), location });
        }
        let (body, is_complete) = self.read(body).await?;
        Ok((head.status, head.headers, body, is_complete))
    }

    /// Reads a body up to the limit. Dropping the rest closes the connection.
    async fn read(&self, mut body: impl Body<Data = Bytes> + Unpin) -> Result<(Bytes, bool), Problem> {
        let mut kept = Vec::new();
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| Problem::Closed)?.into_data() else { continue };
            let room = self.kept - kept.len();
            kept.extend_from_slice(&data[..data.len().min(room)]);
            if data.len() > room {
                return Ok((kept.into(), false));
            }
        }
        Ok((kept.into(), true))
    }

    /// Adds the headers of the endpoint.
    fn complete(&self, request: Request<'_>) -> Result<http::Request<Full<Bytes>>, Problem> {
        let builder = http::Request::builder().method(request.method);
        let complete = builder.uri(self.endpoint.address.join(request.path)).body(Full::new(request.body));
        let mut complete = complete.map_err(|error| Problem::Connect { problem: error.to_string() })?;
        let headers = complete.headers_mut();
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("gapless/", env!("CARGO_PKG_VERSION"))));
        headers.extend(request.headers);
        headers.extend(self.endpoint.headers.clone());
        let to_proxy = self.endpoint.proxy.as_ref().filter(|_| !self.endpoint.address.is_https());
        headers.extend(to_proxy.and_then(|proxy| Some((PROXY_AUTHORIZATION, proxy.authorization.clone()?))));
        Ok(complete)
    }

    /// Returns the URL of the proxy, for messages.
    fn proxy(&self) -> String {
        self.endpoint.proxy.as_ref().map(|proxy| proxy.uri.to_string()).unwrap_or_default()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("url", &self.endpoint.address.shown(""))
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
