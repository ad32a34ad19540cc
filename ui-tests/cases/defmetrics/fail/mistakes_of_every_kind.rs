//! One build reports mistakes in syntax, in names, in types and in the number of series.

use gapless::{LabelValue, defmetrics};

struct Owner;

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    Testing,
}

defmetrics! {
    /// Syntax.
    counter syntax_total(channel Channel, done: bool);

    /// An open label without a bound.
    counter unbounded_total(game: &str);

    /// An open label without a bound, and a wrong name.
    counter unbounded_ms_total(game: String);

    /// A type that is not a label.
    counter owned_total(owner: Owner);

    /// Too many series, and a wrong name.
    #[buckets(linear(1, 1, 300))]
    histogram sizes_gauge(channel: Channel): f64;

    /// A value that the label does not have.
    #[skip(channel = "gosip")]
    counter skipped_total(channel: Channel);

    /// Without an open label that could expire.
    #[expire_after("10m")]
    counter expiring_total(channel: Channel);

    /// Without help and a type.
    conter things;

    /// A wrong attribute that may be meant as the bound.
    #[max_serie(100)]
    counter attribute_total(game: &str);
}

fn main() {
    syntax_total(Channel::Gossip, true).inc();
    unbounded_total("chess").inc();
    unbounded_ms_total(String::new()).inc();
    owned_total(Owner).inc();
    sizes_gauge(Channel::Testing).observe(1.0);
    skipped_total(Channel::Gossip).inc();
    expiring_total(Channel::Gossip).inc();
    things().inc();
    attribute_total("chess").inc();
}
