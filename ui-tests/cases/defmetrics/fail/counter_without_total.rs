use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs;
}

fn main() {}
