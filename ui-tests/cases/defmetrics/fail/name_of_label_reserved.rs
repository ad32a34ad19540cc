use gapless::defmetrics;

defmetrics! {
    /// Requests.
    gauge requests(#[name("__http.method")] done: bool);
}

fn main() {}
