use gapless::defmetrics;

defmetrics! {
    /// Lag.
    #[unit("milliseconds")]
    gauge lag_milliseconds;
}

fn main() {}
