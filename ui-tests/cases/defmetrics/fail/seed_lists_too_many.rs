use gapless::defmetrics;

defmetrics! {
    /// Messages.
    #[max_series(3)]
    #[seed(game = ["chess", "go", "tag", "dice"])]
    counter messages_total(game: &str);
}

fn main() {}
