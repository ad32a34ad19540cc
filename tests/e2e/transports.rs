//! Reporters with real receivers: each receiver stores the values of the exposition.

mod abuse;
mod exemplars;
mod hostile;
mod lifetime;
mod outage;
mod scaling;
mod stored;
mod wire;

use crate::receiver::Receiver;
use crate::sender::Sender;
use crate::version::{V2_53, V3_5, V3_5_WITH_OTLP};

/// Starts Prometheus 3.5, Prometheus 2.53 and VictoriaMetrics as receivers of remote write, and Prometheus 3.5 and
/// VictoriaMetrics as receivers of OTLP.
fn receivers() -> [Receiver; 5] {
    [
        Receiver::prometheus(&V3_5),
        Receiver::prometheus(&V2_53),
        Receiver::victoria_metrics(),
        Receiver::prometheus(&V3_5_WITH_OTLP),
        Receiver::victoria_metrics(),
    ]
}

/// Starts a sender that sends to [these receivers](receivers).
fn send_to(receivers: &[Receiver; 5], options: &[&str]) -> Sender {
    let [newest, older, victoria, otlp, otlp_of_victoria] = receivers;
    let written = [newest, older, victoria].map(|receiver| receiver.url("/api/v1/write"));
    let otlp = [otlp.url("/api/v1/otlp"), otlp_of_victoria.url("/opentelemetry")];
    let written = written.iter().flat_map(|url| ["--remote-write", url]);
    let transports = written.chain(otlp.iter().flat_map(|url| ["--otlp", url]));
    Sender::start(&options.iter().copied().chain(transports).collect::<Vec<_>>())
}
