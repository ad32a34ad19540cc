//! Which values can a histogram record, in which buckets? `cargo run --bin histograms` prints what Prometheus would
//! scrape.

use std::time::Duration;

use gapless::encode::Format;
use gapless::{Registry, defmetrics};

defmetrics! {
    #![namespace = "site"]

    /// Time to answer.
    ///
    /// The name ends in `_seconds`, so the histogram records durations, and adds them up exactly. Durations have
    /// default buckets.
    histogram answer_seconds;

    /// Time to deliver a message.
    ///
    /// A value that is equal to a bound is in the bucket of that bound.
    #[buckets(0.001, 0.01, 0.1, 1)]
    histogram delivery_seconds(cached: bool);

    /// Sizes of uploads.
    ///
    /// Bytes are integers, and their sum is exact.
    #[buckets(exponential(1024, 8, 4))]
    histogram upload_bytes;

    /// Messages in a batch.
    ///
    /// For integers without a unit, declare the type `u64`.
    #[buckets(linear(10, 10, 3))]
    histogram batch_size: u64;

    /// Fill ratio of the cache.
    ///
    /// All other values are `f64`.
    #[buckets(0.25, 0.5, 0.75)]
    histogram fill_ratio;
}

fn main() {
    // By hand:
    delivery_seconds(true).observe(Duration::from_millis(1));
    delivery_seconds(false).observe(0.5); // seconds
    upload_bytes().observe(5_000_u64);
    batch_size().observe(25_u64);
    fill_ratio().observe(0.4);

    // With a timer, which observes when it is dropped or stopped, but not when it is discarded:
    let timer = answer_seconds().start_timer();
    timer.stop();
    answer_seconds().start_timer().discard();
    answer_seconds().time(|| "an answer");

    print(&String::from_utf8_lossy(&Format::Text.encode(&Registry::global().gather())));
}

#[expect(clippy::print_stdout, reason = "it is what this program is for")]
fn print(exposition: &str) {
    print!("{exposition}");
}
