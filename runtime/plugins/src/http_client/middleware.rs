//! The middleware of reqwest.

use async_trait::async_trait;
use http::Extensions;
use reqwest_middleware::reqwest::{Request, Response};
use reqwest_middleware::{Error, Middleware, Next, Result};

use super::own::Failure;
use super::HttpClient;

/// Measures the requests of a client of reqwest, until the head of the response.
///
/// A middleware does not see the body of a response, so errors of bodies are not counted. Redirects are part of one
/// request. Add the plugin after a middleware that repeats requests, to measure each attempt.
///
/// ```
/// use gapless::plugins::HttpClient;
/// use reqwest_middleware::{reqwest, ClientBuilder};
///
/// # fn build() {
/// let http = HttpClient::new().hosts(["api.example.com"]);
/// let client = ClientBuilder::new(reqwest::Client::new()).with(http.clone()).build();
/// # }
/// ```
#[async_trait]
impl Middleware for HttpClient {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let url = request.url();
        let call = self
            .metrics
            .get()
            .map(|hosts| hosts.call(request.method(), url.host_str(), url.port_or_known_default()));
        let result = next.run(request, extensions).await;
        if let Some(call) = call {
            call.end(result.as_ref().map(Response::status).map_err(failure));
        }
        result
    }
}

fn failure(error: &Error) -> Failure {
    match error {
        Error::Reqwest(error) => Failure::of_chain(error),
        Error::Middleware(error) => Failure::of_chain(&**error),
    }
}
