use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    gauge jobs_total;
}

fn main() {}
