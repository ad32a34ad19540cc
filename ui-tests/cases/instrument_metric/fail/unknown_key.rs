use gapless::instrument_metric;

#[instrument_metric(nam = "work", bucket(1, 2))]
fn work() {}

fn main() {}
