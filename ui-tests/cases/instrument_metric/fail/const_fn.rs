use gapless::instrument_metric;

#[instrument_metric]
const fn work() {}

fn main() {}
