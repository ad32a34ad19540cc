use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total(le: bool);
}

fn main() {}
