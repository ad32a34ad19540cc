//! OpenMetrics 1.0.0.
//!
//! A family has TYPE, UNIT if it has a unit, HELP and its samples. The samples of a series are together, and `_created`
//! comes last. The body ends in `# EOF`. The name of a counter's family does not have `_total`, and the name of an
//! info's family does not have `_info`; the names of their samples do. A family without series, such as a gauge that
//! was never set, has only metadata: both this format and text allow it, and readers learn which metrics to expect.
//! Exemplars follow the samples of counters and buckets. Samples do not have timestamps.

use gapless_core::Kind;

use crate::about::About;
use crate::escaping::Escaping;
use crate::lines::{escape, type_name, write_metadata, Dialect, Lines, QUOTED};
use crate::number;

/// The last line.
pub(crate) const END: &str = "# EOF\n";

/// Returns the writer of a family.
pub(crate) fn lines(about: &About<'_>, escaping: Escaping) -> Lines {
    let name = &escaping.escape(about.name);
    let kind = kind_of(name, about.kind);
    let name = family_name(name, kind);
    let mut metadata = String::with_capacity(about.help.len() + 3 * (name.len() + 16));
    write_metadata("TYPE", name, type_of(kind), &mut metadata);
    if let Some(unit) = unit(name, about) {
        write_metadata("UNIT", name, unit, &mut metadata);
    }
    write_metadata("HELP", name, &escape(about.help, QUOTED), &mut metadata);
    let dialect = Dialect {
        name,
        escaping,
        metadata,
        suffix: suffix(kind),
        write_bound: number::write_canonical,
        // With negative observations, a sum can decrease. The format forbids the sum then, and the count without a sum.
        has_sum: about.bounds.iter().all(|bound| *bound >= 0.0),
        has_created: true,
        has_exemplars: true,
    };
    Lines::new(&dialect, about)
}

/// Returns the type of a family. The info `target` must be the first family, and families are in name order, so it is
/// exported as a gauge.
fn kind_of(name: &str, kind: Kind) -> Kind {
    match (name, kind) {
        ("target_info", Kind::Info) => Kind::Gauge,
        (_, kind) => kind,
    }
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::StateSet => "stateset",
        Kind::Info => "info",
        kind => type_name(kind).unwrap_or("unknown"),
    }
}

/// Returns the name of a family in this format.
pub(crate) fn family_name(name: &str, kind: Kind) -> &str {
    name.strip_suffix(suffix(kind)).unwrap_or(name)
}

/// Returns the suffix of a sample's name after the name of its family.
fn suffix(kind: Kind) -> &'static str {
    match kind {
        Kind::Counter => "_total",
        Kind::Info => "_info",
        _ => "",
    }
}

/// Returns the unit if the name ends in `_` and the unit. A reader rejects the whole exposition otherwise, for example
/// for a family named `seconds`, and for state sets and infos with a unit.
pub(crate) fn unit<'a>(name: &str, about: &About<'a>) -> Option<&'a str> {
    let unit = about.unit.filter(|_| !matches!(about.kind, Kind::StateSet | Kind::Info))?;
    name.strip_suffix(unit)?.ends_with('_').then_some(unit)
}

#[cfg(test)]
mod tests;
