//! A function has to make the value of its label, whose type knows all values.

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

    /// None for an open label.
    #[tracing(target = "db", tags(text = text("db.statement")))]
    #[max_series(10)]
    counter open_total(text: &str);
}

fn main() {
    wrong_total(kind("")).inc();
}
