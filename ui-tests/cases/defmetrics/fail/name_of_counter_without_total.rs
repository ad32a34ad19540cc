use gapless::defmetrics;

defmetrics! {
    /// Requests.
    #[name("http.requests")]
    counter requests;
}

fn main() {}
