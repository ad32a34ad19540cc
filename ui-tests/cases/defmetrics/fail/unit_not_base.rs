use gapless::defmetrics;

defmetrics! {
    /// Lag.
    gauge lag_milliseconds;
}

fn main() {}
