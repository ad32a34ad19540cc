use gapless::defmetrics;

defmetrics! {
    /// Sent.
    #[native]
    counter sent_total;

    /// Seconds.
    #[native = 3]
    histogram wait_duration_seconds;

    /// A native histogram also needs classic buckets.
    #[native]
    histogram ratio: f64;
}

fn main() {}
