use gapless::instrument_metric;

#[instrument_metric(skip)]
fn work() {}

#[instrument_metric(skip = duration)]
fn play() {}

fn main() {}
