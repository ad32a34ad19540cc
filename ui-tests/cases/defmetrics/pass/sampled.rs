//! Metrics whose samples a source emits, of all types and with all kinds of labels.

use gapless::LabelValue;
use gapless::snapshot::{HistogramValue, Number};
use gapless::sources::Samples;

#[derive(LabelValue)]
enum State {
    Idle,
    InUse,
}

gapless::defmetrics! {
    #![sampled]
    #![namespace = "pool"]
    #![group = "pool"]

    /// Connections.
    pub gauge connections(pool: &str, state: State, kind = "sql");

    /// Queries.
    #[deprecated]
    pub(crate) counter queries_total(pool: impl AsRef<str>);

    /// Time to wait.
    #[name("pool_wait_ms")]
    #[unconventional_name("older dashboards query this name")]
    histogram wait_seconds(pool: Option<&str>);

    /// The pool.
    #[cfg(all())]
    info pool_info(version: String);
}

#[allow(deprecated)]
fn main() {
    let mut samples = Samples::default();
    let mut open = connections(&mut samples);
    for state in [State::Idle, State::InUse] {
        open.series(["main", state.as_label()], 3);
    }
    queries_total(&mut samples).series(["main".to_owned()], 3_u64);
    let sum = Number::F64(0.5);
    let value = HistogramValue { bounds: vec![1.0].into(), counts: vec![1, 0], sum, native: None };
    wait_seconds(&mut samples).series([""], value);
    pool_info(&mut samples).series(["1.2"], ());
    assert_eq!(samples.into_families().len(), 4);
}
