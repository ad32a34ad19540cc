//! The series of Gapless itself, whose values come from the registry.

use std::time::Instant;

use super::declared_ref::DeclaredRef;
use super::family::Family;
use super::layout::Slice;
use super::Registry;
use crate::cells::clock;
use crate::cells::declared::Declared;
use crate::cells::living::Event;
use crate::declared::descriptor::Descriptor;
use crate::declared::kind::Kind;
use crate::declared::label::LabelPattern;
use crate::reading::own;

/// A series of Gapless itself.
pub(super) type OwnSeries = (Vec<LabelPattern>, Vec<OwnValue>);

/// A function that computes the series of one of these metrics.
pub(super) type MakeSeries = fn(&Registry) -> Vec<OwnSeries>;

/// The origin of the value of a series of Gapless itself.
#[derive(Debug)]
pub(super) enum OwnValue {
    Refused(DeclaredRef),
    Overflowed(DeclaredRef),
    /// An event of the living values of a struct.
    Counted(DeclaredRef, Event),
    Constant(u64),
    /// The number of series of the registry.
    Series,
}

/// Returns all metrics of Gapless itself.
pub(super) fn all() -> impl Iterator<Item = Family> {
    let all: [(&'static Descriptor, MakeSeries); own::ALL.len()] = [
        (&own::CONFLICTS, |registry| constant(registry.conflicts.len())),
        (&own::CORE_COPIES, |_| constant(gapless_link::versions().len())),
        (&own::INFO, |_| vec![(info(), vec![OwnValue::Constant(1)])]),
        (&own::LABEL_CONFLICTS, |registry| registry.counted(Event::Conflict)),
        (&own::LOCK_MISSES, |registry| registry.counted(Event::Miss)),
        (&own::OVERFLOWED, |registry| {
            registry.series_by_metric(Declared::can_overflow, OwnValue::Overflowed)
        }),
        (&own::READ_PANICS, |registry| registry.counted(Event::Panic)),
        (&own::REFUSED, |registry| registry.series_by_metric(Declared::can_refuse, OwnValue::Refused)),
        (&own::SERIES, |_| vec![(Vec::new(), vec![OwnValue::Series])]),
    ];
    all.into_iter().map(|(descriptor, make)| Family::own(descriptor, make))
}

impl OwnValue {
    pub(super) fn read(&self, registry: &Registry, now: Option<Instant>) -> u64 {
        match self {
            OwnValue::Refused(declared) => declared.refused(),
            OwnValue::Overflowed(declared) => declared.overflowed(),
            OwnValue::Counted(declared, event) => declared.counted(*event),
            OwnValue::Constant(value) => *value,
            OwnValue::Series => registry.n_series(now) as u64,
        }
    }

    /// Returns whether the series exists: it does not if it is about a metric of Gapless itself that is not in use.
    pub(super) fn is_there(&self) -> bool {
        match self {
            OwnValue::Refused(declared) | OwnValue::Overflowed(declared) => {
                !own::is_own(declared.descriptor().name) || declared.has_values()
            }
            OwnValue::Counted(..) | OwnValue::Constant(_) | OwnValue::Series => true,
        }
    }
}

/// Returns one series without labels and with a constant value.
fn constant(value: usize) -> Vec<OwnSeries> {
    vec![(Vec::new(), vec![OwnValue::Constant(value as u64)])]
}

fn info() -> Vec<LabelPattern> {
    vec![("clock", clock::name()), ("version", env!("CARGO_PKG_VERSION"))]
}

impl Registry {
    /// Returns a series for each metric to which the counted event can happen.
    fn series_by_metric(
        &self,
        can_happen: fn(&Declared) -> bool,
        source: impl Fn(DeclaredRef) -> OwnValue,
    ) -> Vec<OwnSeries> {
        let mut all = Vec::new();
        for family in &self.families {
            let declarations = family.declarations().iter().filter(|declared| can_happen(declared));
            let sources: Vec<_> = declarations.map(|declared| source(declared.clone())).collect();
            if !sources.is_empty() {
                all.push((vec![(own::METRIC, family.descriptor().name)], sources));
            }
        }
        all
    }

    /// Returns a series for each metric of a struct.
    fn counted(&self, event: Event) -> Vec<OwnSeries> {
        let can_happen: fn(&Declared) -> bool = match event {
            Event::Miss => |declared| declared.living().is_some() && declared.descriptor().kind != Kind::Info,
            _ => |declared| declared.living().is_some(),
        };
        self.series_by_metric(can_happen, |declared| OwnValue::Counted(declared, event))
    }

    /// Returns the number of existing series, counting each bucket of a histogram, including series of disabled
    /// metrics.
    fn n_series(&self, now: Option<Instant>) -> usize {
        // The seed of a gauge may itself take a snapshot, which then needs its own memory.
        let (mut shared, mut own) = (self.counting.try_lock(), Slice::default());
        let slice = shared.as_deref_mut().unwrap_or(&mut own);
        let others = self.families.iter().filter(|family| family.descriptor().name != own::SERIES.name);
        others.map(|family| family.n_series(self, now, slice)).sum::<usize>() + 1
    }
}
