use gapless::defmetrics;

defmetrics! {
    /// Players.
    #[seed(0.0)]
    #[seed(1.0)]
    gauge players;
}

fn main() {}
