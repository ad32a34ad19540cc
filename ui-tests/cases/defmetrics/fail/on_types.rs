use gapless::{Event, LabelValue, defmetrics};
use std::time::Duration;

#[derive(Clone, Copy, LabelValue)]
enum Kind {
    Text,
}

struct NoEvent;

#[derive(Event)]
struct Started {
    kind: Kind,
    #[event(measure)]
    ratio: f64,
    #[event(measure)]
    took: Duration,
}

defmetrics! {
    /// A type that is not an event.
    #[on(NoEvent)]
    counter a_total;

    /// An unknown field.
    #[on(Started, measure = tok)]
    gauge b_seconds;

    /// A label without a field of its name.
    #[on(Started)]
    counter c_total(king: Kind);

    /// A tag of another type than its label.
    #[on(Started, tags(kind = true))]
    counter d_total(kind: Kind);

    /// An `f64` into a counter of integers.
    #[on(Started, measure = ratio)]
    counter e_total;

    /// A number without a unit.
    #[on(Started, measure = |event| event.ratio)]
    gauge f_seconds;

    /// A duration with a unit.
    #[on(Started, measure = |event| event.took, unit = "s")]
    gauge g_seconds;

    /// A duration into a metric without a unit.
    #[on(Started, measure = |event| event.took)]
    gauge h;

    /// A filter that does not return a bool.
    #[on(Started, keep = |event| event.ratio)]
    counter i_total;
}

fn main() {}
