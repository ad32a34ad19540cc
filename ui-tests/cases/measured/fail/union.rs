use gapless::instrument_metric;

/// A union.
#[instrument_metric(namespace = "work")]
union Work {
    /// A number.
    #[metric(gauge)]
    a: u8,
    b: i8,
}

fn main() {}
