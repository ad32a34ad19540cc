use gapless::defmetrics;

defmetrics! {
    /// Size.
    #[buckets()]
    histogram size_bytes;
}

fn main() {}
