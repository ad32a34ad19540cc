//! Gathering: the numbers of all series, one family after the other.

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

/// A walk over the families of a [`Registry`], but those that are [switched off](crate::Switch), and their series.
///
/// The series of a family come in label order. They are read a slice at a time, of some hundred lines, from all threads at
/// once: no step takes long, however large the family, and what comes late is not old. A reading allocates for a slice, and
/// nothing once it is [rewound](Self::rewind).
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
    /// The one that the walk comes to next.
    next_family: usize,
    /// Of the one that it is at.
    layout: Option<Arc<Layout>>,
    /// The position of the slice that comes next.
    next: usize,
    slice: Slice,
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
    /// The numbers of a family go from 0, and some may be of no series: where several declarations feed one, it has any of as
    /// many numbers, and those of removed values stay unused for a while.
    pub number: usize,
    /// Its value.
    pub sample: Sample<'a>,
}

impl Registry {
    /// Starts to read every series.
    #[doc(hidden)]
    #[must_use]
    pub fn read(&self) -> Reading<'_> {
        let slice = Slice::default();
        Reading { registry: self, next_family: 0, layout: None, next: 0, slice, now: None }
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
    /// Reads the series of one family, and be it switched off.
    pub(super) fn gather_family(&self, number: usize) -> FamilySnapshot {
        let (mut reading, family) = (self.read(), &self.families[number]);
        reading.next_family = number + 1;
        reading.layout = Some(family.layout(self, None));
        reading.gather(family.descriptor)
    }
}

impl<'r> Reading<'r> {
    /// Goes to the next family, in name order, and returns its number and what is declared of it.
    ///
    /// A family has the same number in every reading of a registry: its place in [`Registry::descriptors`].
    /// [`next_slice`](Self::next_slice) reads its series.
    pub fn next_family(&mut self) -> Option<(usize, &'r Descriptor)> {
        self.next_family_where(|_| true)
    }

    /// Goes to the next family whose number is meant; of others nothing is read.
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
        Some((number, family.descriptor))
    }

    /// Reads the next series of the family; `false` if there are none any more.
    pub fn next_slice(&mut self) -> bool {
        let (Some(family), Some(layout)) = (self.current_family(), &self.layout) else { return false };
        let n = layout.read(self.next, family.declarations(), family.shape(), &mut self.slice);
        layout.read_itself(self.next, self.registry, self.now, &mut self.slice);
        self.next += n;
        n > 0
    }

    /// The number of the family that the walk is at.
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

    /// The series that were read last, those of them that there are, from a position in the family on.
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

    /// Whether there may be exemplars of the series that were read last.
    #[inline]
    #[must_use]
    pub fn has_exemplars(&self) -> bool {
        !self.slice.exemplars.is_empty()
    }

    /// The exemplars of a series that was read last, by its position: of a counter one, of a histogram one for each bucket,
    /// `+Inf` last; nothing where the family keeps none.
    pub fn exemplars(&self, position: usize) -> impl Iterator<Item = Option<Exemplar<'_>>> {
        let of = self.current_family().map(|family| family.descriptor);
        let (n, value_type) = of.map_or((0, ValueType::Integer), |of| (n_per_label_set(of), of.value_type));
        let first = position.saturating_sub(self.slice.start) * n;
        self.slice.exemplars.get(first..first + n, value_type)
    }

    /// What tells a series of the family from the others.
    ///
    /// # Panics
    ///
    /// When no series of the family has that number.
    #[must_use]
    pub fn identity(&self, number: usize) -> Identity {
        let (family, layout) =
            self.current_family().zip(self.layout.as_ref()).expect("a family is being read");
        family.identity(layout, number)
    }

    /// Starts anew.
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

    fn gather(&mut self, of: &Descriptor) -> FamilySnapshot {
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
    /// By position, if they are not the positions.
    numbers: Option<&'a [u32]>,
    seeded: Iter<'a, bool>,
    rows: ChunksExact<'a, u64>,
    /// Of the rows from the slice's start on.
    native: &'a NativeRows,
    start: usize,
    shape: Shape,
}

impl<'a> Iterator for SeriesFrom<'a> {
    type Item = ReadSeries<'a>;

    #[inline(always)] // also where a scrape has two loops
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
