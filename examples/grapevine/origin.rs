//! The origin of a request: a visitor, or the site's own traffic.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use gapless::LabelValue;

/// The user agent of the site's own traffic.
pub(crate) const TRAFFIC: &str = "grapevine-traffic";

#[derive(Clone, Copy, Debug, PartialEq, Eq, LabelValue)]
pub(crate) enum Origin {
    Web,
    Traffic,
}

impl<S: Sync> FromRequestParts<S> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let own = parts.headers.get(USER_AGENT).is_some_and(|agent| agent == TRAFFIC);
        Ok(if own { Origin::Traffic } else { Origin::Web })
    }
}
