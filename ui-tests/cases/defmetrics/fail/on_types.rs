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
    /// No event.
    #[on(NoEvent)]
    counter a_total;

    /// No such field.
    #[on(Started, measure = tok)]
    gauge b_seconds;

    /// No such field, by the name of a label.
    #[on(Started)]
    counter c_total(king: Kind);

    /// Another type than that of the label.
    #[on(Started, tags(kind = true))]
    counter d_total(kind: Kind);

    /// A double into integers.
    #[on(Started, measure = ratio)]
    counter e_total;

    /// A number that says no unit.
    #[on(Started, measure = |event| event.ratio)]
    gauge f_seconds;

    /// A duration that says one.
    #[on(Started, measure = |event| event.took, unit = "s")]
    gauge g_seconds;

    /// A duration into a number of things.
    #[on(Started, measure = |event| event.took)]
    gauge h;

    /// No question.
    #[on(Started, keep = |event| event.ratio)]
    counter i_total;
}

fn main() {}
