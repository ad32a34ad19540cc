use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total;

    /// Jobs.
    counter jobs_total;
}

fn main() {}
