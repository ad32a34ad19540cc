use gapless::defmetrics;

defmetrics! {
    /// Messages.
    #[max_series(3)]
    #[seed(game = [1, 2])]
    counter messages_total(game: &str);
}

fn main() {}
