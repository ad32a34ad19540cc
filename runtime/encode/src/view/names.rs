//! Names that a client asks for.

use std::collections::HashSet;

use gapless_core::Kind;

use crate::escaping::Escaping;
use crate::openmetrics::family_name;

/// Names of families or samples, as they are spelled in an exposition.
#[derive(Debug)]
pub(super) struct Names<'a> {
    names: HashSet<&'a str>,
    escaping: Escaping,
    /// One that is looked up; for its memory.
    sample: String,
}

impl<'a> Names<'a> {
    pub(super) fn new(names: impl IntoIterator<Item = &'a str>, escaping: Escaping) -> Self {
        Names { names: names.into_iter().collect(), escaping, sample: String::new() }
    }

    /// Whether one of them is a name of a family, in whatever format: a client that is answered in another one than before is to
    /// get the same series, and no two families have such a name in common.
    pub(super) fn have_any_of(&mut self, family: &str, kind: Kind) -> bool {
        let name = self.escaping.escape(family);
        let stem = family_name(&name, kind);
        suffixes(kind).iter().any(|suffix| {
            self.sample.clear();
            self.sample.extend([stem, suffix]);
            self.names.contains(&*self.sample)
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
