//! Gathering: the numbers of all series, one family after the other.

use std::sync::Arc;

use super::exported::{Exported, Layout};
use super::{Identity, Registry};
use crate::descriptor::Descriptor;
use crate::snapshot::{FamilySnapshot, Series, Snapshot};
use crate::totals::Sample;

/// A walk over every series of a [`Registry`], but those of metrics that are [switched off](crate::Switch).
///
/// A family is read when the walk comes to it, from all threads at once, and its series come in label order. A reading
/// allocates for its largest family, and nothing once it is [rewound](Self::rewind).
///
/// ```
/// use gapless_core::{Number, Registry, Sample};
///
/// let mut reading = Registry::global().read();
/// while let Some((_, family)) = reading.next_family() {
///     if family.name == "gapless_conflicts" {
///         let (series, sample) = reading.next_series().expect("it has one series");
///         assert_eq!(sample, Sample::Number(Number::U64(0)));
///         assert!(reading.identity(series).labels.is_empty());
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Reading<'r> {
    registry: &'r Registry,
    /// The one that the walk comes to next.
    next_family: usize,
    layout: Arc<Layout>,
    next_series: usize,
    /// Of all sites of the family.
    rows: Vec<u64>,
}

impl Registry {
    /// Starts to read every series.
    #[must_use]
    pub fn read(&self) -> Reading<'_> {
        let layout = Arc::default();
        Reading { registry: self, next_family: 0, layout, next_series: 0, rows: Vec::new() }
    }

    /// Reads every series, but those of metrics that are [switched off](crate::Switch).
    #[must_use]
    pub fn gather(&self) -> Snapshot {
        let mut reading = self.read();
        let mut families = Vec::new();
        while let Some((_, family)) = reading.next_family() {
            families.push(reading.gather(family));
        }
        Snapshot { families }
    }
}

impl<'r> Reading<'r> {
    /// Reads the next family, in name order, and returns its number and what is declared of it.
    ///
    /// A family has the same number in every reading of a registry.
    pub fn next_family(&mut self) -> Option<(usize, &'r Descriptor)> {
        let rest = self.registry.families.iter().enumerate().skip(self.next_family);
        let (number, family) = rest.clone().find(|(_, family)| family.is_on())?;
        self.next_family = number + 1;
        self.next_series = 0;
        self.layout = family.read(&mut self.rows);
        Some((number, &family.descriptor))
    }

    /// The next series of the family, in label order: its number and its value.
    ///
    /// A series has the same number in every reading of a registry. The numbers of a family are less than the number of
    /// its series, but where two sites feed one series, as one with an open label may, it has one of two.
    #[inline]
    pub fn next_series(&mut self) -> Option<(u32, Sample<'_>)> {
        let shape = self.family()?.shape;
        let rest = self.layout.series.get(self.next_series..)?;
        for (n, series) in rest.iter().enumerate() {
            let row = self.rows.get(series.row as usize * shape.width()..)?.get(..shape.width())?;
            if shape.is_there(row, series.seeded) {
                self.next_series += n + 1;
                return Some((series.number, shape.sample(row)));
            }
        }
        self.next_series = self.layout.series.len();
        None
    }

    /// What tells a series of the family from the others.
    ///
    /// # Panics
    ///
    /// When no series of the family has that number.
    #[must_use]
    pub fn identity(&self, series: u32) -> Identity {
        self.family().expect("a family is being read").identity(series)
    }

    /// Starts anew.
    pub fn rewind(&mut self) {
        self.next_family = 0;
        self.layout = Arc::default();
    }

    fn family(&self) -> Option<&'r Exported> {
        self.registry.families.get(self.next_family.checked_sub(1)?)
    }

    fn gather(&mut self, of: &Descriptor) -> FamilySnapshot {
        let Descriptor { name, help, kind, unit, .. } = *of;
        let mut series = Vec::new();
        while let Some((number, sample)) = self.next_series() {
            let value = sample.to_value(of);
            let Identity { labels, created } = self.identity(number);
            series.push(Series { labels, value, created });
        }
        FamilySnapshot { name: name.into(), help: help.into(), kind, unit: unit.map(Into::into), series }
    }
}
