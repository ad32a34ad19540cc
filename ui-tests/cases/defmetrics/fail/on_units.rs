use gapless::{Event, defmetrics};
use std::time::Duration;

#[derive(Event)]
struct Started {
    of: bool,
    #[event(measure)]
    n: u64,
    #[event(measure)]
    took: Duration,
    #[event(measure = "us")]
    waited: u64,
    #[event(measure = "MB")]
    size: u64,
}

defmetrics! {
    /// A field that is not a measurement.
    #[on(Started, measure = of)]
    counter a_total;

    /// A number without a unit.
    #[on(Started, measure = n)]
    gauge b_seconds;

    /// A number without a unit, in bytes.
    #[on(Started, measure = n)]
    gauge c_bytes;

    /// A time.
    #[on(Started, measure = took)]
    gauge d;

    /// A size.
    #[on(Started, measure = size)]
    histogram e_seconds;

    /// Whole seconds.
    #[on(Started, measure = waited)]
    counter f_seconds_total;
}

fn main() {}
