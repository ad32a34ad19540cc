//! Requests to Grafana, and the meaning of their answers.

use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::{Error, ErrorKind};
use crate::client::{self, Answer, Endpoint, Request};

/// The longest answer in bytes. A dashboard with hundreds of panels has about 1 MiB.
const MAX_ANSWER: usize = 16 << 20;

/// How much of a message of Grafana an error contains, in characters.
const MAX_MESSAGE: usize = 200;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

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
#[derive(Clone, Debug)]
pub struct Client {
    http: client::Client,
}

impl Client {
    /// Creates a client. For HTTPS, it reads the certificates of the machine.
    pub(crate) fn new(endpoint: &Endpoint) -> Result<Self, Error> {
        Ok(Client { http: client::Client::new(endpoint)?.keeping(MAX_ANSWER) })
    }

    /// Returns this client with a shorter time limit, if the limit is shorter.
    pub(crate) fn within(&self, limit: Duration) -> Self {
        Client { http: self.http.within(limit) }
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
        let mut headers = HeaderMap::from_iter([(ACCEPT, JSON)]);
        headers.extend(body.is_some().then_some((CONTENT_TYPE, JSON)));
        let body = body.unwrap_or_default().into();
        match self.http.send(Request { method, path, headers, body }).await {
            Ok(answer) => {
                self.read(&answer).map_err(|kind| Error::of_request(&answer.method, &answer.url, kind))
            }
            Err(error) => Err(Error::of_request(&error.method, &error.url, error.problem.into())),
        }
    }

    fn read<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T, ErrorKind> {
        if !answer.is_complete {
            return Err(ErrorKind::TooLarge { limit: MAX_ANSWER });
        }
        if !answer.status.is_success() {
            return Err(ErrorKind::of_status(
                answer.status,
                short(&self.http.redact(&message(&answer.body))),
            ));
        }
        let value: Value = serde_json::from_slice(&answer.body).map_err(|_| not_json(&answer.headers))?;
        T::deserialize(value)
            .map_err(|error| ErrorKind::Unexpected { problem: self.http.redact(&error.to_string()) })
    }
}

fn not_json(headers: &HeaderMap) -> ErrorKind {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let content_type = content_type.split(';').next().unwrap_or_default();
    ErrorKind::NotJson { content_type: content_type.chars().take(MAX_MESSAGE).collect() }
}

/// Returns Grafana's message; the empty string if the answer is from another program.
fn message(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Said {
        message: String,
    }
    serde_json::from_slice(body).map_or_else(|_| String::new(), |said: Said| said.message)
}

/// Returns the start of a message as one line.
fn short(message: &str) -> String {
    message.chars().take(MAX_MESSAGE).map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
