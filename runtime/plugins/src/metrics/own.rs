//! The metrics of the recorder itself: the group `gapless_recorder`.

use gapless_macros::defmetrics;

defmetrics! {
    #![crate = gapless_core]
    #![namespace = "gapless"]
    #![group = "gapless_recorder"]

    /// Handles of the `metrics` recorder that record nowhere, because the name of their metric or of a label cannot be
    /// exported.
    #[max_series(256)]
    pub(crate) counter recorder_refused_total(metric: &str);
}
