//! Label values of alerts that the compiler checks.

use gapless::{LabelValue, instrument_metric};

#[derive(Clone, Copy, LabelValue)]
enum Kind {
    Mail,
}

#[instrument_metric(name = "login", labels(kind: Kind = kind))]
#[alert(A, increase("5m") > 1, summary = "s", where(kind = Kind::Phone))]
#[alert(B, increase("5m") > 1, summary = "s", where(kind = "phone"))]
#[alert(C, increase("5m") > 1, summary = "s", where(kind = true))]
fn login(kind: Kind) {}

fn main() {
    login(Kind::Mail);
}
