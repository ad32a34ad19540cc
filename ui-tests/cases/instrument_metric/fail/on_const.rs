use gapless::instrument_metric;

#[instrument_metric]
const WORK: u8 = 1;

fn main() {}
