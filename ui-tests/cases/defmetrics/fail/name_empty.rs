use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    #[name("")]
    gauge jobs;
}

fn main() {}
