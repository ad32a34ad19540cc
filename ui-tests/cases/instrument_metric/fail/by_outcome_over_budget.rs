use gapless::instrument_metric;

#[instrument_metric(name = "work", by_outcome, labels(a: bool = true, b: bool = true, c: bool = true))]
fn work() {}

fn main() {}
