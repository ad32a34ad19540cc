use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total(done: Option<Option<bool>>);
}

fn main() {}
