use gapless::instrument_metric;

#[instrument_metric(ok_if = Option::is_some, error_if = Option::is_none)]
fn work() -> Option<u8> {
    None
}

fn main() {}
