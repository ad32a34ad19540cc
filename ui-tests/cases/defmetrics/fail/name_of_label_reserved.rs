use gapless::defmetrics;

defmetrics! {
    /// Requests.
    gauge requests(
        #[name("__http.method")] done: bool,
        #[name("..http.path")] read: bool,
        #[name("_.method")] queue = "mail",
        #[name("1.x")] first: bool,
    );
}

fn main() {}
