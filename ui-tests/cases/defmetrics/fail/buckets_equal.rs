use gapless::defmetrics;

defmetrics! {
    /// Size.
    #[buckets(1, 1.0)]
    histogram size_bytes;
}

fn main() {}
