use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    #[max_series(1)]
    #[max_series(2)]
    counter jobs_total;
}

fn main() {}
