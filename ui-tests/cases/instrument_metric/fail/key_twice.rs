use gapless::instrument_metric;

#[instrument_metric(name = "work", name = "play")]
fn work() {}

fn main() {}
