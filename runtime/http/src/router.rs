//! The route to merge into an axum application.

use std::sync::Once;

use axum::body::Body;
use axum::extract::RawQuery;
use axum::http::header::{HeaderName, ACCEPT, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::routing::Router;
use gapless_core::Registry;
use gapless_encode::{Format, View};

use crate::body::ScrapeBody;
use crate::compression::Coding;
use crate::deadline::Deadline;
use crate::exporter::Exporter;
use crate::limit::Limit;
use crate::refusal::{Refusal, Unwritten};

/// Where [`router`] serves the metrics.
pub const PATH: &str = "/metrics";

/// A router that answers `GET` and `HEAD` on `/metrics` with every series of the program, and any other method with 405.
///
/// The answer is OpenMetrics 1.0 for a client that prefers it, as Prometheus does, protocol buffers or text 1.0.0 for one that
/// asks for them, and text 0.0.4 for any other. It is compressed for a client that takes that: by gzip, or, with the
/// feature `zstd`, by zstd.
/// OpenMetrics has a line `_created` for each label set of a counter or a histogram, the moment since when it counts. Start
/// Prometheus with `--enable-feature=created-timestamp-zero-ingestion`, and it takes that for the series' first zero;
/// without, it stores each such line as a series of its own.
///
/// However large the exposition, an answer never holds a worker of the runtime for longer than it takes to write 64 KiB of it,
/// nor anything that records at all. Up to 1 MiB, its length is in its head; beyond, it is streamed. Requests for a format that
/// come while another is answered share the next rendering, which begins when that one's first MiB is written: what was recorded
/// before a request came is in its answer.
///
/// A client says by `X-Prometheus-Scrape-Timeout-Seconds` how long it waits, as Prometheus does. It gets 503 a little before that
/// time ends, also if sources are still being asked. An answer that has begun is broken off then, so that nobody takes it for
/// whole.
///
/// At most 256 scrapes are answered at once, which is more than any scrapers of the program's own are, or as many as
/// [`ExporterBuilder::max_in_flight`](crate::ExporterBuilder::max_in_flight) says; others get 503, and may come again a second
/// later. A scrape is over when its body has ended, or is dropped.
///
/// What scrapes take is told by the metrics of the group `gapless_scrape`: `gapless_scrape_duration_seconds` and
/// `gapless_scrape_size_bytes`, each by format, `gapless_scrapes_in_flight`, and `gapless_scrapes_refused_total` by reason. They
/// are in every program that has a router, and the only ones in which two scrapes of an idle one differ.
///
/// A client that asks for `/metrics?name[]=latency_seconds` gets that metric alone; it can name several. A name is that of a
/// metric, as registered or as the format spells it, or that of a sample such as `latency_seconds_bucket`, which selects the whole
/// metric. An [`Exporter`] serves a part of the metrics to everyone.
///
/// It fits into a router of any state, and there is nothing to set up. What is wrong with the metrics of the program is
/// said once in the log: declarations that clash, which are left out of what it serves and counted in
/// `gapless_conflicts`, and the other [problems](Registry::problems). [`Registry::check`] is for programs that would
/// rather not start.
///
/// ```
/// use axum::{routing::get, Router};
///
/// let app: Router = Router::new().route("/", get(|| async { "Hello" })).merge(gapless_http::router());
/// ```
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Exporter::default().router()
}

/// The answer to a request for a view, or for the part of it that the names in the query are of.
pub(crate) async fn scrape(
    view: View,
    limit: Limit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Unwritten> {
    let deadline = Deadline::of(&headers);
    let place = limit.place().ok_or_else(|| Refusal::InFlight.counted())?;
    let format = Format::negotiate(headers.get_all(ACCEPT));
    let view = named(view, query.as_deref().unwrap_or_default(), format);
    let coding = Coding::negotiate(&headers);
    let body = Body::new(ScrapeBody::new(place, view, format, coding, deadline).await?);
    let encoding: Option<[(HeaderName, _); 1]> = coding.map(|coding| [(CONTENT_ENCODING, coding.name())]);
    let vary = "accept, accept-encoding";
    Ok(([(CONTENT_TYPE, format.content_type()), (CACHE_CONTROL, "no-store"), (VARY, vary)], encoding, body))
}

/// The part of a view that a query asks for by `name[]=..`, once or several times; all of it if it does not.
fn named(view: View, query: &str, format: Format) -> View {
    let parameters = form_urlencoded::parse(query.as_bytes());
    let names: Vec<_> = parameters.filter(|(key, _)| key == "name[]").map(|(_, name)| name).collect();
    match names.is_empty() {
        true => view,
        false => view.of_names(names.iter().map(AsRef::as_ref), format),
    }
}

pub(crate) fn log_problems() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for problem in Registry::global().problems() {
            tracing::error!("{problem}");
        }
    });
}
