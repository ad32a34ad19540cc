use gapless::instrument_metric;

#[instrument_metric(error_if = |value: &u8| *value > 1)]
fn work() -> u16 {
    1
}

fn main() {}
