use gapless::{Event, defmetrics};

#[derive(Event)]
struct Started {
    of: bool,
    #[event(measure)]
    n: u64,
}

defmetrics! {
    /// Without an event.
    #[on]
    counter a_total;

    /// An empty list.
    #[on()]
    counter b_total;

    /// Both.
    #[on(Started, keep = |event| event.of, drop = |event| event.of)]
    counter c_total;

    /// Keys.
    #[on(Started, measurement = n, filter = |_| true, colour = 1, measure = n, measure = n)]
    counter d_total;

    /// Forms.
    #[on(Started, measure, keep, tags = 1, tags(of), unit = 3)]
    counter e_total(of: bool);

    /// Tags.
    #[on(Started, tags(of = event.of, of = true, off = true))]
    counter f_total(of: bool);

    /// Units.
    #[on(Started, measure = n, unit = "ms")]
    gauge g_seconds;

    /// More units.
    #[on(Started, unit = "ms")]
    counter h_total;

    /// An unknown unit.
    #[on(Started, measure = |event| event.n, unit = "milliseconds")]
    gauge i_seconds;
}

fn main() {
    a_total().inc();
}
