use gapless::instrument_metric;

#[instrument_metric]
use std::mem::drop as work;

fn main() {}
