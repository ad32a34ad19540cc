use gapless::defmetrics;

defmetrics! {
    /// Size.
    #[buckets(exponental(1, 2, 8))]
    histogram size_bytes;
}

fn main() {}
