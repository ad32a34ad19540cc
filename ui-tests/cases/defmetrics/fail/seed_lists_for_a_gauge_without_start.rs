use gapless::defmetrics;

defmetrics! {
    /// Players.
    #[max_series(3)]
    #[seed(game = ["chess"])]
    gauge players(game: &str);
}

fn main() {}
