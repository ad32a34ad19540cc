use gapless::defmetrics;

defmetrics! {
    /// Size.
    #[buckets("1", "2")]
    histogram size_bytes;
}

fn main() {}
