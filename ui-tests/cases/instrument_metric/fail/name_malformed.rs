//! A malformed `name` is one error: keys that need a name are not reported.

use gapless::instrument_metric;

#[instrument_metric(name = login, labels(fast: bool = true), buckets(0.1, 0.5))]
fn login() {}

#[instrument_metric(nme = "join", labels(fast: bool = true), buckets(0.1, 0.5))]
fn join() {}

fn main() {
    login();
    join();
}
