use gapless::instrument_metric;

#[instrument_metric]
trait Work { fn work(&self); }

fn main() {}
