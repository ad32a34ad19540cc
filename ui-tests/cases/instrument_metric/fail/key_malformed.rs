use gapless::instrument_metric;

#[instrument_metric(name("work"), function = work, buckets = [1, 2], labels = true, max_series = "many")]
fn work() {}

#[instrument_metric(name, labels, "work")]
fn play() {}

fn main() {}
