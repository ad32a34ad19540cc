//! What some peers need before anything can be recorded.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use opentelemetry::metrics::{Meter, MeterProvider};
use opentelemetry_sdk::metrics::{ManualReader, SdkMeterProvider};

/// The recorder of the `metrics` facade, which every one of its macros reaches.
pub(crate) fn metrics_recorder() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let recorder = PrometheusBuilder::new().set_buckets(&crate::histograms::BOUNDS);
        let recorder = recorder.expect("there are bounds").build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder).expect("there is no other recorder");
        handle
    })
}

/// A meter that somebody reads, without which it would record nothing.
pub(crate) fn meter() -> Meter {
    static PROVIDER: OnceLock<SdkMeterProvider> = OnceLock::new();
    let provider = || SdkMeterProvider::builder().with_reader(ManualReader::builder().build()).build();
    PROVIDER.get_or_init(provider).meter("benches")
}
