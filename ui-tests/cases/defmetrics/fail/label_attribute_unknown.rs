use gapless::defmetrics;

defmetrics! {
    /// Requests.
    gauge requests(#[nane("http.done")] done: bool);
}

fn main() {}
