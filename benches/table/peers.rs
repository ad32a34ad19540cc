//! Setup that some peers need before they record.

use std::sync::OnceLock;

use gapless::metrics::Recorder;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};
use opentelemetry::metrics::{Meter, MeterProvider};
use opentelemetry_sdk::metrics::{ManualReader, SdkMeterProvider};

use crate::case::{Contender, Role};

/// Installs the recorder of metrics-exporter-prometheus for the macros of the crate `metrics` while `record` runs.
pub(crate) fn with_exporter<R>(record: impl FnOnce() -> R) -> R {
    metrics::with_local_recorder(exporter(), record)
}

/// Installs the recorder of Gapless for the macros of the crate `metrics` while `record` runs.
pub(crate) fn with_gapless<R>(record: impl FnOnce() -> R) -> R {
    static RECORDER: OnceLock<Recorder> = OnceLock::new();
    metrics::with_local_recorder(RECORDER.get_or_init(|| Recorder::builder().build()), record)
}

/// Returns the recorder of metrics-exporter-prometheus.
pub(crate) fn exporter() -> &'static PrometheusRecorder {
    static RECORDER: OnceLock<PrometheusRecorder> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().set_buckets(&crate::histograms::BOUNDS);
        recorder.expect("there are bounds").build_recorder()
    })
}

/// Creates a peer that records through the macros of the crate `metrics`.
pub(crate) fn metrics_macro<R>(step: impl Fn(usize) -> R + Sync + 'static) -> Contender {
    Contender::with_loop(Role::Peer, "metrics, macro", move |n| {
        with_exporter(|| (0..n).for_each(|i| drop(step(i))));
    })
}

/// Returns a meter with a reader; without a reader it would record nothing.
pub(crate) fn meter() -> Meter {
    static PROVIDER: OnceLock<SdkMeterProvider> = OnceLock::new();
    let provider = || SdkMeterProvider::builder().with_reader(ManualReader::builder().build()).build();
    PROVIDER.get_or_init(provider).meter("benches")
}
