//! Joins and leaves of a client: `POST topics`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use crate::client::Client;
use crate::hub::{Hub, TooManyTopics};

/// The largest request in bytes.
pub(crate) const MAX_REQUEST: usize = 64 * 1024;

/// The body of a request, or a message of a WebSocket client.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Request {
    pub(crate) client: String,
    pub(crate) join: Vec<String>,
    pub(crate) leave: Vec<String>,
    pub(crate) after: Option<String>,
}

impl Request {
    /// Ends topics and joins others, and returns the answers to the joins.
    pub(crate) async fn apply(
        self,
        hub: &Arc<Hub>,
        client: &Arc<Client>,
    ) -> Result<Vec<serde_json::Value>, TooManyTopics> {
        hub.leave(client, self.leave).await;
        let after = self.after.and_then(|after| after.parse().ok());
        hub.join(client, self.join, after).await
    }
}

/// Why a request is rejected.
#[derive(Debug)]
enum Rejected {
    TooLarge,
    NotJson(serde_json::Error),
    UnknownClient,
    TooManyTopics(TooManyTopics),
}

/// Answers a request to join and leave topics.
pub(crate) async fn topics(State(hub): State<Arc<Hub>>, body: Body) -> Response {
    match change(&hub, body).await {
        Ok(joined) => answer(&json!({ "joined": joined })),
        Err(rejected) => rejected.into_response(),
    }
}

/// Answers with a JSON object, which is never cached.
pub(crate) fn answer(object: &serde_json::Value) -> Response {
    let head = [(CACHE_CONTROL, "no-store"), (CONTENT_TYPE, "application/json")];
    (head, object.to_string()).into_response()
}

async fn change(hub: &Arc<Hub>, body: Body) -> Result<Vec<serde_json::Value>, Rejected> {
    let body = axum::body::to_bytes(body, MAX_REQUEST).await.map_err(|_| Rejected::TooLarge)?;
    let request: Request = serde_json::from_slice(&body).map_err(Rejected::NotJson)?;
    let client = hub.client(&request.client).ok_or(Rejected::UnknownClient)?;
    request.apply(hub, &client).await.map_err(Rejected::TooManyTopics)
}

impl IntoResponse for Rejected {
    fn into_response(self) -> Response {
        let (status, text) = match self {
            Rejected::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("a request has at most {MAX_REQUEST} bytes; join in several requests"),
            ),
            Rejected::NotJson(error) => {
                (StatusCode::BAD_REQUEST, format!("the request is not valid: {error}"))
            }
            Rejected::UnknownClient => (
                StatusCode::NOT_FOUND,
                "the client does not exist; open the stream, and take the client from `hello`".to_owned(),
            ),
            Rejected::TooManyTopics(rejected) => return rejected.into_response(),
        };
        (status, [(CACHE_CONTROL, "no-store")], text + "\n").into_response()
    }
}
