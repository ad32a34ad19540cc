use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    #[buckets(1, 2)]
    counter jobs_total;
}

fn main() {}
