use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total(queue = 1);
}

fn main() {}
