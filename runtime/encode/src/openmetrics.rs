//! OpenMetrics, version 1.0.0.
//!
//! Of each family: TYPE, UNIT if it has one, HELP, then all its samples, those of one series together and its `_created`
//! last; at the end, `# EOF`. A counter's family is named without `_total`, an info's without
//! `_info`, and their samples with it. A family without
//! series, such as a gauge that was never set, has its metadata alone: both this format and text allow it, and a reader
//! learns what is going to be there. What exemplars there are stand behind the samples of counters and of buckets. There are no timestamps of samples.

use gapless_core::Kind;

use crate::escaping::Escaping;
use crate::family::About;
use crate::lines::{escape, type_name, write_metadata, Dialect, Lines, QUOTED};
use crate::number;

/// The last line.
pub(crate) const END: &str = "# EOF\n";

/// The lines of a family.
pub(crate) fn lines(about: &About<'_>, escaping: Escaping) -> Lines {
    let name = &escaping.escape(about.name);
    let name = family_name(name, about.kind);
    let mut metadata = String::with_capacity(about.help.len() + 3 * (name.len() + 16));
    write_metadata("TYPE", name, type_of(about.kind), &mut metadata);
    if let Some(unit) = unit(name, about) {
        write_metadata("UNIT", name, unit, &mut metadata);
    }
    write_metadata("HELP", name, &escape(about.help, QUOTED), &mut metadata);
    let dialect = Dialect {
        name,
        escaping,
        metadata,
        suffix: suffix(about.kind),
        write_bound: number::write_canonical,
        // Below zero a sum may fall, so it is no counter: the format forbids it there, and the count without it.
        has_sum: about.bounds.iter().all(|bound| *bound >= 0.0),
        has_created: true,
        has_exemplars: true,
    };
    Lines::new(&dialect, about)
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::StateSet => "stateset",
        Kind::Info => "info",
        kind => type_name(kind).unwrap_or("unknown"),
    }
}

/// The name of a family as this format has it.
pub(crate) fn family_name(name: &str, kind: Kind) -> &str {
    name.strip_suffix(suffix(kind)).unwrap_or(name)
}

/// What a sample's name has after that of its family.
fn suffix(kind: Kind) -> &'static str {
    match kind {
        Kind::Counter => "_total",
        Kind::Info => "_info",
        _ => "",
    }
}

/// The unit, if the name ends in `_` and it: a reader refuses the whole exposition for one that does not, which is so
/// of a family that is called `seconds` and nothing else, and of state sets and infos.
pub(crate) fn unit<'a>(name: &str, about: &About<'a>) -> Option<&'a str> {
    let unit = about.unit.filter(|_| !matches!(about.kind, Kind::StateSet | Kind::Info))?;
    name.strip_suffix(unit)?.ends_with('_').then_some(unit)
}

#[cfg(test)]
mod tests;
