use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total: i32;
}

fn main() {}
