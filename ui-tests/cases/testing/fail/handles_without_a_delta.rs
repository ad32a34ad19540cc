//! A probe cannot read gauges, state sets and infos, which hold the value that was set last, nor metrics of structs.

use gapless::dynamic::Registry;
use gapless::testing::Probe;
use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum State {
    Idle,
    Busy,
}

defmetrics! {
    /// Temperature.
    gauge temperature_celsius;

    /// State.
    stateset worker_state: State;

    /// Build.
    info build_info(version: &str);
}

defmetrics! {
    //! Metrics of a server.
    #![into = ServerMetrics]
    #![namespace = "server"]

    /// Requests.
    pub counter requests_total;
}

fn main() {
    let probe = Probe::new();
    temperature_celsius().set(21.0);
    worker_state().set(State::Busy);
    let _warmer = probe.delta(temperature_celsius());
    probe.assert_delta(worker_state(), 1);
    let _built = probe.delta(build_info("1"));
    let metrics = ServerMetrics::register(&Registry::new()).expect("the registry is empty");
    let _requests = probe.delta(metrics.requests_total());
    let _idle = State::Idle;
}
