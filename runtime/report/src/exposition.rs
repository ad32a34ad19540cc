//! Requests with an exposition as their body, and the labels that they add.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use gapless_encode::Format;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};

use crate::client::{gzip, Answer, Client, Endpoint, EndpointError, Request};
use crate::reporters::{Context, Failure};

/// Sends expositions to an endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    endpoint: Endpoint,
    pub(crate) compresses: bool,
    client: Option<Client>,
}

impl Sender {
    pub(crate) fn new(endpoint: Endpoint) -> Self {
        Sender { endpoint, compresses: false, client: None }
    }

    pub(crate) fn check(&self) -> Result<(), EndpointError> {
        self.endpoint.check()
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Closes the connections, and reads the certificates of authorities again.
    pub(crate) fn restart(&mut self) -> Result<(), EndpointError> {
        self.client = Some(Client::new(&self.endpoint)?);
        Ok(())
    }

    /// Sends an exposition in a format to a path below the endpoint.
    pub(crate) async fn send(
        &mut self,
        method: Method,
        path: &str,
        (format, body): (Format, Vec<u8>),
    ) -> Result<Answer, Failure> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.content_type()));
        let body = if self.compresses {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            gzip(&body)
        } else {
            body
        };
        let request = Request { method, path, headers, body: body.into() };
        Ok(self.client()?.send(request).await?)
    }

    /// Sends a request without a body within a time limit.
    pub(crate) async fn send_empty(
        &mut self,
        method: Method,
        path: &str,
        limit: Duration,
    ) -> Result<Answer, Failure> {
        let request = Request { method, path, headers: HeaderMap::new(), body: Bytes::new() };
        Ok(self.client()?.within(limit).send(request).await?)
    }

    fn client(&mut self) -> Result<&Client, EndpointError> {
        if self.client.is_none() {
            self.restart()?;
        }
        Ok(self.client.as_ref().expect("it was just created"))
    }
}

/// Checks labels that a reporter adds to all series.
pub(crate) fn check_labels(labels: &[(String, String)], context: &Context) -> Result<(), LabelError> {
    for (index, (name, _)) in labels.iter().enumerate() {
        let is_in = |labels: &[(String, String)]| labels.iter().any(|(other, _)| other == name);
        let problem = match () {
            () if !is_label(name) => NAME,
            () if is_in(&labels[..index]) => TWICE,
            () if is_in(context.labels()) => OF_INSTANCE,
            () => continue,
        };
        return Err(LabelError { name: name.clone(), problem });
    }
    Ok(())
}

/// Returns whether a reporter can add a label with this name.
fn is_label(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    name.bytes().next().is_some_and(is_letter)
        && name.bytes().all(|byte| is_letter(byte) || byte.is_ascii_digit())
        && !name.starts_with("__")
        && !matches!(name, "le" | "quantile")
}

const NAME: &str =
    "does not have a valid name; write letters, digits and underscores, but not `le` or `quantile`";
const TWICE: &str = "is set twice; remove one of the values";
const OF_INSTANCE: &str = "is also a label of the instance; remove it from the instance or from the reporter";

/// A label that a reporter cannot add.
#[derive(Debug)]
pub(crate) struct LabelError {
    name: String,
    problem: &'static str,
}

impl fmt::Display for LabelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the label `{}` {}", self.name, self.problem)
    }
}

impl std::error::Error for LabelError {}
