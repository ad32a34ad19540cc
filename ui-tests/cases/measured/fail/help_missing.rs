use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    #[metric(gauge)]
    waiting: u8,
    #[metric(info)]
    version: String,
}

#[derive(Clone, Copy, gapless::LabelValue)]
#[instrument_metric]
enum Phase {
    Waiting,
}

fn main() {
    let _phase = Phase::Waiting.measured();
}
