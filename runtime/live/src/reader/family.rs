//! A family that is read again and again: its series, with the last two values of each.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use gapless_core::{Change, Descriptor, FamilySnapshot, Identity, Reading, Series, Value};
use gapless_encode::Export;
use tokio::time::Instant;

use super::labels::{LabelPair, Labels};
use super::About;

/// The place of a series in its family, until the reading after the one that did not find the series.
pub(crate) type SeriesId = u32;

/// A family and its series.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) about: About,
    pub(super) export: Export,
    series: Vec<Option<Read>>,
    by_labels: HashMap<Labels, SeriesId>,
    /// The series by their numbers in a reading, in the edition.
    by_number: Vec<Option<SeriesId>>,
    edition: u32,
    /// The places of series that left before the last reading.
    free: Vec<SeriesId>,
    /// The series that the last reading found first, and those that it did not find any more.
    came: Vec<SeriesId>,
    gone: Vec<SeriesId>,
    n_readings: u64,
    read_at: Option<Instant>,
    /// The time between the last two readings.
    elapsed: Duration,
}

#[derive(Debug)]
struct Read {
    labels: Labels,
    before: Option<Value>,
    now: Value,
    created: Option<SystemTime>,
    /// Whether the first reading of the family found it.
    is_first: bool,
    /// The number of the last reading with this series.
    read_in: u64,
}

impl Family {
    pub(super) fn new(about: About, export: Export) -> Self {
        Family {
            about,
            export,
            series: Vec::new(),
            by_labels: HashMap::new(),
            by_number: Vec::new(),
            edition: 0,
            free: Vec::new(),
            came: Vec::new(),
            gone: Vec::new(),
            n_readings: 0,
            read_at: None,
            elapsed: Duration::ZERO,
        }
    }

    /// Returns the number of series.
    pub(crate) fn len(&self) -> usize {
        self.by_labels.len()
    }

    /// Returns all series, in label order at first.
    pub(crate) fn ids(&self) -> impl Iterator<Item = SeriesId> + '_ {
        (0..).zip(&self.series).filter(|(_, series)| series.is_some()).map(|(id, _)| id)
    }

    /// Returns the series that the last reading found first.
    pub(crate) fn came(&self) -> &[SeriesId] {
        &self.came
    }

    /// Returns the series that the last reading did not find any more.
    pub(crate) fn gone(&self) -> &[SeriesId] {
        &self.gone
    }

    /// Returns the series with these labels.
    pub(crate) fn find(&self, labels: &[LabelPair]) -> Option<SeriesId> {
        self.by_labels.get(labels).copied()
    }

    /// Returns the labels of a series.
    pub(crate) fn labels(&self, id: SeriesId) -> Option<&Labels> {
        Some(&self.get(id)?.labels)
    }

    /// Returns the change of a series between the last two readings.
    pub(crate) fn change(&self, id: SeriesId) -> Option<Change> {
        let series = self.get(id)?;
        Some(match &series.before {
            None if series.created.is_some() && !series.is_first => {
                Change::since_zero(&series.now, self.elapsed)
            }
            before => Change::between(before.as_ref(), &series.now, self.elapsed),
        })
    }

    /// Returns whether a heat map of the series has the declared bounds.
    pub(crate) fn has_classic_heat(&self) -> bool {
        let has =
            |value: &Value| matches!(value, Value::Histogram(histogram) if !histogram.has_native_heat());
        self.series.iter().flatten().any(|series| has(&series.now))
    }

    /// Returns the number of readings.
    pub(crate) fn n_readings(&self) -> u64 {
        self.n_readings
    }

    /// Returns the time of the last reading.
    pub(crate) fn read_at(&self) -> Option<Instant> {
        self.read_at
    }

    fn get(&self, id: SeriesId) -> Option<&Read> {
        self.series.get(id as usize)?.as_ref()
    }

    /// Reads the series of the declared family that a reading has moved to.
    pub(super) fn read(&mut self, reading: &mut Reading<'_>, of: &Descriptor, now: Instant) {
        self.begin(now);
        if self.edition != reading.edition() {
            self.edition = reading.edition();
            self.by_number.clear();
        }
        while reading.next_slice() {
            for series in reading.series(0) {
                let known = self.by_number.get(series.number).copied().flatten();
                let known = known.filter(|id| self.get(*id).is_some());
                let value = series.sample.to_value(of);
                match known {
                    Some(id) => self.put(id, value),
                    None => {
                        let Identity { labels, created, .. } = reading.identity(series.number);
                        let id = self.add(self.export.labels_of(&labels).collect(), value, created);
                        self.number(series.number, id);
                    }
                }
            }
        }
        self.finish();
    }

    /// Takes the values of a family of a source in its exported form.
    pub(super) fn update(&mut self, of: &FamilySnapshot, now: Instant) {
        self.begin(now);
        for series in &of.series {
            self.add(series.labels.clone().into(), series.value.clone(), series.created);
        }
        self.finish();
    }

    /// Returns the family with its current values.
    pub(crate) fn snapshot(&self) -> FamilySnapshot {
        let About { name, kind, help, unit, group, .. } = self.about.clone();
        let series = self.series.iter().flatten().map(|series| Series {
            labels: series.labels.to_vec(),
            value: series.now.clone(),
            created: series.created,
            exemplars: Vec::new(),
        });
        FamilySnapshot {
            name: name.into(),
            help: help.into(),
            kind,
            unit: unit.map(Into::into),
            group: group.into(),
            series: series.collect(),
        }
    }

    /// Reads that the family does not exist any more.
    pub(super) fn leave(&mut self, now: Instant) {
        self.begin(now);
        self.finish();
    }

    fn begin(&mut self, now: Instant) {
        self.n_readings += 1;
        self.elapsed = self.read_at.map_or(Duration::ZERO, |before| now - before);
        self.read_at = Some(now);
        self.came.clear();
        self.free.append(&mut self.gone);
    }

    /// Adds the value of a series with these labels. Returns its place.
    fn add(&mut self, labels: Labels, value: Value, created: Option<SystemTime>) -> SeriesId {
        if let Some(&id) = self.by_labels.get(&labels) {
            self.put(id, value);
            return id;
        }
        let is_first = self.n_readings == 1;
        let series = Read {
            labels: labels.clone(),
            before: None,
            now: value,
            created,
            is_first,
            read_in: self.n_readings,
        };
        let id = self.place(series);
        self.by_labels.insert(labels, id);
        self.came.push(id);
        id
    }

    /// Puts a new series into a free place.
    fn place(&mut self, series: Read) -> SeriesId {
        if let Some(id) = self.free.pop() {
            self.series[id as usize] = Some(series);
            return id;
        }
        self.series.push(Some(series));
        SeriesId::try_from(self.series.len() - 1).expect("memory ends before four billion series")
    }

    fn put(&mut self, id: SeriesId, value: Value) {
        if let Some(series) = &mut self.series[id as usize] {
            series.before = Some(std::mem::replace(&mut series.now, value));
            series.read_in = self.n_readings;
        }
    }

    fn number(&mut self, number: usize, id: SeriesId) {
        if self.by_number.len() <= number {
            self.by_number.resize(number + 1, None);
        }
        self.by_number[number] = Some(id);
    }

    /// Removes the series that this reading did not find.
    fn finish(&mut self) {
        let is_gone = |series: &Read| series.read_in != self.n_readings;
        for (id, place) in (0..).zip(&mut self.series) {
            if let Some(series) = place.take_if(|series| is_gone(series)) {
                self.by_labels.remove(&series.labels);
                self.gone.push(id);
            }
        }
        if !self.gone.is_empty() {
            let gone = &self.gone;
            self.by_number.iter_mut().for_each(|id| *id = id.filter(|id| gone.binary_search(id).is_err()));
        }
    }
}
