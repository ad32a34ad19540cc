use gapless::instrument_metric;

#[instrument_metric]
mod work { pub fn work() {} }

fn main() {}
