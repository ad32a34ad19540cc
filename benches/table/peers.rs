//! What some peers need before anything can be recorded.

use std::sync::OnceLock;

use gapless::metrics::Recorder;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};
use opentelemetry::metrics::{Meter, MeterProvider};
use opentelemetry_sdk::metrics::{ManualReader, SdkMeterProvider};

use crate::case::{Contender, Role};

/// Has the macros of the `metrics` facade reach the recorder of its own exporter, while `record` runs.
pub(crate) fn with_exporter<R>(record: impl FnOnce() -> R) -> R {
    metrics::with_local_recorder(exporter(), record)
}

/// Has them reach that of Gapless, in the same way.
pub(crate) fn with_gapless<R>(record: impl FnOnce() -> R) -> R {
    static RECORDER: OnceLock<Recorder> = OnceLock::new();
    metrics::with_local_recorder(RECORDER.get_or_init(|| Recorder::builder().build()), record)
}

/// The recorder of the facade's own exporter.
pub(crate) fn exporter() -> &'static PrometheusRecorder {
    static RECORDER: OnceLock<PrometheusRecorder> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().set_buckets(&crate::histograms::BOUNDS);
        recorder.expect("there are bounds").build_recorder()
    })
}

/// A peer that reaches it by the facade's macros.
pub(crate) fn metrics_macro<R>(step: impl Fn(usize) -> R + Sync + 'static) -> Contender {
    Contender::with_loop(Role::Peer, "metrics, macro", move |n| {
        with_exporter(|| (0..n).for_each(|i| drop(step(i))));
    })
}

/// A meter that somebody reads, without which it would record nothing.
pub(crate) fn meter() -> Meter {
    static PROVIDER: OnceLock<SdkMeterProvider> = OnceLock::new();
    let provider = || SdkMeterProvider::builder().with_reader(ManualReader::builder().build()).build();
    PROVIDER.get_or_init(provider).meter("benches")
}
