//! Alerts that a function cannot have.

use gapless::instrument_metric;

#[instrument_metric]
#[alert(A, ratio(other_total, "5m") > 1, summary = "s")]
#[alert(B, valu > 1, summary = "s")]
#[alert(C, increase("5m") > 1, summary = "s", where(outcome = cancelled))]
#[alert(D, increase("5m") > 1, summary = "s", where(outcome = 5))]
#[alert(E, quantile(0.9, "5m") > 1, summary = "s", where(outcome = "ok"))]
#[alert(F, errors("5m") > 1, summary = "s", where(outcome = panic))]
#[alert(G, increase("5m") > 1, summary = "s", where(function = "a"), by(modul))]
#[alert(G, increase("5m") > 1, summary = "s")]
fn infallible() -> u8 {
    1
}

#[instrument_metric(skip(duration, in_flight))]
#[alert(A, quantile(0.9, "5m") > 1, summary = "s")]
#[alert(B, value > 1, summary = "s")]
fn skipped() {}

struct Desk;

#[instrument_metric]
#[alert(A, value > 1, summary = "s")]
impl Desk {
    #[metric(skip)]
    #[alert(A, value > 1, summary = "s")]
    fn ask(&self) {}

    #[alert(A, increase("5m") > 1)]
    fn answer(&self) {}
}

fn main() {
    let _ = (infallible(), skipped(), Desk.ask(), Desk.answer());
}
