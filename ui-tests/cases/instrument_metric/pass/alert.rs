//! Alerts and objectives of functions.

#![deny(warnings, missing_docs)]

use std::io::Error;

use gapless::{LabelValue, instrument_metric};

/// A kind.
#[derive(Clone, Copy, LabelValue)]
pub enum Kind {
    /// Mail.
    Mail,
    /// Phone.
    Phone,
}

/// An error.
#[derive(Clone, Copy, Debug, LabelValue)]
pub enum Failure {
    /// Closed.
    Closed,
}

/// Logs in.
///
/// # Errors
///
/// Always.
#[instrument_metric(name = "login", labels(kind: Kind = kind), by_outcome, error = Failure, objective(success = 99.9, latency(0.3, 99.50)))]
#[alert(LoginsFail, errors("5m") > 0.05, for = "10m", severity = "page", summary = "Logins fail", by(kind))]
#[alert(LoginPanics, increase("5m") > 0, summary = "s", where(outcome = panic, kind = Kind::Phone))]
#[alert(LoginsClosed, rate("5m") > 0, summary = "s", where(error = Failure::Closed, kind != "mail"))]
#[alert(SlowLogins, quantile(0.99, "5m") > 0.5, summary = "s", where(outcome = ["ok", "error"]))]
#[alert(ManyLogins, value > 10, summary = "s")]
#[alert(NoLogins, absent("1h"), summary = "s")]
pub async fn login(kind: Kind) -> Result<Kind, Failure> {
    let _ = kind;
    Err(Failure::Closed)
}

/// Has methods.
#[derive(Debug)]
pub struct Desk;

#[instrument_metric(objective(success = 99, latency(0.25, 95)))]
impl Desk {
    /// Asks.
    ///
    /// # Errors
    ///
    /// Never.
    #[alert(DeskFails, errors("5m") > 0.05, summary = "s")]
    pub fn ask(&self) -> Result<u8, Error> {
        Ok(1)
    }

    /// Answers.
    #[metric(skip(duration))]
    #[must_use]
    pub fn answer(&self) -> u8 {
        2
    }

    #[metric(skip)]
    fn skipped(&self) {}
}

#[instrument_metric(sample = 16, objective(latency(0.5, 90)))]
fn sampled() {}

fn main() {
    drop(login(Kind::Mail));
    let _ = (Desk.ask(), Desk.answer(), sampled());
    Desk.skipped();
    let _ = Kind::Phone;
}
