//! Reporters with real receivers: each receiver stores the values of the exposition.

mod abuse;
mod hostile;
mod lifetime;
mod outage;
mod scaling;
mod stored;
mod wire;

use crate::receiver::Receiver;
use crate::sender::Sender;
use crate::version::{V2_53, V3_5};

/// Starts Prometheus 3.5, Prometheus 2.53 and VictoriaMetrics as receivers of remote write, and a VictoriaMetrics as a
/// receiver of OTLP.
fn receivers() -> [Receiver; 4] {
    [
        Receiver::prometheus(&V3_5),
        Receiver::prometheus(&V2_53),
        Receiver::victoria_metrics(),
        Receiver::victoria_metrics(),
    ]
}

/// Starts a sender that sends to [these receivers](receivers).
fn send_to(receivers: &[Receiver; 4], options: &[&str]) -> Sender {
    let [newest, older, victoria, otlp] = receivers;
    let urls = [newest, older, victoria].map(|receiver| receiver.url("/api/v1/write"));
    let otlp = otlp.url("/opentelemetry");
    let transports = urls.iter().flat_map(|url| ["--remote-write", url]).chain(["--otlp", &otlp]);
    Sender::start(&options.iter().copied().chain(transports).collect::<Vec<_>>())
}
