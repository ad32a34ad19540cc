//! Allocations of recorded events, with a global subscriber. The test needs a separate process with a counting
//! allocator.

use std::fmt;

use allocation_counter::measure;
use gapless::{StatusClass, defmetrics};
use tracing_subscriber::layer::SubscriberExt;

defmetrics! {
    /// Queries.
    #[tracing(target = "traced", measure = "took_ms", unit = "ms")]
    histogram query_seconds(status: StatusClass, cached: bool);

    /// Queries by table.
    #[tracing(target = "traced")]
    #[max_series(10)]
    counter queries_total(table: &str);
}

/// A table whose `Debug` queries the database.
struct Table(&'static str);

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tracing::info!(target: "traced", status = 200, cached = false, table = %"names", took_ms = 3);
        f.write_str(self.0)
    }
}

fn query(table: &'static str) {
    tracing::info!(target: "traced", status = 200, cached = ?true, table = %Table(table), took_ms = 1.5);
}

fn say(table: &str) {
    tracing::info!(target: "traced", status = 200, cached = ?false, table, took_ms = 2);
}

#[test]
fn recording_an_event_allocates_only_once_also_when_events_are_nested() {
    let subscriber = tracing_subscriber::registry().with(gapless::tracing::layer());
    tracing::subscriber::set_global_default(subscriber).expect("this is the only one");
    query("games");
    query("accounts");
    let took = |cached| query_seconds(StatusClass::Success, cached).get().sum.as_f64();
    assert_eq!((took(true), took(false)), (0.003, 0.006));
    say("games");
    let (again, known) = (measure(|| say("games")), measure(|| say("accounts")));
    assert_eq!((again.count_total, known.count_total), (0, 0));
    let tables = ["games", "accounts", "names"].map(|table| queries_total(table).get());
    assert_eq!((tables, took(false)), ([3, 2, 2], 0.012));
}
