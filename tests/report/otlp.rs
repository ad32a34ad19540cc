//! The reporter for OpenTelemetry.

mod delivery;
mod ends;
mod messages;
mod metrics;

use std::io::Read;
use std::time::{Duration, SystemTime};

use flate2::read::GzDecoder;
use gapless::Registry;
use gapless::report::{Batch, Context, Otlp, Program, Reporter};
use gapless::snapshot::{FamilySnapshot, Number, Series, Snapshot, Value};
use prost::Message;

use self::messages::{Data, Metric, NumberPoint, Request, ResourceMetrics};
use crate::receiver::{Received, Receiver};

/// How long a reporter may take to stop.
const LIMIT: Duration = Duration::from_secs(20);

/// A reporter that has started, and its receiver.
struct Sending {
    receiver: Receiver,
    otlp: Otlp,
    name: &'static str,
}

impl Sending {
    /// Starts a reporter. Its name is that of the test, because it is a label of the metrics about reporters.
    async fn start(name: &'static str, settings: impl FnOnce(Otlp) -> Otlp) -> Self {
        let receiver = Receiver::start().await;
        let mut otlp = settings(Otlp::new(receiver.url("")));
        let context = Context::new(name, Program::new("shop", "web-1").with_version("1.2.0"));
        otlp.check(&context).expect("the settings are valid");
        otlp.start(&context).await.expect("the settings are valid");
        Sending { receiver, otlp, name }
    }

    /// Reports a batch.
    async fn report(&mut self, batch: &Batch) {
        self.otlp.report(batch).await.expect("the queue accepts it");
    }

    /// Reports a batch, and returns the metrics of its only request.
    async fn send(&mut self, batch: &Batch) -> Vec<Metric> {
        let before = self.receiver.requests().len();
        self.report(batch).await;
        metrics_of(&self.receiver.received(before + 1).await[before])
    }

    /// Returns a number of the metrics about this reporter.
    fn counted(&self, metric: &str) -> f64 {
        let snapshot = Registry::global().gather();
        let name = format!("gapless_reporter_{metric}");
        snapshot.value(&name, &[("reporter", self.name)]).map_or(0.0, Value::as_f64)
    }
}

/// Decodes the only resource of a request.
fn resource_of(request: &Received) -> ResourceMetrics {
    assert_eq!(request.header("content-type"), Some("application/x-protobuf"));
    let body = match request.header("content-encoding") {
        None => request.body.clone(),
        Some(coding) => {
            assert_eq!(coding, "gzip");
            unzip(&request.body)
        }
    };
    let mut request = Request::decode(&*body).expect("it is a request");
    assert_eq!(request.resource_metrics.len(), 1);
    request.resource_metrics.remove(0)
}

fn unzip(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(body).read_to_end(&mut bytes).expect("it is compressed");
    bytes
}

/// Decodes the metrics of a request.
fn metrics_of(request: &Received) -> Vec<Metric> {
    let mut resource = resource_of(request);
    assert_eq!(resource.scope_metrics.len(), 1);
    resource.scope_metrics.remove(0).metrics
}

/// Returns a batch with these counters.
fn batch(counters: &[(&'static str, u64)], time: SystemTime) -> Batch {
    let counter = |(name, value): &(&'static str, u64)| FamilySnapshot {
        name: (*name).into(),
        help: "Counts.".into(),
        kind: gapless::descriptor::Kind::Counter,
        unit: None,
        group: "".into(),
        series: vec![Series {
            labels: Vec::new(),
            value: Value::Counter(Number::U64(*value)),
            created: None,
            exemplars: Vec::new(),
        }],
    };
    Batch::new(Snapshot { families: counters.iter().map(counter).collect() }, time)
}

/// Returns the data points of a sum or a gauge.
fn numbers(of: &Metric) -> &[NumberPoint] {
    match &of.data {
        Some(Data::Sum(sum)) => &sum.points,
        Some(Data::Gauge(gauge)) => &gauge.points,
        other => panic!("{other:?} does not have numbers"),
    }
}

/// Returns the names and values of the counters in a request.
fn counters_of(request: &Received) -> Vec<(String, i64)> {
    let value = |metric: &Metric| match numbers(metric)[0].value {
        Some(messages::Number::Int(value)) => value,
        ref other => panic!("{other:?} is not an integer"),
    };
    metrics_of(request).iter().map(|metric| (metric.name.clone(), value(metric))).collect()
}

/// A time in whole seconds.
fn time(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds)
}

/// Returns the nanoseconds of a time.
fn nanoseconds(time: SystemTime) -> u64 {
    let since_epoch = time.duration_since(SystemTime::UNIX_EPOCH).expect("it is after 1970");
    since_epoch.as_nanos().try_into().expect("it is before 2554")
}
