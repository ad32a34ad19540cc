use gapless::instrument_metric;

#[instrument_metric]
macro_rules! work { () => {}; }

fn main() {}
