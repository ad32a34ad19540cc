use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    #[seed(0.0)]
    counter jobs_total;
}

fn main() {}
