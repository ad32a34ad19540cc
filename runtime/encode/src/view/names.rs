//! Names that a client asks for with `name[]`.

use std::collections::HashSet;

use gapless_core::Kind;

use crate::escaping::Escaping;
use crate::openmetrics::family_name;

/// Names of families or samples, as declared or as in an exposition.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Names {
    names: HashSet<String>,
    escaping: Escaping,
}

impl Names {
    pub(super) fn new<'a>(names: impl IntoIterator<Item = &'a str>, escaping: Escaping) -> Self {
        Names { names: names.into_iter().map(ToOwned::to_owned).collect(), escaping }
    }

    /// Returns whether one of the names is the name of a family or of its samples in any format. A client knows names
    /// from declarations or from an earlier response in any format, and gets the same series with each.
    pub(super) fn have_any_of(&self, family: &str, kind: Kind) -> bool {
        self.have(family, kind) || self.have(&self.escaping.escape(family), kind)
    }

    /// Returns whether one of the names is a name of a family with this spelling.
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

/// Returns the suffixes of the names of a family and its samples. The first suffix is for the family in OpenMetrics.
fn suffixes(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Counter => &["", "_total", "_created"],
        Kind::Histogram => &["", "_bucket", "_sum", "_count", "_created"],
        Kind::Summary => &["", "_sum", "_count", "_created"],
        Kind::Info => &["", "_info"],
        _ => &[""],
    }
}
