use gapless::{Event, defmetrics};

#[derive(Event)]
struct Started {
    #[event(measure)]
    n: u64,
}

defmetrics! {
    /// Set to nothing.
    #[on(Started)]
    gauge room;

    /// Without a measurement.
    #[on(Started)]
    histogram wait_seconds;

    /// Neither.
    #[on(Started)]
    up_down_counter clients;

    /// A state.
    #[on(Started)]
    stateset state: bool;

    /// A size.
    #[on(Started, measure = |event| event.n)]
    counter size_bytes_total;

    /// A time that is a size.
    #[on(Started, measure = |event| event.n, unit = "ms")]
    counter other_bytes_total;

    /// A time that is nothing.
    #[on(Started, measure = |event| event.n, unit = "ms")]
    gauge nothing;

    /// Whole seconds.
    #[on(Started, measure = |event| event.n, unit = "ms")]
    counter spent_seconds_total;
}

fn main() {}
