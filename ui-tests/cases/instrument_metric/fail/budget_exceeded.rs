use gapless::instrument_metric;

#[instrument_metric(name = "work", labels(a: bool = true, b: bool = true, c: bool = true), max_series = 20)]
fn work() {}

fn main() {}
