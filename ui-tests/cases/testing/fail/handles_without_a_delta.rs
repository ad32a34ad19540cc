//! A probe cannot read gauges, state sets and infos, which hold the value that was set last.

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

fn main() {
    let probe = Probe::new();
    temperature_celsius().set(21.0);
    worker_state().set(State::Busy);
    let _warmer = probe.delta(temperature_celsius());
    probe.assert_delta(worker_state(), 1);
    let _built = probe.delta(build_info("1"));
    let _idle = State::Idle;
}
