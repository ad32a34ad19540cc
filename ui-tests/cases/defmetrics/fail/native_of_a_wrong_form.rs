use gapless::defmetrics;

defmetrics! {
    /// Sent.
    #[native]
    counter sent_total;

    /// Seconds.
    #[native = 3]
    histogram wait_duration_seconds;

    /// Needs classic buckets all the same.
    #[native]
    histogram ratio: f64;
}

fn main() {}
