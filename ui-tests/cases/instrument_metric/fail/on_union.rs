use gapless::instrument_metric;

#[instrument_metric]
union Work { a: u8, b: i8 }

fn main() {}
