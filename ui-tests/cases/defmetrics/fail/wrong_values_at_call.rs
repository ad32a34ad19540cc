//! Values of another type than the type of the metric.

use std::time::{Duration, Instant};

use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total;

    /// Time.
    counter parser_seconds_total: f64;

    /// Room.
    gauge room;

    /// Time to send.
    histogram send_duration_seconds;

    /// Size.
    #[buckets(64, 1024)]
    histogram message_bytes;

    /// Score.
    #[buckets(1, 2)]
    histogram score;
}

fn main() {
    jobs_total().inc_by(0.5);
    jobs_total().inc_by(-1);
    jobs_total().inc(2);
    parser_seconds_total().inc_by(1);
    parser_seconds_total().inc_by(Duration::ZERO);
    room().set(1);
    send_duration_seconds().observe(1);
    send_duration_seconds().observe(Instant::now());
    message_bytes().observe(1_i64);
    score().observe(Duration::ZERO);
}
