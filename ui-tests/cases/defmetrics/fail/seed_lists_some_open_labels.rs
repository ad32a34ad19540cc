use gapless::defmetrics;

defmetrics! {
    /// Messages.
    #[max_series(10)]
    #[seed(game = ["chess"])]
    counter messages_total(game: &str, realm: &str);
}

fn main() {}
