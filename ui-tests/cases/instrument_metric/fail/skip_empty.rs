use gapless::instrument_metric;

#[instrument_metric(skip())]
fn work() {}

fn main() {}
