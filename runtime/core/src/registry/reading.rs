//! Gathering: the numbers of all series, one family after the other.

use std::sync::Arc;
use std::time::Instant;

use super::exported::{Exported, LaidOut, Layout};
use super::{Identity, Registry};
use crate::descriptor::Descriptor;
use crate::snapshot::{FamilySnapshot, Series, Snapshot};
use crate::totals::{Rows, Sample, Shape};

/// A walk over the families of a [`Registry`], but those that are [switched off](crate::Switch), and their series.
///
/// A family is read when the walk comes to it, from all threads at once, and its series come in label order. A reading
/// allocates for its largest family, and nothing once it is [rewound](Self::rewind).
///
/// ```
/// use gapless_core::{Number, Registry, Sample};
///
/// let mut reading = Registry::global().read();
/// while let Some((_, family)) = reading.next_family() {
///     for series in reading.series(0) {
///         if family.name == "gapless_conflicts" {
///             assert_eq!(series.sample, Sample::Number(Number::U64(0)));
///             assert!(reading.identity(series.number).labels.is_empty());
///         }
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Reading<'r> {
    registry: &'r Registry,
    /// The one that the walk comes to next.
    next_family: usize,
    /// The one that it is at.
    layout: Option<Arc<Layout>>,
    /// Of all sites of the family.
    rows: Rows,
    /// The time by which values expire, if it is not that of the clock.
    now: Option<Instant>,
}

/// A series as a [`Reading`] comes to it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ReadSeries<'a> {
    /// Its place in the label order of this reading.
    pub position: usize,
    /// Its number, which is the same in every reading of the registry, as long as the [edition](Reading::edition) is.
    ///
    /// The numbers of a family go from 0, and some may be of no series: where several sites feed one, it has any of as
    /// many numbers, and those of removed values stay unused for a while.
    pub number: usize,
    /// Its value.
    pub sample: Sample<'a>,
}

impl Registry {
    /// Starts to read every series.
    #[must_use]
    pub fn read(&self) -> Reading<'_> {
        Reading { registry: self, next_family: 0, layout: None, rows: Rows::default(), now: None }
    }

    /// Reads every series, but those of metrics that are [switched off](crate::Switch).
    #[must_use]
    pub fn gather(&self) -> Snapshot {
        self.read().gather_all()
    }

    /// The same as if it were `now`, by which open labels' values expire: so a test need not wait for it.
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    ///
    /// use gapless_core::Registry;
    ///
    /// let in_an_hour = Registry::global().gather_at(Instant::now() + Duration::from_secs(3600));
    /// assert!(in_an_hour.family("gapless_info").is_some());
    /// ```
    #[must_use]
    pub fn gather_at(&self, now: Instant) -> Snapshot {
        Reading { now: Some(now), ..self.read() }.gather_all()
    }
}

impl<'r> Reading<'r> {
    /// Reads the next family, in name order, and returns its number and what is declared of it.
    ///
    /// A family has the same number in every reading of a registry.
    pub fn next_family(&mut self) -> Option<(usize, &'r Descriptor)> {
        let mut rest = self.registry.families.iter().enumerate().skip(self.next_family);
        let (number, family) = rest.find(|(_, family)| family.is_on())?;
        self.next_family = number + 1;
        self.layout = Some(family.read(self.registry, &mut self.rows, self.now));
        Some((number, family.descriptor))
    }

    /// The number of the family that was read last.
    #[must_use]
    pub fn family(&self) -> Option<usize> {
        self.layout.as_ref().and(self.next_family.checked_sub(1))
    }

    /// Which numbering of its series the family has.
    ///
    /// It is another one once most numbers were left unused by values that were removed. Who keeps anything by the number
    /// of a series throws that away then.
    #[inline]
    #[must_use]
    pub fn edition(&self) -> u32 {
        self.layout.as_ref().map_or(0, |layout| layout.edition)
    }

    /// The series of the family that there are, from a position on.
    #[inline]
    pub fn series(&self, from: usize) -> impl Iterator<Item = ReadSeries<'_>> {
        let shape = self.exported().map_or(Shape::Integer, Exported::shape);
        let all = self.layout.as_ref().map_or(&[][..], |layout| &layout.series);
        SeriesFrom { position: from, all, rows: &self.rows, shape, width: shape.width() }
    }

    /// What tells a series of the family from the others.
    ///
    /// # Panics
    ///
    /// When no series of the family has that number.
    #[must_use]
    pub fn identity(&self, number: usize) -> Identity {
        let (family, layout) = self.exported().zip(self.layout.as_ref()).expect("a family is being read");
        family.identity(layout, number)
    }

    /// Starts anew.
    pub fn rewind(&mut self) {
        self.next_family = 0;
        self.layout = None;
    }

    fn exported(&self) -> Option<&'r Exported> {
        self.registry.families.get(self.family()?)
    }

    fn gather_all(mut self) -> Snapshot {
        let mut families = Vec::new();
        while let Some((_, family)) = self.next_family() {
            families.push(self.gather(family));
        }
        Snapshot { families }
    }

    fn gather(&self, of: &Descriptor) -> FamilySnapshot {
        let Descriptor { name, help, kind, unit, .. } = *of;
        let series = self.series(0).map(|series| {
            let Identity { labels, created } = self.identity(series.number);
            Series { labels, value: series.sample.to_value(of), created }
        });
        let series = series.collect();
        FamilySnapshot { name: name.into(), help: help.into(), kind, unit: unit.map(Into::into), series }
    }
}

#[derive(Debug)]
struct SeriesFrom<'a> {
    position: usize,
    all: &'a [LaidOut],
    rows: &'a Rows,
    shape: Shape,
    width: usize,
}

impl<'a> Iterator for SeriesFrom<'a> {
    type Item = ReadSeries<'a>;

    #[inline]
    fn next(&mut self) -> Option<ReadSeries<'a>> {
        loop {
            let (position, series) = (self.position, self.all.get(self.position)?);
            self.position += 1;
            let start = series.row as usize * self.width;
            let row = self.rows.cells.get(start..start + self.width)?;
            if self.shape.is_there(row, series.seeded) {
                let sample = self.shape.sample(row, self.rows.native.get(series.row as usize));
                return Some(ReadSeries { position, number: series.number as usize, sample });
            }
        }
    }
}
