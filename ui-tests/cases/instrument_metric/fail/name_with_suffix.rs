use gapless::instrument_metric;

#[instrument_metric(name = "work_duration_seconds")]
fn work() {}

#[instrument_metric(name = "Work")]
fn work_too() {}

fn main() {}
