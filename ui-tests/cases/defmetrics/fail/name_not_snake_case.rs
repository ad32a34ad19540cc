use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobsDone_total;
}

fn main() {}
