use gapless::defmetrics;

defmetrics! {
    /// Players.
    #[seed = 0.0]
    gauge players;
}

fn main() {}
