//! What Gapless exports of itself: its series are about all others, and are read from the registry that has these.

use std::time::Instant;

use super::exported::Exported;
use super::layout::Slice;
use super::Registry;
use crate::cells::clock;
use crate::cells::family::Family;
use crate::declared::descriptor::Descriptor;
use crate::declared::label::LabelPattern;
use crate::reading::own;

/// A series of Gapless itself.
pub(super) type OwnSeries = (Vec<LabelPattern>, Vec<Source>);

/// What makes the series of one of its metrics.
pub(super) type MakeSeries = fn(&Registry) -> Vec<OwnSeries>;

/// What a series of Gapless itself is about.
#[derive(Debug)]
pub(super) enum Source {
    Refused(&'static Family),
    Overflowed(&'static Family),
    Constant(u64),
    /// The number of series of the registry.
    Series,
}

/// All of its metrics.
pub(super) fn all() -> impl Iterator<Item = Exported> {
    let all: [(&'static Descriptor, MakeSeries); own::ALL.len()] = [
        (&own::CONFLICTS, |registry| constant(registry.conflicts.len())),
        (&own::CORE_COPIES, |_| constant(gapless_link::versions().len())),
        (&own::INFO, |_| vec![(info(), vec![Source::Constant(1)])]),
        (&own::OVERFLOWED, |registry| registry.series_by_metric(Family::can_overflow, Source::Overflowed)),
        (&own::REFUSED, |registry| registry.series_by_metric(Family::can_refuse, Source::Refused)),
        (&own::SERIES, |_| vec![(Vec::new(), vec![Source::Series])]),
    ];
    all.into_iter().map(|(descriptor, make)| Exported::own(descriptor, make))
}

impl Source {
    pub(super) fn read(&self, registry: &Registry, now: Option<Instant>) -> u64 {
        match *self {
            Source::Refused(family) => family.refused(),
            Source::Overflowed(family) => family.overflowed(),
            Source::Constant(value) => value,
            Source::Series => registry.n_series(now) as u64,
        }
    }

    /// Whether its series exists: not if it is about a metric of Gapless itself that is not in use.
    pub(super) fn is_there(&self) -> bool {
        match *self {
            Source::Refused(family) | Source::Overflowed(family) => {
                !own::is_own(family.descriptor().name) || family.has_values()
            }
            Source::Constant(_) | Source::Series => true,
        }
    }
}

/// A series without labels that stays as it is.
fn constant(value: usize) -> Vec<OwnSeries> {
    vec![(Vec::new(), vec![Source::Constant(value as u64)])]
}

fn info() -> Vec<LabelPattern> {
    vec![("clock", clock::name()), ("version", env!("CARGO_PKG_VERSION"))]
}

impl Registry {
    /// A series for each name of the sites to which something can happen that is counted by metric.
    fn series_by_metric(
        &self,
        can_happen: fn(&Family) -> bool,
        source: fn(&'static Family) -> Source,
    ) -> Vec<OwnSeries> {
        let mut all = Vec::new();
        for exported in &self.families {
            let sites = exported.sites().iter().filter(|family| can_happen(family));
            let sources: Vec<_> = sites.map(|family| source(family)).collect();
            if !sources.is_empty() {
                all.push((vec![(own::METRIC, exported.descriptor.name)], sources));
            }
        }
        all
    }

    /// The number of series that exist, each bucket of a histogram one; also those of metrics that are switched off.
    fn n_series(&self, now: Option<Instant>) -> usize {
        // A gauge may be seeded by a function that gathers itself: that one has memory of its own.
        let (mut shared, mut own) = (self.counting.try_lock(), Slice::default());
        let slice = shared.as_deref_mut().unwrap_or(&mut own);
        let others = self.families.iter().filter(|exported| exported.descriptor.name != own::SERIES.name);
        others.map(|exported| exported.n_series(self, now, slice)).sum::<usize>() + 1
    }
}
