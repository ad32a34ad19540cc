use gapless::instrument_metric;

#[instrument_metric(name = "work", by_outcome = true)]
fn work() {}

fn main() {}
