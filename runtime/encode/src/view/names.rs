//! Names that a client asks for.

use std::collections::HashSet;

use gapless_core::Kind;

use crate::escaping::Escaping;
use crate::openmetrics::family_name;

/// Names of families or samples, as they are spelled in an exposition.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Names {
    names: HashSet<String>,
    escaping: Escaping,
}

impl Names {
    pub(super) fn new<'a>(names: impl IntoIterator<Item = &'a str>, escaping: Escaping) -> Self {
        Names { names: names.into_iter().map(ToOwned::to_owned).collect(), escaping }
    }

    /// Whether one of them is a name of a family, in whatever format: a client that is answered in another one than before is to
    /// get the same series, and no two families have such a name in common.
    pub(super) fn have_any_of(&self, family: &str, kind: Kind) -> bool {
        let name = self.escaping.escape(family);
        let stem = family_name(&name, kind);
        let mut sample = String::with_capacity(stem.len() + "_created".len());
        suffixes(kind).iter().any(|suffix| {
            sample.clear();
            sample.extend([stem, suffix]);
            self.names.contains(&sample)
        })
    }
}

/// What the names of a family and its samples have after that by which OpenMetrics calls it.
fn suffixes(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Counter => &["", "_total", "_created"],
        Kind::Histogram => &["", "_bucket", "_sum", "_count", "_created"],
        Kind::Summary => &["", "_sum", "_count", "_created"],
        Kind::Info => &["", "_info"],
        _ => &[""],
    }
}
