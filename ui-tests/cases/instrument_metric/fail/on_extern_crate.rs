use gapless::instrument_metric;

#[instrument_metric]
extern crate std as work;

fn main() {}
