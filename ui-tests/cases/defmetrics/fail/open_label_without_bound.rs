use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total(name: String);
}

fn main() {}
