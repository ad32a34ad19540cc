use gapless::Event;

#[derive(Event)]
struct Read {
    #[event(measure)]
    path: String,
    #[event(measure = "kB")]
    size: Option<u64>,
}

fn main() {}
