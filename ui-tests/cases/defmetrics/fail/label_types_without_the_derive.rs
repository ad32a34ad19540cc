//! A label type without the derive is reported once, wherever and however often it is used.

use gapless::{Event, LabelValue, defmetrics};

struct Owner;

enum Phase {
    First,
}

struct Reason(String);

struct Source;

struct Maker;

struct Builder;

struct Shelf;

impl Shelf {
    fn of(_: &str) -> Self {
        Shelf
    }
}

enum Mode {
    On,
}

#[derive(LabelValue)]
enum Kind {
    Text,
}

#[derive(Event)]
struct Ordered {
    source: Source,
}

defmetrics! {
    #![group = "orders"]

    /// Orders.
    counter orders_total(owner: Owner, done: bool);

    /// Orders again.
    gauge orders_open(owner: Owner);

    /// Also with an open label.
    #[max_series(100)]
    counter named_total(name: &str, reason: Reason);

    /// Recorded from an event.
    #[on(Ordered)]
    counter seen_total(source: Source);

    /// Optional.
    #[max_series(100)]
    counter optional_total(maker: Option<Maker>);

    /// An info.
    info build_info(builder: Builder);

    /// Recorded from `tracing`.
    #[tracing(target = "shop", tags(shelf = Shelf::of("shelf")))]
    counter traced_total(shelf: Shelf);

    /// A state set with a start state.
    #[seed(Mode::On)]
    stateset mode: Mode;

    /// A state set.
    stateset worker_phase(kind: Kind): Phase;
}

fn main() {
    orders_total(Owner, true).inc();
    orders_open(Owner).set(1.0);
    named_total("x", Reason(String::new())).inc();
    seen_total(Source).inc();
    optional_total(Some(Maker)).inc();
    build_info(Builder).set();
    traced_total(Shelf::of("x")).inc();
    mode().set(Mode::On);
    worker_phase(Kind::Text).set(Phase::First);
    Ordered { source: Source }.emit();
}
