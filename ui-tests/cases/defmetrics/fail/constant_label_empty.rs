use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total(queue = "");
}

fn main() {}
