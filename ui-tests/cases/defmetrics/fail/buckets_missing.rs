use gapless::defmetrics;

defmetrics! {
    /// Size.
    histogram size_bytes;
}

fn main() {}
