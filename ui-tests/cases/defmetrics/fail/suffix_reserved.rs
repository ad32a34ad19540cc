use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    gauge jobs_count;
}

fn main() {}
