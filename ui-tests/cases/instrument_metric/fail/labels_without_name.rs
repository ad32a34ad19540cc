use gapless::instrument_metric;

#[instrument_metric(labels(done: bool = true), buckets(1, 2))]
fn work() {}

fn main() {}
