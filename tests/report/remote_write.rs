//! The reporter for the remote write protocol.

mod contents;
mod decoded;
mod lifetime;
mod outages;
mod retries;
mod values;

use std::time::{Duration, Instant, SystemTime};

use gapless::Registry;
use gapless::report::{Batch, Context, Failure, Program, RemoteWrite, Reporter};
use gapless::snapshot::{FamilySnapshot, Snapshot, Value};

use self::decoded::{Request, Series, decode};
use crate::receiver::{Answer, Received, Receiver};

/// A reporter whose batches the test makes, and its receiver.
struct Rig {
    receiver: Receiver,
    reporter: RemoteWrite,
    context: Context,
}

impl Rig {
    /// Starts a reporter with a name of its own, which its metrics have.
    async fn start(name: &str, set: impl FnOnce(RemoteWrite) -> RemoteWrite) -> Self {
        let rig = Rig::create(name, set).await;
        rig.reporter.check(&rig.context).expect("the settings are valid");
        rig.started().await
    }

    /// Starts a reporter whose settings are not checked.
    async fn start_unchecked(name: &str, set: impl FnOnce(RemoteWrite) -> RemoteWrite) -> Self {
        Rig::create(name, set).await.started().await
    }

    async fn create(name: &str, set: impl FnOnce(RemoteWrite) -> RemoteWrite) -> Self {
        let receiver = Receiver::start().await;
        receiver.decide(store);
        Rig::with(receiver, name, set)
    }

    async fn started(mut self) -> Self {
        self.reporter.start(&self.context).await.expect("the reporter starts");
        self
    }

    fn with(receiver: Receiver, name: &str, set: impl FnOnce(RemoteWrite) -> RemoteWrite) -> Self {
        let reporter = set(RemoteWrite::new(&*receiver.url("/api/v1/write")));
        Rig { receiver, reporter, context: Context::new(name, Program::new("shop", "web-1")) }
    }

    async fn report(&mut self, families: impl IntoIterator<Item = FamilySnapshot>, time: SystemTime) {
        let batch = Batch::new(values::snapshot(families), time);
        self.reporter.report(&batch).await.expect("the sender runs");
    }

    async fn stop(&mut self) -> Result<(), Failure> {
        self.reporter.stop(Duration::from_secs(20)).await
    }

    /// Waits for a number of requests, and returns all of them.
    async fn requests(&self, count: usize) -> Vec<Request> {
        self.receiver.received(count).await.iter().map(decode).collect()
    }

    /// Waits until this number of samples has arrived, and returns all series of all requests in order.
    async fn samples(&self, count: usize) -> Vec<Series> {
        let all =
            |requests: &[Received]| requests.iter().flat_map(|of| decode(of).series).collect::<Vec<_>>();
        all(&self.receiver.received_where(move |requests| all(requests).len() >= count).await)
    }

    /// Returns a metric of the reporter.
    fn own(&self, metric: &str) -> f64 {
        let labels = [("reporter", self.context.name())];
        let all: Snapshot = Registry::global().gather();
        all.value(&format!("gapless_reporter_{metric}"), &labels).map_or(0.0, Value::as_f64)
    }

    /// Waits until a metric of the reporter has a value. The clock of the test does not advance meanwhile.
    async fn until(&self, metric: &str, value: f64) {
        let start = Instant::now();
        while self.own(metric) != value {
            let waited = start.elapsed() < Duration::from_secs(20);
            assert!(waited, "{metric} is {}, not {value}", self.own(metric));
            tokio::task::yield_now().await;
        }
    }
}

/// Answers as a receiver that stores everything.
fn store(received: &Received) -> Answer {
    let request = decode(received);
    let samples = request.series.iter().filter(|series| series.sample.is_some()).count();
    match request.is_second_version {
        true => written(204, samples, request.series.len() - samples),
        false => Answer::status(204),
    }
}

/// Answers as a receiver of version 2 that stored some samples and native histograms.
fn written(status: u16, samples: usize, histograms: usize) -> Answer {
    Answer::status(status)
        .header("X-Prometheus-Remote-Write-Samples-Written", &samples.to_string())
        .header("X-Prometheus-Remote-Write-Histograms-Written", &histograms.to_string())
        .header("X-Prometheus-Remote-Write-Exemplars-Written", "0")
}
