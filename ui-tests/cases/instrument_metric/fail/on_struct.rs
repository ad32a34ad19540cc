use gapless::instrument_metric;

#[instrument_metric]
struct Work;

fn main() {}
