//! The names of exposition lines, and the families whose lines could have equal names.
//!
//! The *stem* of a name is the name without suffixes. Two families can write lines of the same name if their stems are
//! equal, or if one stem is the other with a suffix.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::declared::descriptor::Descriptor;
use crate::declared::kind::Kind;
use crate::names::rules::{self, OF_COUNTERS, OF_HISTOGRAMS, OF_INFOS};

/// Returns a name that lines of both families can start with, in any format.
pub(crate) fn shared_name(one: &Descriptor, other: &Descriptor) -> Option<String> {
    rules::shared_name((one.name, one.kind.as_str()), (other.name, other.kind.as_str()))
}

/// Returns the escaped name without the suffixes of a format. Two names with the same stem clash for readers of plain
/// names.
pub(crate) fn stem_of(descriptor: &Descriptor) -> Cow<'static, str> {
    stem(descriptor.name, descriptor.kind)
}

fn stem(name: &str, kind: Kind) -> Cow<'_, str> {
    rules::stem(name, kind.as_str())
}

fn suffixes(kind: Kind) -> &'static [&'static str] {
    rules::line_suffixes(kind.as_str())
}

/// Returns a stem without a suffix that some type adds to its lines.
pub(crate) fn without_suffix(stem: &str) -> Option<&str> {
    split_suffix(stem).map(|(stem, _)| stem)
}

fn split_suffix(stem: &str) -> Option<(&str, &'static str)> {
    let mut all = [OF_COUNTERS, OF_HISTOGRAMS, OF_INFOS].into_iter().flatten();
    all.find_map(|suffix| Some((stem.strip_suffix(suffix)?, *suffix)))
}

/// The names of families, with a value for each. Two of these families never write lines of the same name.
#[derive(Debug)]
pub(crate) struct Taken<T>(HashMap<Box<str>, (Cow<'static, str>, Kind, T)>);

impl<T> Default for Taken<T> {
    fn default() -> Self {
        Taken(HashMap::default())
    }
}

impl<T> Taken<T> {
    /// Takes the name of a family, which must not clash with an earlier one.
    pub(crate) fn take(&mut self, name: Cow<'static, str>, kind: Kind, of: T) {
        self.0.insert((&*stem(&name, kind)).into(), (name, kind, of));
    }

    /// Makes the name of a family available again.
    pub(crate) fn release(&mut self, name: &str, kind: Kind) {
        self.0.remove(&*stem(name, kind));
    }

    /// Returns the name and the value of a family that could write lines of the same name as a new family.
    pub(crate) fn clash(&self, name: &str, kind: Kind) -> Option<(&str, &T)> {
        let stem = stem(name, kind);
        let with_suffix = |suffix: &&str| self.0.get(&*format!("{stem}{suffix}"));
        let longer = || suffixes(kind).iter().find_map(with_suffix);
        let shorter = || {
            let (shorter, suffix) = split_suffix(&stem)?;
            self.0.get(shorter).filter(|(_, kind, _)| suffixes(*kind).contains(&suffix))
        };
        let (name, _, of) = self.0.get(&*stem).or_else(longer).or_else(shorter)?;
        Some((name, of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_clash_that_could_write_a_line_of_one_name() {
        use Kind::{Counter, Gauge, Histogram, Info, Summary};

        for (taken, other, clash) in [
            ((Gauge, "a"), (Gauge, "a"), true),
            ((Gauge, "a"), (Gauge, "b"), false),
            ((Gauge, "a"), (Counter, "a_total"), true),
            ((Gauge, "a_created"), (Counter, "a_total"), true),
            ((Gauge, "a_sum"), (Counter, "a_total"), false),
            ((Gauge, "a_sum"), (Histogram, "a"), true),
            ((Gauge, "a_bucket"), (Summary, "a"), false),
            ((Gauge, "a_info"), (Info, "a_info"), true),
            ((Info, "a_info"), (Gauge, "a"), true),
            ((Gauge, "a.b"), (Gauge, "a_b"), true),
            ((Gauge, "a.b_sum"), (Summary, "a_b"), true),
        ] {
            for ((kind, name), (other_kind, other)) in [(taken, other), (other, taken)] {
                let mut taken = Taken::default();
                taken.take(name.into(), kind, ());
                assert_eq!(taken.clash(other, other_kind).is_some(), clash, "{name} {other}");
            }
        }
    }
}
