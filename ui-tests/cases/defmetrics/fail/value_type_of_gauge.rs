use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    gauge jobs: u64;
}

fn main() {}
