use gapless::instrument_metric;

#[instrument_metric(by_outcome)]
fn work() {}

fn main() {}
