use gapless::defmetrics;

defmetrics! {
    /// Set.
    #[exemplars]
    gauge room;

    /// Raised and lowered.
    #[exemplars]
    up_down_counter clients;

    /// With arguments.
    #[exemplars(trace_id)]
    counter orders_total;

    /// With a value.
    #[exemplars = true]
    counter refunds_total;

    /// Twice.
    #[exemplars]
    #[exemplars]
    counter visits_total;

    /// Not plural.
    #[exemplar]
    counter words_total;
}

fn main() {}
