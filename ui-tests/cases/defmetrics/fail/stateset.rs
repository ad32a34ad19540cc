//! Mistakes in state sets, each reported once.

use gapless::{LabelValue, defmetrics};

#[derive(LabelValue)]
enum State {
    Idle,
    Busy,
}

enum NoLabel {}

defmetrics! {
    #![namespace = "worker"]

    /// Without a type.
    stateset untyped;

    /// With a label that has the name of the metric.
    stateset twice(#[name("worker_twice")] other: bool): State;

    /// With a label that has the name of the metric.
    stateset again(#[name("worker.again")] kind = "text"): State;

    /// With a name that a label cannot have.
    #[name("worker:state")]
    stateset colon: State;

    /// With a unit.
    #[unit("states")]
    stateset with_states: State;

    /// Kept elsewhere.
    #[storage(shared)]
    stateset shared: State;

    /// With listed values but without a start state.
    #[max_series(20)]
    #[seed(game = ["chess"])]
    stateset listed(game: &str): State;
}

fn main() {
    untyped().set(true);
    shared().set(State::Busy);
}
