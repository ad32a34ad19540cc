use gapless::defmetrics;

defmetrics! {
    /// Requests.
    #[name("httpRequests")]
    gauge requests;
}

fn main() {}
