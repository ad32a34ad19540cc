use gapless::instrument_metric;

#[instrument_metric(name = "work" labels(a: bool = true))]
fn work() {}

fn main() {}
