//! What is exported of the facade itself.

use gapless_macros::defmetrics;

defmetrics! {
    #![crate = gapless_core]
    #![namespace = "gapless"]
    #![group = "gapless_facade"]

    /// Handles of the `metrics` facade that record nowhere, as their metric's name or one of their labels cannot be exported.
    #[max_series(256)]
    pub(crate) counter facade_refused_total(metric: &str);
}
