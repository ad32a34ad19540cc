use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total(__name: bool);
}

fn main() {}
