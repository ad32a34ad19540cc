use gapless::instrument_metric;

#[instrument_metric(name = "work", labels(done: bool))]
fn work() {}

fn main() {}
