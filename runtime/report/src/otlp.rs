//! The reporter for OpenTelemetry: OTLP over HTTP.
//!
//! A batch becomes requests of a limited size: `request` has the metrics with the `resource`, and `point` their data
//! points. `exponential` converts native buckets, `exemplar` exemplars, and `unit` units. The requests wait in a
//! `queue`, and a task sends them: `delivery` with the `answer`s of the receiver.

mod answer;
mod attribute;
mod delivery;
mod exemplar;
mod exponential;
mod field;
mod number;
mod point;
mod queue;
mod request;
mod resource;
mod unit;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use gapless_core::FamilySnapshot;
use tokio::time::Instant;

use self::delivery::Delivery;
use self::number::{nanoseconds, nanoseconds_of};
use self::point::Moment;
use self::queue::Queue;
use self::request::Requests;
use crate::client::{gzip, Client, Endpoint};
use crate::reporters::{Batch, Context, Failure, Reporter, Sent, Subscription};

/// The path of a receiver below its endpoint.
const PATH: &str = "/v1/metrics";

/// The least distance between two data points of a series. Prometheus stores milliseconds.
const MILLISECOND: u64 = 1_000_000;

/// Sends metrics to OpenTelemetry: OTLP over HTTP, with messages of protocol buffers.
///
/// The endpoint is the URL without `/v1/metrics`, as in the variable `OTEL_EXPORTER_OTLP_ENDPOINT` of other programs:
///
/// | receiver | endpoint |
/// |---|---|
/// | OpenTelemetry Collector, Grafana Alloy | `http://localhost:4318` |
/// | Prometheus with `--web.enable-otlp-receiver` | `http://localhost:9090/api/v1/otlp` |
/// | VictoriaMetrics | `http://localhost:8428/opentelemetry` |
///
/// ```no_run
/// use std::time::Duration;
///
/// use gapless::report::{every, Otlp};
///
/// # async fn start() -> Result<(), gapless::instance::Error> {
/// let otlp = Otlp::new("http://localhost:4318").gzip(true);
/// let metrics = gapless::builder().reporter(otlp, every(Duration::from_secs(15))).start().await?;
/// # Ok(())
/// # }
/// ```
///
/// # Metrics
///
/// | type | data points |
/// |---|---|
/// | counter | monotonic `Sum`, with an integer if the counter counts integers |
/// | up-down counter | `Sum` that is not monotonic |
/// | gauge, info | `Gauge`; that of an info is 1 |
/// | state set | `Gauge` with a data point for each state, which is 1 for the current state and 0 for others. The attribute with the name of the metric is the state, as in the text format |
/// | histogram | `Histogram` with the declared bounds |
/// | histogram with native buckets | `ExponentialHistogram`, or [`Histogram`](Self::explicit_histograms) |
/// | summary | `Summary` |
///
/// Values are cumulative: they count from the start of a series. Each data point contains this start time. Labels
/// become attributes, and so do the labels of exemplars, except for `trace_id` and `span_id`. A histogram with a
/// negative bound has no sum, because OpenTelemetry requires that sums never decrease.
///
/// The resource has the attributes `service.name`, `service.version`, `service.instance.id` and `telemetry.sdk.*`.
/// Prometheus derives the labels `job` and `instance` from them. If a series itself has one of these labels, the label
/// is renamed to `exported_job` or `exported_instance`, as in a scrape.
///
/// # Names and units
///
/// Names are sent unchanged, with their suffixes. The unit is the code that OpenTelemetry uses, such as `s` for
/// `seconds` and `By` for `bytes`. Receivers that add a unit or `_total` to names, such as Prometheus, add it only if
/// the name does not have it, so a metric has one name in every transport. There are two exceptions: Prometheus 3.5
/// repeats the suffixes with the setting `translation_strategy: NoUTF8EscapingWithSuffixes`, and all versions move a
/// `total` within the name of a counter to its end.
///
/// # Failures
///
/// Requests wait in a queue until the receiver accepts them. After the statuses 429, 502, 503 and 504, and after
/// failures of the connection, the reporter sends the request again. The pauses between attempts grow up to 30 seconds,
/// unless the receiver sets a pause. Other statuses are final: the reporter drops the data points of the request.
///
/// During a shutdown, the reporter keeps trying until the time limit. It gives up earlier if no connection was possible
/// for a second, or if the receiver asks for a pause beyond the limit.
///
/// When a series no longer exists, and when the reporter stops, a last data point with the flag "no recorded value"
/// ends the series. Otherwise, queries would return its last value for some minutes.
#[must_use = "a reporter sends nothing until it is added to an instance"]
pub struct Otlp {
    endpoint: Endpoint,
    path: &'static str,
    attributes: Vec<(String, String)>,
    compresses: bool,
    has_exponential: bool,
    request_points: usize,
    queue_bytes: usize,
    sent: Sent,
    running: Option<Running>,
}

/// The state of a reporter between its start and its stop.
struct Running {
    resource: Vec<u8>,
    delivery: Delivery,
    /// The time of the start in nanoseconds.
    start: u64,
    /// The time of the last data points in nanoseconds, and the moment at which they were queued.
    last: u64,
    last_at: Instant,
}

impl Otlp {
    /// Sends metrics to the path `/v1/metrics` of an endpoint, such as `http://localhost:4318`.
    pub fn new(endpoint: impl Into<Endpoint>) -> Self {
        Otlp {
            endpoint: endpoint.into(),
            path: PATH,
            attributes: Vec::new(),
            compresses: false,
            has_exponential: true,
            request_points: 5_000,
            queue_bytes: 64 << 20,
            sent: Sent::default(),
            running: None,
        }
    }

    /// Sends metrics to exactly the URL of the endpoint, without adding `/v1/metrics`, as the variable
    /// `OTEL_EXPORTER_OTLP_METRICS_ENDPOINT` of other programs.
    ///
    /// ```
    /// use gapless::report::Otlp;
    ///
    /// let otlp = Otlp::new("https://example.com/ingest?tenant=shop").exact_url();
    /// ```
    pub fn exact_url(mut self) -> Self {
        self.path = "";
        self
    }

    /// Sets whether requests are compressed with gzip, to about a tenth of their size. By default, requests are not
    /// compressed.
    pub fn gzip(mut self, compresses: bool) -> Self {
        self.compresses = compresses;
        self
    }

    /// Adds an attribute to the resource, or replaces the one with this name.
    ///
    /// ```
    /// use gapless::report::Otlp;
    ///
    /// let otlp = Otlp::new("http://localhost:4318")
    ///     .attribute("deployment.environment.name", "production")
    ///     .attribute("service.namespace", "shop");
    /// ```
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.attributes.retain(|(other, _)| *other != name);
        self.attributes.push((name, value.into()));
        self
    }

    /// Sends the declared buckets of all histograms, instead of exponential histograms for those with native buckets.
    ///
    /// Prometheus before 3.8 needs this setting, or its flag `--enable-feature=native-histograms`. With neither, it
    /// rejects each request that contains an exponential histogram.
    pub fn explicit_histograms(mut self) -> Self {
        self.has_exponential = false;
        self
    }

    /// Sets the largest number of data points in a request. The default is 5000.
    pub fn request_points(mut self, points: usize) -> Self {
        self.request_points = points.max(1);
        self
    }

    /// Sets the largest total size of the waiting requests. The default is 64 MiB. The oldest requests are dropped
    /// first.
    ///
    /// Waiting requests are already compressed if [`gzip`](Self::gzip) is set. The queue then covers an outage that is
    /// about ten times as long.
    pub fn queue_bytes(mut self, bytes: usize) -> Self {
        self.queue_bytes = bytes;
        self
    }

    fn begin(&self, context: &Context) -> Result<Running, Failure> {
        let client = Client::new(&self.endpoint)?;
        let queue = Queue::new(self.queue_bytes);
        Ok(Running {
            resource: resource::encode(context.program(), &self.attributes),
            delivery: Delivery::start(client, self.path, self.compresses, queue, context.progress()),
            start: nanoseconds(SystemTime::now()),
            last: 0,
            last_at: Instant::now(),
        })
    }

    /// Ends all series of families.
    fn end(&mut self, families: &[Arc<FamilySnapshot>]) {
        let Some(running) = &mut self.running else { return };
        let time = running.next_time(running.last.saturating_add(nanoseconds_of(running.last_at.elapsed())));
        let (_, stale) = running.moments(time);
        let mut requests = Requests::new(&running.resource, self.request_points, self.has_exponential);
        families.iter().for_each(|family| requests.add(family, &family.series, stale));
        running.queue(requests, self.compresses);
    }
}

impl Reporter for Otlp {
    fn check(&self, _: &Context) -> Result<(), Failure> {
        self.endpoint.check()?;
        let before = |path: &str| path.trim_end_matches('/').strip_suffix(PATH).map(str::to_owned);
        match self.path {
            PATH => self.endpoint.check_base(before)?,
            _ => self.endpoint.check_path(PATH)?,
        }
        Ok(())
    }

    fn sends_datapoints(&self) -> bool {
        false
    }

    async fn start(&mut self, context: &Context) -> Result<(), Failure> {
        match &mut self.running {
            Some(running) => running.delivery.revive(),
            None => self.running = Some(self.begin(context)?),
        }
        Ok(())
    }

    async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
        let running = self.running.as_mut().ok_or_else(|| Failure::new("the reporter has not started"))?;
        let time = running.next_time(nanoseconds(batch.time()));
        let (now, stale) = running.moments(time);
        let mut requests = Requests::new(&running.resource, self.request_points, self.has_exponential);
        for departed in self.sent.update(batch) {
            requests.add(&departed.family, departed.series(), stale);
        }
        for family in batch.families() {
            requests.add(family, &family.series, now);
        }
        running.queue(requests, self.compresses);
        Ok(())
    }

    fn subscribed(&mut self, subscription: &Subscription) {
        self.sent.subscribe(subscription.metrics());
    }

    fn unsubscribed(&mut self, subscription: &Subscription) {
        let left = self.sent.unsubscribe(subscription.metrics());
        self.end(&left);
    }

    async fn stop(&mut self, limit: Duration) -> Result<(), Failure> {
        let left: Vec<_> = self.sent.leave().collect();
        self.end(&left);
        match self.running.take() {
            Some(mut running) => running.delivery.finish(limit).await,
            None => Ok(()),
        }
    }
}

impl Running {
    /// Returns the time of the next data points: later than the last ones.
    fn next_time(&mut self, time: u64) -> u64 {
        (self.last, self.last_at) = (time.max(self.last + MILLISECOND), Instant::now());
        self.last
    }

    /// Returns the time for values, and for series that have ended.
    fn moments(&self, time: u64) -> (Moment, Moment) {
        let now = Moment { time, start: self.start, is_stale: false };
        (now, Moment { is_stale: true, ..now })
    }

    fn queue(&self, requests: Requests<'_>, compresses: bool) {
        for request in requests.finish() {
            let body = if compresses { gzip(&request.body) } else { request.body };
            self.delivery.push(body.into(), request.points);
        }
    }
}

impl fmt::Debug for Otlp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Otlp")
            .field("endpoint", &self.endpoint)
            .field("path", &self.path)
            .field("attributes", &self.attributes)
            .field("gzip", &self.compresses)
            .field("has_exponential", &self.has_exponential)
            .field("request_points", &self.request_points)
            .field("queue_bytes", &self.queue_bytes)
            .finish_non_exhaustive()
    }
}
