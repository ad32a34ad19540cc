//! Each rule of `#[tracing(..)]` that a metric breaks is reported at its token.

use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum State {
    Idle,
}

defmetrics! {
    /// Without a number.
    #[tracing(target = "db")]
    histogram rows_seconds;

    /// With a unit but without a field.
    #[tracing(target = "db", unit = "s")]
    gauge rows;

    /// Events, which do not have a duration.
    #[tracing(target = "db", measure = duration)]
    histogram wait_seconds;

    /// Not in seconds.
    #[tracing(span = "query", measure = duration, unit = "ms")]
    #[buckets(1)]
    histogram wait_ratio;

    /// A counter of integers.
    #[tracing(span = "query", measure = duration)]
    #[tracing(target = "db", measure = "took", unit = "ms")]
    counter spent_seconds_total;

    /// In another unit, and without a unit.
    #[tracing(target = "db", measure = "took", unit = "ms")]
    #[tracing(target = "db", measure = "took", unit = "kb")]
    counter size_bytes_total;

    /// Without a unit.
    #[tracing(target = "db", measure = "took", unit = "ms")]
    gauge took;

    /// With a unit in the name of the field.
    #[tracing(target = "db", measure = "took_ms")]
    #[tracing(target = "db", measure = "query.micros")]
    #[tracing(target = "db", measure = "")]
    histogram took_seconds;

    /// An up-down counter, which counts spans.
    #[tracing(target = "db")]
    #[tracing(span, measure = "rows")]
    up_down_counter queries;

    /// A state set.
    #[tracing(target = "db")]
    stateset pool_state: State;

    /// An info.
    #[tracing(target = "db")]
    info pool_info(version: &str);
}

fn main() {
    pool_state().set(State::Idle);
    rows_seconds().observe(1.0);
}
