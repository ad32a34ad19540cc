use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total(done);
}

fn main() {}
