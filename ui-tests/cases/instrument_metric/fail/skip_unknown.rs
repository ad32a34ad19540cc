use gapless::instrument_metric;

#[instrument_metric(skip(durations, calls, inflight))]
fn work() {}

fn main() {}
