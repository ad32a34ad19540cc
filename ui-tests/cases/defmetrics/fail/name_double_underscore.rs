use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    gauge jobs__done;
}

fn main() {}
