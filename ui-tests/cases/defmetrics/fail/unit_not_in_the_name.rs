use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    #[unit("requests")]
    gauge open_jobs;

    /// Time spent.
    #[unit("seconds")]
    counter spent_total: f64;
}

fn main() {}
