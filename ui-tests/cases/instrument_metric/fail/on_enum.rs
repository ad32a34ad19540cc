use gapless::instrument_metric;

#[instrument_metric]
enum Work { A }

fn main() {}
