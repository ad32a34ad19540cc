use gapless::defmetrics;

defmetrics! {
    /// Lag.
    #[unit(seconds)]
    gauge lag_seconds;

    /// Load.
    #[unit(1)]
    gauge load;

    /// Size.
    #[unit()]
    gauge size;
}

fn main() {}
