use gapless::defmetrics;

defmetrics! {
    /// Messages.
    #[max_series(3)]
    #[seed(none)]
    #[seed(game = ["chess"])]
    counter messages_total(game: &str);
}

fn main() {}
