//! The values of a function's labels are known at compile time.

use gapless::instrument_metric;

#[instrument_metric(name = "work", labels(game: &str = game))]
fn work(game: &str) {}

#[instrument_metric(name = "play", labels(game: &'static str = "chess", id: u64 = 1))]
async fn play() {}

fn main() {}
