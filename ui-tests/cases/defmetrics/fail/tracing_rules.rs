//! Each rule of `#[tracing(..)]` that a metric breaks is reported at its token.

use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum State {
    Idle,
}

defmetrics! {
    /// What has no number.
    #[tracing(target = "db")]
    histogram rows_seconds;

    /// The same.
    #[tracing(target = "db", unit = "s")]
    gauge rows;

    /// What does not last.
    #[tracing(target = "db", measure = duration)]
    histogram wait_seconds;

    /// Not in seconds.
    #[tracing(span = "query", measure = duration, unit = "ms")]
    #[buckets(1)]
    histogram wait_ratio;

    /// What is an integer.
    #[tracing(span = "query", measure = duration)]
    #[tracing(target = "db", measure = "took", unit = "ms")]
    counter spent_seconds_total;

    /// In another unit, and without a unit.
    #[tracing(target = "db", measure = "took", unit = "ms")]
    #[tracing(target = "db", measure = "took", unit = "kb")]
    counter size_bytes_total;

    /// What has none.
    #[tracing(target = "db", measure = "took", unit = "ms")]
    gauge took;

    /// With a unit in the name of the field.
    #[tracing(target = "db", measure = "took_ms")]
    #[tracing(target = "db", measure = "query.micros")]
    #[tracing(target = "db", measure = "")]
    histogram took_seconds;

    /// What counts spans.
    #[tracing(target = "db")]
    #[tracing(span, measure = "rows")]
    up_down_counter queries;

    /// What no event has.
    #[tracing(target = "db")]
    stateset pool_state: State;

    /// The same.
    #[tracing(target = "db")]
    info pool_info(version: &str);
}

fn main() {
    pool_state().set(State::Idle);
    rows_seconds().observe(1.0);
}
