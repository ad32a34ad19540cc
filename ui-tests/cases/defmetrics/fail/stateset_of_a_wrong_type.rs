//! Types that cannot be states, and start states of another type.

use gapless::{LabelValue, StatusClass, defmetrics};

#[derive(LabelValue)]
enum State {
    Idle,
    Busy,
}

enum NoLabel {}

defmetrics! {
    /// With a type without known values.
    stateset worker: NoLabel;

    /// With an optional state.
    stateset optional: Option<State>;

    /// With a start state of another type.
    #[seed("idle")]
    stateset seeded: State;

    /// With too many series.
    #[max_series(10)]
    stateset many(late: bool): StatusClass;
}

fn main() {}
