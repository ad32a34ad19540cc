//! Constants that are not strings, which only the compiler sees.

use gapless::instrument_metric;

const TABLE: u8 = 3;

#[instrument_metric(name = "query", labels(table = TABLE, index = MISSING))]
fn run() {}

fn main() {
    run();
}
