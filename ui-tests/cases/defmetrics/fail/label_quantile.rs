use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total(quantile: bool);
}

fn main() {}
