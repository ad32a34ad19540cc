use gapless::defmetrics;

defmetrics! {
    /// Messages.
    #[max_series(10)]
    #[seed(gane = ["chess"])]
    counter messages_total(game: &str);
}

fn main() {}
