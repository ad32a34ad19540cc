use gapless::defmetrics;

defmetrics! {
    /// Messages.
    #[max_series(3)]
    #[seed(game = ["chess"], game = ["go"])]
    counter messages_total(game: &str);
}

fn main() {}
