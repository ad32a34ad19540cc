use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    #[sed(none)]
    counter jobs_total;
}

fn main() {}
