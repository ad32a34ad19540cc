use gapless::instrument_metric;

#[instrument_metric(skip(duration, duration))]
fn work() {}

#[instrument_metric(skip(duration), skip(in_flight))]
fn play() {}

fn main() {}
