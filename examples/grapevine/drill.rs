//! Fire drills: handlers that panic or stall on purpose, to show their outcomes.

use std::future::pending;

use gapless::instrument_metric;

/// Panics, which counts as `outcome="panic"`. The visitor gets a 500 response.
#[instrument_metric]
pub(crate) async fn panic() {
    panic!("this is a fire drill");
}

/// Never responds. The call is in `function_in_flight` until the visitor disconnects, which counts as
/// `outcome="cancelled"`.
#[instrument_metric]
pub(crate) async fn stall() {
    pending::<()>().await;
}
