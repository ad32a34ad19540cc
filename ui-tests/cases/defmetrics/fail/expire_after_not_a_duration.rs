use gapless::defmetrics;

defmetrics! {
    /// With a number.
    #[max_series(10)]
    #[expire_after(600)]
    counter number_total(game: &str);

    /// With an unknown unit.
    #[max_series(10)]
    #[expire_after("10min")]
    counter unit_total(game: &str);

    /// With units in the wrong order.
    #[max_series(10)]
    #[expire_after("30m1h")]
    counter order_total(game: &str);

    /// With zero.
    #[max_series(10)]
    #[expire_after("0s")]
    counter zero_total(game: &str);

    /// Without a value.
    #[max_series(10)]
    #[expire_after]
    counter nothing_total(game: &str);

    /// With two values.
    #[max_series(10)]
    #[expire_after("10m")]
    #[expire_after("20m")]
    counter twice_total(game: &str);

    /// By another name.
    #[max_series(10)]
    #[ttl("10m")]
    counter named_total(game: &str);
}

fn main() {}
