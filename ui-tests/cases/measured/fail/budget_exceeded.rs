use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby", max_series = 100)]
struct Limited {
    /// Players waiting.
    #[metric(gauge)]
    waiting: u8,
    #[metric(label, max = 10)]
    name: String,
}

#[derive(Clone, Copy, gapless::LabelValue)]
enum Nine {
    A,
    B,
    C,
    D,
    E,
    F,
    G,
    H,
    I,
}

#[instrument_metric(namespace = "large")]
struct Large {
    /// Players waiting.
    #[metric(gauge)]
    waiting: u8,
    #[metric(label)]
    a: Nine,
    #[metric(label)]
    b: Nine,
    #[metric(label)]
    c: Nine,
}

fn main() {}
