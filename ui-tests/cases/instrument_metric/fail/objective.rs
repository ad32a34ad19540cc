//! Objectives with mistakes.

use gapless::instrument_metric;

#[instrument_metric(objective())]
fn empty() {}

#[instrument_metric(objective)]
fn without_arguments() {}

#[instrument_metric(objective(success = 100))]
fn all() {}

#[instrument_metric(objective(success = 0.0))]
fn none() {}

#[instrument_metric(objective(success = 0.999))]
fn fraction() {}

#[instrument_metric(objective(success = "99.9"))]
fn text() {}

#[instrument_metric(objective(success))]
fn without_percentage() {}

#[instrument_metric(objective(sucess = 99.9))]
fn unknown_key() {}

#[instrument_metric(name = "a", objective(latency(0.25)))]
fn without_percent() {}

#[instrument_metric(name = "b", objective(latency(0, 99)))]
fn zero() {}

#[instrument_metric(name = "c", objective(latency("250ms", 99)))]
fn duration() {}

#[instrument_metric(name = "d", objective(success = 99, latency(0.25, 101), success = 98))]
fn twice() {}

#[instrument_metric(objective(latency(0.3, 99)))]
fn shared() {}

#[instrument_metric(name = "e", skip(duration), objective(latency(0.3, 99)))]
fn untimed() {}

#[instrument_metric(objective(success = 99), objective(success = 98))]
fn two() {}

fn main() {}
