use gapless::defmetrics;

defmetrics! {
    /// Messages.
    #[max_series(3)]
    #[seed(game = [])]
    counter messages_total(game: &str);
}

fn main() {}
