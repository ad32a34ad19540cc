//! An instrumented function causes no new warnings, even with many lints enabled.
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused_qualifications)]
#![deny(missing_copy_implementations, single_use_lifetimes, trivial_casts, trivial_numeric_casts, unused_lifetimes)]
#![deny(unused_results, let_underscore_drop, explicit_outlives_requirements, elided_lifetimes_in_paths)]
#![deny(rustdoc::all, clippy::all, clippy::pedantic, clippy::nursery, clippy::cargo)]
#![deny(clippy::let_underscore_must_use, clippy::shadow_reuse, clippy::shadow_same, clippy::shadow_unrelated)]
#![allow(clippy::missing_const_for_fn)]
#![forbid(unsafe_code)]

use gapless::{LabelValue, instrument_metric};
use std::future::Future;
use std::pin::Pin;

/// An error.
#[derive(Debug, LabelValue)]
pub enum Failure {
    /// The input is empty.
    Zero,
    /// The input is not a number.
    Parse(std::num::ParseIntError),
}

#[instrument_metric]
fn unit() {}

#[instrument_metric]
fn early(value: u8) -> Result<u8, String> {
    if value == 0 {
        return Err("zero".to_owned());
    }
    Ok(value)
}

#[instrument_metric(name = "parse", error = Failure, labels(long: bool = text.len() > 2), buckets(0.1, 1))]
fn parse(text: &str) -> Result<u8, Failure> {
    let number = text.parse().map_err(Failure::Parse)?;
    if number == 0 { Err(Failure::Zero) } else { Ok(number) }
}

#[instrument_metric(error_if = |status: &u16| *status >= 500)]
fn status(of: u16) -> u16 {
    of
}

#[instrument_metric]
async fn later(mut values: Vec<u8>) -> Option<u8> {
    values.push(std::future::ready(1).await);
    values.pop()
}

#[instrument_metric]
async fn fails_later(text: &str) -> Result<u8, std::num::ParseIntError> {
    let number: u8 = text.parse()?;
    std::future::ready(()).await;
    Ok(number)
}

#[instrument_metric]
async fn nothing_later() {
    std::future::ready(()).await;
}

#[instrument_metric]
fn boxed(text: &str) -> Pin<Box<dyn Future<Output = usize> + Send + '_>> {
    Box::pin(async move { text.len() })
}

#[instrument_metric]
fn never() -> ! {
    #![allow(clippy::panic)]
    panic!("never")
}

/// A place to wait.
#[derive(Clone, Debug, Default)]
pub struct Lobby {
    guests: Vec<String>,
}

#[instrument_metric]
impl Lobby {
    /// Lets one person in.
    pub fn join(&mut self, guest: &str) {
        self.guests.push(guest.to_owned());
    }

    /// Returns the people.
    #[must_use]
    pub fn guests(&self) -> &[String] {
        &self.guests
    }

    /// Empties it.
    ///
    /// # Errors
    ///
    /// Fails if it is empty.
    pub async fn close(self) -> Result<(), Failure> {
        std::future::ready(()).await;
        self.guests.first().map(|_| ()).ok_or(Failure::Zero)
    }
}

/// Uses the functions.
pub fn main() {
    unit();
    assert!(early(0).is_err() && parse("x").is_err() && status(200) == 200);
    drop((later(Vec::new()), fails_later("1"), nothing_later(), boxed("a")));
    let mut lobby = Lobby::default();
    lobby.join("a");
    assert_eq!(lobby.guests().len(), 1);
    drop(lobby.close());
    if std::env::args().count() > 1000 {
        never();
    }
}
