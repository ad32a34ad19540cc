use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total(done: bool, done: bool);
}

fn main() {}
