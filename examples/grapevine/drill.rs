//! Fire drills: handlers that end badly when asked to, which shows what becomes of an outcome.

use std::future::pending;

use gapless::instrument_metric;

/// Panics, which counts as `outcome="panic"`; the visitor gets a 500.
#[instrument_metric]
pub(crate) async fn panic() {
    panic!("this is a fire drill");
}

/// Never answers. It is in `function_in_flight` until the visitor hangs up, which counts as `outcome="cancelled"`.
#[instrument_metric]
pub(crate) async fn stall() {
    pending::<()>().await;
}
