use gapless::instrument_metric;

#[instrument_metric(ok_if = |value| 1)]
async fn work() -> u16 {
    1
}

fn main() {}
