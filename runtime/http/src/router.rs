//! The smallest start: a router that serves everything.

use axum::routing::Router;

use crate::exporter::Exporter;

/// Returns a router that serves every series of the program on `/metrics`.
///
/// ```
/// use axum::{routing::get, Router};
///
/// let app: Router = Router::new().route("/", get(|| async { "Hello" })).merge(gapless::router());
/// ```
///
/// The router merges into a router with any state and needs no setup. It answers `GET` and `HEAD`, and other methods
/// with 405. An [`Exporter`] serves a part of the metrics, or adds a prefix and labels.
///
/// # Formats
///
/// The client's `Accept` header selects OpenMetrics 1.0, which Prometheus prefers, protocol buffers, text 1.0.0 or text
/// 0.0.4. The response is compressed with gzip for clients that accept it, or with zstd if the feature `zstd` is
/// enabled.
///
/// OpenMetrics has a line `_created` for each label set of a counter, histogram or summary: the time since which it
/// counts. Prometheus with `--enable-feature=created-timestamp-zero-ingestion` stores a zero at that time. Without it,
/// Prometheus stores each of these lines as a separate series.
///
/// # Names
///
/// A request for `/metrics?name[]=latency_seconds` returns only this metric. `name[]` can be repeated. A name is the
/// name of a metric, as declared or as in the format, or of a sample such as `latency_seconds_bucket`, which selects
/// the whole metric.
///
/// # Large expositions
///
/// A response never blocks a worker of the runtime for longer than it takes to write 64 KiB, and never blocks
/// recording. A response of up to 1 MiB has a `Content-Length`; a longer response is streamed. Concurrent requests for
/// a format share a rendering, which begins after all of them arrived: a response contains every value recorded before
/// its request.
///
/// # Limits
///
/// - `X-Prometheus-Scrape-Timeout-Seconds`, which Prometheus sends, limits the time of a scrape, including its sources.
///   A little before the timeout, the client gets 503. A response that has begun ends with an error, so that it does
///   not look complete.
/// - At most 256 scrapes are answered at once, or
///   [`ExporterBuilder::max_in_flight`](crate::ExporterBuilder::max_in_flight). Other scrapes get 503 with
///   `Retry-After`. A scrape ends when its body is written or dropped.
///
/// # Metrics about scrapes
///
/// The group `gapless_scrape` contains `gapless_scrape_duration_seconds` and `gapless_scrape_size_bytes` by format,
/// `gapless_scrapes_in_flight`, and `gapless_scrapes_refused_total` by reason. Every program with a router exports
/// them. All other metrics of an idle program are equal in two scrapes.
///
/// # Problems
///
/// The router logs [problems](gapless_core::Registry::problems) with the program's metrics once. Conflicting
/// declarations are not exported, and `gapless_conflicts` counts them. Call
/// [`Registry::check`](gapless_core::Registry::check) to refuse to start instead.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Exporter::default().router()
}
