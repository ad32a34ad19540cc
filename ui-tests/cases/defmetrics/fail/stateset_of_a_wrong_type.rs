//! Types of states that are none, and states that are not of the type.

use gapless::{LabelValue, StatusClass, defmetrics};

#[derive(LabelValue)]
enum State {
    Idle,
    Busy,
}

enum NoLabel {}

defmetrics! {
    /// Of a type that has no known values.
    stateset worker: NoLabel;

    /// Of a type with a state that has no name.
    stateset optional: Option<State>;

    /// In a state that there is not.
    #[seed("idle")]
    stateset seeded: State;

    /// With more series than it may have.
    #[max_series(10)]
    stateset many(late: bool): StatusClass;
}

fn main() {}
