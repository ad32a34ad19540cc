//! The list of metrics, and the search in it: `GET metrics`.

mod found;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use self::found::{all, Metric};
use self::words::Words;
use crate::hub::Hub;
use crate::topics::answer;

/// The number of metrics in an answer, unless the client asks for another number.
const LIMIT: usize = 200;
/// The most metrics in an answer.
const MAX_LIMIT: usize = 1000;

/// The query of a client.
#[derive(Debug)]
struct Search {
    words: Words,
    group: Option<String>,
    limit: usize,
}

/// The `limit` that is not a number.
#[derive(Debug)]
struct NoLimit(String);

/// Answers with the metrics that a client searches.
pub(crate) async fn metrics(State(hub): State<Arc<Hub>>, RawQuery(query): RawQuery) -> Response {
    let search = match Search::parse(query.as_deref().unwrap_or_default()) {
        Ok(search) => search,
        Err(error) => return error.into_response(),
    };
    let view = hub.collected().await;
    let Ok(_permit) = hub.searches.acquire().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let found = tokio::task::spawn_blocking(move || search.answer(all(&view, &search.words))).await;
    match found {
        Ok(found) => answer(&found),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(), // the panic is in the log
    }
}

impl Search {
    fn parse(query: &str) -> Result<Self, NoLimit> {
        let mut search = Search { words: Words::default(), group: None, limit: LIMIT };
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*key {
                "search" => search.words = Words::new(&value),
                "group" => search.group = Some(value.into_owned()),
                "limit" => search.limit = value.parse().map_err(|_| NoLimit(value.into_owned()))?,
                _ => {}
            }
        }
        search.limit = search.limit.min(MAX_LIMIT);
        Ok(search)
    }

    /// Describes the metrics that were found, of all groups.
    fn answer(&self, mut found: Vec<Metric>) -> serde_json::Value {
        let mut groups: BTreeMap<String, usize> = BTreeMap::new();
        for metric in &found {
            *groups.entry(metric.about.group.clone()).or_default() += 1;
        }
        if let Some(group) = &self.group {
            found.retain(|metric| metric.about.group == *group);
        }
        let (total, series) = (found.len(), found.iter().map(|metric| metric.series).sum::<usize>());
        found.sort_by(|a, b| a.about.name.cmp(&b.about.name));
        found.truncate(self.limit);
        let groups: Vec<_> = groups.into_iter().collect();
        json!({ "metrics": found, "total": total, "series": series, "groups": groups })
    }
}

impl IntoResponse for NoLimit {
    fn into_response(self) -> Response {
        let NoLimit(limit) = self;
        let text = format!("`{limit}` is not a limit; write a number from 0 to {MAX_LIMIT}\n");
        (StatusCode::BAD_REQUEST, [(CACHE_CONTROL, "no-store")], text).into_response()
    }
}
