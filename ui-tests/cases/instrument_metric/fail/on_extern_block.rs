use gapless::instrument_metric;

#[instrument_metric]
unsafe extern "C" { fn work(); }

fn main() {}
