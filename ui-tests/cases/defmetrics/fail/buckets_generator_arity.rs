use gapless::defmetrics;

defmetrics! {
    /// Size.
    #[buckets(linear(1, 2))]
    histogram size_bytes;
}

fn main() {}
