use gapless::instrument_metric;

#[instrument_metric]
static WORK: u8 = 1;

fn main() {}
