use gapless::instrument_metric;

#[instrument_metric(name = "work", labels(done: bool = 3))]
fn work() {}

fn main() {}
