//! Names that a client asks for.

use std::collections::HashSet;

use gapless_core::Kind;

use crate::escaping::Escaping;
use crate::openmetrics::family_name;

/// Names of families or samples, as declarations or an exposition spell them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Names {
    names: HashSet<String>,
    escaping: Escaping,
}

impl Names {
    pub(super) fn new<'a>(names: impl IntoIterator<Item = &'a str>, escaping: Escaping) -> Self {
        Names { names: names.into_iter().map(ToOwned::to_owned).collect(), escaping }
    }

    /// Whether one of them is a name of a family or of its samples in any format. A client knows the names from the declaration
    /// or from an earlier answer, which may have been in another format; it gets the same series by either.
    pub(super) fn have_any_of(&self, family: &str, kind: Kind) -> bool {
        self.have(family, kind) || self.have(&self.escaping.escape(family), kind)
    }

    /// Whether one of them is a name of a family that is spelled in this way.
    fn have(&self, family: &str, kind: Kind) -> bool {
        let stem = family_name(family, kind);
        let mut sample = String::with_capacity(stem.len() + "_created".len());
        suffixes(kind).iter().any(|suffix| {
            sample.clear();
            sample.extend([stem, suffix]);
            self.names.contains(&sample)
        })
    }
}

/// The suffixes of a family's names and of its samples' names. The first one is that of the family in OpenMetrics.
fn suffixes(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Counter => &["", "_total", "_created"],
        Kind::Histogram => &["", "_bucket", "_sum", "_count", "_created"],
        Kind::Summary => &["", "_sum", "_count", "_created"],
        Kind::Info => &["", "_info"],
        _ => &[""],
    }
}
