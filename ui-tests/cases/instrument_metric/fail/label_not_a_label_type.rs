use gapless::instrument_metric;

#[instrument_metric(name = "work", labels(done: String = String::new()))]
fn work() {}

fn main() {}
