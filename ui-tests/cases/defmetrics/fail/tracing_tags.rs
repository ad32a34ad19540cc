//! A tag function must return the type of its label, which must be a typed label.

use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Kind {
    Read,
}

fn kind(_: &str) -> Kind {
    Kind::Read
}

fn text(text: &str) -> &str {
    text
}

defmetrics! {
    /// The wrong function.
    #[tracing(target = "db", tags(kind = text("db.kind")))]
    counter wrong_total(kind: Kind);

    /// A function for an open label.
    #[tracing(target = "db", tags(text = text("db.statement")))]
    #[max_series(10)]
    counter open_total(text: &str);
}

fn main() {
    wrong_total(kind("")).inc();
}
