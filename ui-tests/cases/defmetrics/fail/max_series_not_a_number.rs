use gapless::defmetrics;

defmetrics! {
    /// Requests.
    #[max_series("many")]
    counter requests_total(game: &str);
}

fn main() {}
