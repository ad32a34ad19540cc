//! Reading the values of all series, one family after the other.

use std::slice::{ChunksExact, Iter};
use std::sync::Arc;
use std::time::Instant;

use super::family::Family;
use super::layout::{Layout, Slice};
use super::{Identity, Registry};
use crate::cells::exemplar::{n_per_label_set, Exemplar};
use crate::cells::native::NativeRows;
use crate::cells::totals::{Sample, Shape};
use crate::declared::descriptor::Descriptor;
use crate::declared::kind::ValueType;
use crate::reading::snapshot::{FamilySnapshot, Series, Snapshot};

/// A walk over the families of a [`Registry`] and their series, except [disabled](crate::Switch) families.
///
/// Series are in label order. A slice of a few hundred lines is read at a time, over all threads: each step is short,
/// however large the family is, and values are read just before they are used. A reading allocates memory for one
/// slice, and keeps it when it is [rewound](Self::rewind).
///
/// ```
/// use gapless::Registry;
///
/// let mut reading = Registry::global().read();
/// while let Some((_, family)) = reading.next_family() {
///     while reading.next_slice() {
///         for series in reading.series(0) {
///             let labels = &reading.identity(series.number).labels;
///             println!("{} {labels:?} {:?}", family.name, series.sample);
///         }
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Reading<'r> {
    registry: &'r Registry,
    /// The index of the next family.
    next_family: usize,
    /// The layout of the current family.
    layout: Option<Arc<Layout>>,
    /// The position of the next slice.
    next: usize,
    slice: Slice,
    /// The time at which values expire, instead of the time of the clock.
    now: Option<Instant>,
}

/// A series that a [`Reading`] has read.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ReadSeries<'a> {
    /// The position in the label order of this reading.
    pub position: usize,
    /// The number of the series, which is equal in every reading with the same [edition](Reading::edition).
    ///
    /// The numbers of a family start at 0. Some numbers may be unused: several declarations of one series each take a
    /// number, and the numbers of removed values stay unused for a while.
    pub number: usize,
    /// The value.
    pub sample: Sample<'a>,
}

impl Registry {
    /// Starts a reading of all series.
    #[doc(hidden)]
    #[must_use]
    pub fn read(&self) -> Reading<'_> {
        let slice = Slice::default();
        Reading { registry: self, next_family: 0, layout: None, next: 0, slice, now: None }
    }

    /// Reads all series, except series of [disabled](crate::Switch) metrics.
    #[must_use]
    pub fn gather(&self) -> Snapshot {
        self.read().gather_all()
    }

    /// Reads all series as [`gather`](Self::gather) does, with `now` as the time at which open label values expire.
    ///
    /// Tests use it to let values expire without waiting. The first reading after a record takes its own time as the
    /// time of the last use, so a test calls `gather` after it has recorded, and then `gather_at` with a later time.
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    ///
    /// use gapless::Registry;
    ///
    /// let in_an_hour = Registry::global().gather_at(Instant::now() + Duration::from_secs(3600));
    /// assert!(in_an_hour.family("gapless_info").is_some());
    /// ```
    #[must_use]
    pub fn gather_at(&self, now: Instant) -> Snapshot {
        Reading { now: Some(now), ..self.read() }.gather_all()
    }
}

impl Registry {
    /// Reads the series of one family, even if it is disabled.
    pub(super) fn gather_family(&self, number: usize) -> FamilySnapshot {
        let (mut reading, family) = (self.read(), &self.families[number]);
        reading.next_family = number + 1;
        reading.layout = Some(family.layout(self, None));
        reading.gather(family.descriptor())
    }
}

impl<'r> Reading<'r> {
    /// Moves to the next family in name order, and returns its number and its descriptor.
    ///
    /// The number of a family is its index in [`Registry::descriptors`], so it is equal in every reading of a registry.
    /// [`next_slice`](Self::next_slice) reads its series.
    pub fn next_family(&mut self) -> Option<(usize, &'r Descriptor)> {
        self.next_family_where(|_| true)
    }

    /// Moves to the next family for whose number `is_meant` returns `true`, without reading the others.
    ///
    /// ```
    /// use gapless::Registry;
    ///
    /// let conflicts = Registry::global().descriptors().position(|of| of.name == "gapless_conflicts");
    /// let mut reading = Registry::global().read();
    /// let family = reading.next_family_where(|number| Some(number) == conflicts);
    /// assert_eq!(family.map(|(_, of)| of.name), Some("gapless_conflicts"));
    /// ```
    pub fn next_family_where(&mut self, is_meant: impl Fn(usize) -> bool) -> Option<(usize, &'r Descriptor)> {
        let mut rest = self.registry.families.iter().enumerate().skip(self.next_family);
        let (number, family) = rest
            .find(|(number, family)| is_meant(*number) && family.is_on() && family.is_used(self.registry))?;
        self.next_family = number + 1;
        self.layout = Some(family.layout(self.registry, self.now));
        self.next = 0;
        self.slice.clear();
        Some((number, family.descriptor()))
    }

    /// Reads the next slice of the family, and returns `false` after the last.
    pub fn next_slice(&mut self) -> bool {
        let (Some(family), Some(layout)) = (self.current_family(), &self.layout) else { return false };
        let n = layout.read(self.next, family.declarations(), family.shape(), &mut self.slice);
        layout.read_itself(self.next, self.registry, self.now, &mut self.slice);
        self.next += n;
        n > 0
    }

    /// Returns the number of the current family.
    #[must_use]
    pub fn family(&self) -> Option<usize> {
        self.layout.as_ref().and(self.next_family.checked_sub(1))
    }

    /// Returns the edition of the family's numbering.
    ///
    /// The series are numbered again in a new edition once removals have left most numbers unused. Caches by the number
    /// of a series must be cleared then.
    #[inline]
    #[must_use]
    pub fn edition(&self) -> u32 {
        self.layout.as_ref().map_or(0, |layout| layout.edition)
    }

    /// Returns the existing series of the current slice, beginning at a position in the family.
    #[inline]
    pub fn series(&self, from: usize) -> impl Iterator<Item = ReadSeries<'_>> {
        let shape = self.current_family().map_or(Shape::Integer, Family::shape);
        let Slice { start, seeded, rows, .. } = &self.slice;
        let skipped = from.saturating_sub(*start).min(seeded.len());
        SeriesFrom {
            position: start + skipped,
            numbers: self.layout.as_ref().and_then(|layout| layout.numbers()),
            seeded: seeded[skipped..].iter(),
            rows: rows.cells[skipped * shape.width()..].chunks_exact(shape.width()),
            native: &rows.native,
            start: *start,
            shape,
        }
    }

    /// Returns whether the current slice may have exemplars.
    #[inline]
    #[must_use]
    pub fn has_exemplars(&self) -> bool {
        !self.slice.exemplars.is_empty()
    }

    /// Returns the exemplars of a series in the current slice, by its position.
    ///
    /// A counter has one, and a histogram one for each bucket with `+Inf` last. Families without exemplars return none.
    pub fn exemplars(&self, position: usize) -> impl Iterator<Item = Option<Exemplar<'_>>> {
        let of = self.current_family().map(Family::descriptor);
        let (n, value_type) = of.map_or((0, ValueType::Integer), |of| (n_per_label_set(of), of.value_type));
        let first = position.saturating_sub(self.slice.start) * n;
        self.slice.exemplars.get(first..first + n, value_type)
    }

    /// Returns the labels and the creation time of a series of the family, by its number.
    ///
    /// # Panics
    ///
    /// Panics if the family does not have a series with that number.
    #[must_use]
    pub fn identity(&self, number: usize) -> Identity {
        let (family, layout) =
            self.current_family().zip(self.layout.as_ref()).expect("a family is being read");
        family.identity(layout, number)
    }

    /// Restarts the reading at the first family.
    pub fn rewind(&mut self) {
        self.next_family = 0;
        self.layout = None;
        self.slice.clear();
    }

    fn current_family(&self) -> Option<&'r Family> {
        self.registry.families.get(self.family()?)
    }

    fn gather_all(mut self) -> Snapshot {
        let mut families = Vec::new();
        while let Some((_, family)) = self.next_family() {
            families.push(self.gather(family));
        }
        Snapshot { families }
    }

    /// Reads the rest of the family. `of` is its descriptor.
    #[doc(hidden)]
    pub fn gather(&mut self, of: &Descriptor) -> FamilySnapshot {
        let Descriptor { name, help, kind, unit, group, .. } = *of;
        let mut all = Vec::new();
        while self.next_slice() {
            all.extend(self.series(0).map(|series| {
                let Identity { labels, created } = self.identity(series.number);
                let exemplars = self.exemplars(series.position).map(|it| it.map(Exemplar::into_owned));
                Series { labels, value: series.sample.to_value(of), created, exemplars: exemplars.collect() }
            }));
        }
        let unit = unit.map(Into::into);
        FamilySnapshot { name: name.into(), help: help.into(), kind, unit, group: group.into(), series: all }
    }
}

#[derive(Debug)]
struct SeriesFrom<'a> {
    position: usize,
    /// The numbers by position, if they differ from the positions.
    numbers: Option<&'a [u32]>,
    seeded: Iter<'a, bool>,
    rows: ChunksExact<'a, u64>,
    /// The native buckets of the rows of the slice.
    native: &'a NativeRows,
    start: usize,
    shape: Shape,
}

impl<'a> Iterator for SeriesFrom<'a> {
    type Item = ReadSeries<'a>;

    #[inline(always)] // also if a scrape has two loops
    fn next(&mut self) -> Option<ReadSeries<'a>> {
        loop {
            let (position, seeded, row) = (self.position, *self.seeded.next()?, self.rows.next()?);
            self.position += 1;
            if self.shape.is_there(row, seeded) {
                let number = self.numbers.map_or(position, |numbers| numbers[position] as usize);
                let sample = self.shape.sample(row, self.native.get(position - self.start));
                return Some(ReadSeries { position, number, sample });
            }
        }
    }
}
