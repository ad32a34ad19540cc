use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    gague jobs;
}

fn main() {}
