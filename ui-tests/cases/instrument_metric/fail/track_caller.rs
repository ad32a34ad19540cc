use gapless::instrument_metric;

#[instrument_metric]
#[track_caller]
fn work() {}

fn main() {}
