use gapless::defmetrics;

defmetrics! {
    /// Requests.
    #[name(http)]
    gauge requests;
}

fn main() {}
