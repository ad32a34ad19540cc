//! The handler that answers a request for a view.

use axum::body::Body;
use axum::extract::RawQuery;
use axum::http::header::{HeaderName, ACCEPT, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use gapless_encode::{Format, View};

use crate::body::ScrapeBody;
use crate::compression::Coding;
use crate::deadline::Deadline;
use crate::limit::Limit;
use crate::refusal::{Refusal, Unwritten};

/// Answers a request for a view, or for the part with the names in the query.
pub(crate) async fn scrape(
    view: View,
    limit: Limit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Unwritten> {
    let deadline = Deadline::of(&headers);
    let permit = limit.permit().ok_or_else(|| Refusal::InFlight.counted())?;
    let format = Format::negotiate(headers.get_all(ACCEPT));
    let view = named(view, query.as_deref().unwrap_or_default(), format);
    let coding = Coding::negotiate(&headers);
    let body = Body::new(ScrapeBody::new(permit, view, format, coding, deadline).await?);
    let encoding: Option<[(HeaderName, _); 1]> = coding.map(|coding| [(CONTENT_ENCODING, coding.name())]);
    let vary = "accept, accept-encoding";
    Ok(([(CONTENT_TYPE, format.content_type()), (CACHE_CONTROL, "no-store"), (VARY, vary)], encoding, body))
}

/// Returns the part of a view that a query asks for with `name[]=..`, or the whole view.
fn named(view: View, query: &str, format: Format) -> View {
    let parameters = form_urlencoded::parse(query.as_bytes());
    let names: Vec<_> = parameters.filter(|(key, _)| key == "name[]").map(|(_, name)| name).collect();
    match names.is_empty() {
        true => view,
        false => view.of_names(names.iter().map(AsRef::as_ref), format),
    }
}
