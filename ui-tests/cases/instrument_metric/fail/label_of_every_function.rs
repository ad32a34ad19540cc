use gapless::instrument_metric;

#[instrument_metric(name = "work", labels(outcome: bool = true, le: bool = true, x: bool = true, x: bool = true))]
fn work() {}

fn main() {}
