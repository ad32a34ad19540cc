use gapless::defmetrics;

defmetrics! {
    /// Size.
    #[buckets(linear(1, 1, 100))]
    #[max_series(200)]
    histogram size_bytes(cached: bool);
}

fn main() {}
