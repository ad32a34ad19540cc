//! The Prometheus text format, versions 0.0.4 and 1.0.0, which differ in names alone: 1.0.0 has any, in quotes.
//!
//! Lines end in LF, the last one too. Of each family: HELP, TYPE, then all its samples, those of one series together,
//! in the order of the snapshot. There are no timestamps, no exemplars and no `_created`, which the format lacks.

use crate::escaping::Escaping;
use crate::family::About;
use crate::lines::{escape, type_name, write_metadata, Dialect, Lines, UNQUOTED};
use crate::number;

/// The escaping of version 0.0.4, which knows no other names than plain ones.
pub(crate) const ESCAPING: Escaping = Escaping::Underscores;

/// The lines of a family.
pub(crate) fn lines(about: &About<'_>, escaping: Escaping) -> Lines {
    let name = &escaping.escape(about.name);
    let mut metadata = String::with_capacity(about.help.len() + 3 * (name.len() + 16));
    write_metadata("HELP", name, &escape(about.help, UNQUOTED), &mut metadata);
    write_metadata("TYPE", name, type_name(about.kind).unwrap_or("untyped"), &mut metadata);
    let dialect = Dialect {
        name,
        escaping,
        metadata,
        suffix: "",
        write_bound: number::write_f64,
        has_sum: true,
        has_created: false,
        has_exemplars: false,
    };
    Lines::new(&dialect, about)
}

#[cfg(test)]
mod tests;
