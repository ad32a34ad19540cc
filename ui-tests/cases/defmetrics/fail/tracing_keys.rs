//! Each mistake in `#[tracing(..)]` is reported at its token.

use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Kind {
    Read,
}

impl Kind {
    fn of(_: &str) -> Self {
        Kind::Read
    }
}

defmetrics! {
    /// Not a list.
    #[tracing]
    counter plain_total;

    /// An empty list.
    #[tracing()]
    counter empty_total;

    /// Unknown keys, and a repeated key.
    #[tracing(tarhet = "db", field = "rows", level = "warn", level = "info", target = "db")]
    counter unknown_total;

    /// Values of wrong forms.
    #[tracing(target = db, level = "warning", measure = rows, unit = 5, span = request)]
    counter forms_total;

    /// Both choices, an empty name, and a star inside a target.
    #[tracing(event = "", span, target = "db::*::query")]
    counter both_total;

    /// A target without a value, and the keys after it.
    #[tracing(target = "" level = "warn")]
    counter nothing_total;

    /// Tags of wrong forms.
    #[tracing(target = "db", tags(kind = field))]
    counter word_total(kind: Kind);

    /// Others.
    #[tracing(target = "db", tags(kind = Kind::of("a", "b")))]
    counter two_total(kind: Kind);

    /// Invalid tags, and a tag of an unknown label.
    #[tracing(target = "db", tags, tags(kinds = "db.kind", kind = "a", kind = "b"))]
    counter tags_total(kind: Kind);
}

fn main() {
    plain_total().inc();
    tags_total(Kind::Read).inc();
}
