use gapless::defmetrics;

defmetrics! {
    /// Size.
    #[buckets(-1, 1)]
    histogram size_bytes;
}

fn main() {}
