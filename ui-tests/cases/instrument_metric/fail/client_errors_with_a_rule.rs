use gapless::instrument_metric;

#[instrument_metric(client_errors, error_if = |status: &u16| *status == 404)]
fn ask() -> u16 {
    404
}

#[instrument_metric(ok_if = Option::is_some, client_errors)]
fn find() -> Option<u16> {
    None
}

#[instrument_metric(client_errors = true)]
fn show() -> u16 {
    404
}

fn main() {}
