use gapless::instrument_metric;

#[instrument_metric(sample = 0)]
fn work() {}

fn main() {}
