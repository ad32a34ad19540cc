use gapless::instrument_metric;

#[instrument_metric]
type Work = u8;

fn main() {}
