//! Mistakes in state sets, each told once.

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

    /// With a label of its own name.
    stateset twice(#[name("worker_twice")] other: bool): State;

    /// With a label of its own name.
    stateset again(#[name("worker.again")] kind = "text"): State;

    /// With a name that no label has.
    #[name("worker:state")]
    stateset colon: State;

    /// With a unit.
    #[unit("states")]
    stateset with_states: State;

    /// Kept elsewhere.
    #[storage(shared)]
    stateset shared: State;

    /// Listed, and absent.
    #[max_series(20)]
    #[seed(game = ["chess"])]
    stateset listed(game: &str): State;
}

fn main() {
    untyped().set(true);
    shared().set(State::Busy);
}
