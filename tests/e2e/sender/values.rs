//! The metrics of the sender: every type, with values that a transport could change.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum State {
    Idle,
    Busy,
}

defmetrics! {
    #![namespace = "sent"]

    /// Events, by kind. Labels can contain \ and "quotes".
    #[exemplars]
    #[max_series(16)]
    counter events_total(kind: &str, place: &str);

    /// Many series.
    #[max_series(20000)]
    counter load_total(number: &str);

    /// Steps.
    counter steps_total;

    /// Seconds of work.
    counter work_seconds_total: f64;

    /// A gauge with values that are not usual numbers.
    #[max_series(16)]
    gauge level(of: &str);

    /// Never set.
    gauge unset;

    /// Clients that are connected.
    up_down_counter clients_connected;

    /// Time to answer.
    #[exemplars]
    #[buckets(0.005, 1, 10)]
    #[max_series(16)]
    histogram answer_duration_seconds(route: &str);

    /// Sizes, in classic and in native buckets.
    #[native]
    #[buckets(1024, 1048576)]
    histogram upload_bytes;

    /// Scores, in classic and in native buckets.
    #[native(factor = 1.2, zero_threshold = 0.001)]
    #[buckets(1)]
    histogram score_ratio: f64;

    /// Time to find a game.
    summary search_duration_seconds;

    /// State of the worker.
    #[seed(State::Idle)]
    stateset worker_state: State;

    /// The version of the schema.
    info schema_info(version: &str);
}

/// Values of labels that a transport must escape.
const PLACES: [&str; 6] = ["", "a b", "\"quoted\"", "back\\slash", "two\nlines", "Zürich, 東京 🎲"];

/// Values that are not usual numbers, and the names of their series.
const LEVELS: [(&str, f64); 8] = [
    ("zero", 0.0),
    ("below zero", -273.15),
    ("tenth", 0.1),
    ("tiny", 5e-324),
    ("huge", f64::MAX),
    ("endless", f64::INFINITY),
    ("bottomless", f64::NEG_INFINITY),
    ("not a number", f64::NAN),
];

/// Exports every series, with the values before the first step.
pub(crate) fn seed() {
    for place in PLACES {
        events_total("seeded", place).inc_by(0);
    }
    LEVELS.iter().for_each(|(of, value)| level(of).set(*value));
    let _ = answer_duration_seconds("/");
    schema_info("41").set();
}

/// Changes each value that can change. Each call changes them differently.
pub(crate) fn step() {
    static STEPS: AtomicU64 = AtomicU64::new(0);
    let step = STEPS.fetch_add(1, Ordering::Relaxed) + 1;
    for (number, place) in (0..).zip(PLACES) {
        events_total("seeded", place).inc_by(step + number);
    }
    events_total("seeded", "").with_exemplar([("trace_id", format!("{step:032x}").as_str())]).inc();
    steps_total().inc();
    work_seconds_total().inc_by(0.1);
    level("zero").set(step as f64);
    clients_connected().inc();
    for seconds in [0.001, 0.3, 2.0, 11.0] {
        let exemplar = [("trace_id", "feed")];
        answer_duration_seconds("/").with_exemplar(exemplar).observe(Duration::from_secs_f64(seconds));
    }
    upload_bytes().observe(step * 1000);
    score_ratio().observe(0.0);
    score_ratio().observe(step as f64 / 7.0);
    search_duration_seconds().observe(Duration::from_millis(20 * step));
    worker_state().set(if step % 2 == 1 { State::Busy } else { State::Idle });
    schema_info(&format!("{}", 41 + step)).set();
}

/// Exports a number of further series.
pub(crate) fn load(series: u64) {
    for number in 0..series {
        load_total(&number.to_string()).inc_by(number);
    }
}
