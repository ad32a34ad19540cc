use gapless::instrument_metric;

const RATE: u64 = 16;

#[instrument_metric(sample = RATE)]
fn work() {}

#[instrument_metric(sample)]
fn play() {}

#[instrument_metric(sample = 0.1)]
fn rest() {}

#[instrument_metric(sample(16))]
fn sleep() {}

fn main() {
    let _ = RATE;
}
