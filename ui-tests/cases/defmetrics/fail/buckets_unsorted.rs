use gapless::defmetrics;

defmetrics! {
    /// Size.
    #[buckets(1, 3, 2)]
    histogram size_bytes;
}

fn main() {}
