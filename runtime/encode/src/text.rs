//! The Prometheus text format, version 0.0.4.
//!
//! Lines end in LF, the last one too. Of each family: HELP, TYPE, then all its samples, those of one series together,
//! in the order of the snapshot. There are no timestamps, no exemplars and no `_created`, which the format lacks.

use gapless_core::Snapshot;

use crate::escaping::Escaping;
use crate::lines::{escape, type_name, write_metadata, About, Dialect, Lines, UNQUOTED};
use crate::{number, snapshot};

/// The `Content-Type` of this format.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// This version knows no other names than plain ones.
const ESCAPING: Escaping = Escaping::Underscores;

/// Writes a snapshot; without families that is nothing, which is valid.
///
/// ```
/// use gapless_core::Registry;
///
/// let body = gapless_encode::text::encode(&Registry::global().gather());
/// assert!(body.contains("# TYPE gapless_conflicts gauge\ngapless_conflicts 0\n"));
/// ```
#[must_use]
pub fn encode(snapshot: &Snapshot) -> String {
    snapshot::encode(snapshot, lines, "")
}

/// The lines of a family.
pub(crate) fn lines(about: &About<'_>) -> Lines {
    let name = &ESCAPING.escape(about.name);
    let mut metadata = String::new();
    write_metadata("HELP", name, &escape(about.help, UNQUOTED), &mut metadata);
    write_metadata("TYPE", name, type_name(about.kind).unwrap_or("untyped"), &mut metadata);
    let dialect = Dialect {
        name,
        escaping: ESCAPING,
        metadata,
        counter_suffix: "",
        write_le: number::write_f64,
        has_sum: true,
        has_created: false,
    };
    Lines::new(&dialect, about)
}

#[cfg(test)]
mod tests;
