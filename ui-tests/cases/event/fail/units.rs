use gapless::Event;
use std::time::Duration;

#[derive(Event)]
struct Sizes {
    #[event(measure = "milliseconds")]
    a: u64,
    #[event(measure = "KB")]
    b: u64,
    #[event(measure = "m")]
    c: u64,
}

#[derive(Event)]
struct Knows {
    #[event(measure = "ms")]
    took: Duration,
}

fn main() {}
