//! The Prometheus text format, versions 0.0.4 and 1.0.0. They differ only in names: 1.0.0 allows any names in quotes.
//!
//! All lines end in LF. A family has HELP, TYPE and its samples. The samples of a series are together, in the order of
//! the snapshot. Samples do not have timestamps, and the format does not have exemplars and `_created`.

use crate::about::About;
use crate::escaping::Escaping;
use crate::lines::{escape, type_name, write_metadata, Dialect, Lines, UNQUOTED};
use crate::number;

/// The escaping of version 0.0.4, in which all names are plain.
pub(crate) const ESCAPING: Escaping = Escaping::Underscores;

/// Returns the writer of a family.
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
