//! What can a histogram count, and in which buckets? `cargo run --bin histograms` prints what Prometheus would see.

use std::time::Duration;

use gapless::encode::Format;
use gapless::{Registry, defmetrics};

defmetrics! {
    #![namespace = "site"]

    /// Time to answer.
    ///
    /// The name says seconds, so durations are observed, and added up to the nanosecond. These have buckets of their own
    /// unless there are others.
    histogram answer_seconds;

    /// Time to deliver a message.
    ///
    /// A value that is equal to a bound is in its bucket.
    #[buckets(0.001, 0.01, 0.1, 1)]
    histogram delivery_seconds(cached: bool);

    /// Sizes of uploads.
    ///
    /// Bytes are integers, and so is their sum.
    #[buckets(exponential(1024, 8, 4))]
    histogram upload_bytes;

    /// Messages in a batch.
    ///
    /// An integer without a unit says so.
    #[buckets(linear(10, 10, 3))]
    histogram batch_size: u64;

    /// How full the cache is.
    ///
    /// Everything else is a double.
    #[buckets(0.25, 0.5, 0.75)]
    histogram fill_ratio;
}

fn main() {
    // By hand.
    delivery_seconds(true).observe(Duration::from_millis(1));
    delivery_seconds(false).observe(0.5); // seconds
    upload_bytes().observe(5_000_u64);
    batch_size().observe(25_u64);
    fill_ratio().observe(0.4);

    // By a timer, which observes when it is dropped or stopped; a discarded one does not.
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
