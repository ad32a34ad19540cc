//! Readings of the families that someone looks at.
//!
//! A [`Reader`] reads the chosen families of a view, each once for all topics, and keeps the last two values of each
//! series. Names and labels are those of the exposition. Other families are not read, and sources are asked only by
//! the caller, which passes their collection.

mod about;
mod family;
mod labels;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use gapless_core::{Descriptor, FamilySnapshot, Reading, Registry};
use gapless_encode::View;
use tokio::time::Instant;

pub(crate) use self::about::About;
pub(crate) use self::family::{Family, SeriesId};
pub(crate) use self::labels::{LabelPair, Labels};

/// Reads chosen families of a view.
#[derive(Debug)]
pub(crate) struct Reader {
    view: View,
    /// The numbers of the declared families by their exported names.
    declared: HashMap<String, usize>,
    /// The chosen families, by exported name.
    families: HashMap<String, Family>,
    /// Reused for its memory.
    reading: Reading<'static>,
}

impl Reader {
    pub(crate) fn new(view: View) -> Self {
        let names = Registry::global().descriptors().enumerate();
        let exported =
            |(number, of): (usize, &Descriptor)| Some((view.export(number, of.name)?.name, number));
        let declared = names.filter_map(exported).collect();
        Reader { view, declared, families: HashMap::new(), reading: Registry::global().read() }
    }

    /// Returns the exported names of all declared families of the view.
    pub(crate) fn declared_names(&self) -> impl Iterator<Item = &str> {
        self.declared.keys().map(String::as_str)
    }

    pub(crate) fn family(&self, name: &str) -> Option<&Family> {
        self.families.get(name)
    }

    /// Chooses a declared family and reads it, unless this was done before. Returns whether the view has it.
    pub(crate) fn choose_declared(&mut self, name: &str, now: Instant) -> bool {
        if self.families.contains_key(name) {
            return true;
        }
        let Some(&number) = self.declared.get(name) else { return false };
        let Some(of) = Registry::global().descriptors().nth(number) else { return false };
        let Some(export) = self.view.export(number, of.name) else { return false };
        let mut family = Family::new(About::declared(number, of, &export), export);
        self.reading.rewind();
        match self.reading.next_family_where(|other| other == number) {
            Some(_) => family.read(&mut self.reading, of, now),
            None => family.leave(now), // it is disabled
        }
        self.families.insert(name.to_owned(), family);
        true
    }

    /// Chooses a family of a source from a view with the collection of its sources. Returns whether it is in there.
    pub(crate) fn choose_sourced(&mut self, name: &str, collected: &View, now: Instant) -> bool {
        if self.families.contains_key(name) {
            return true;
        }
        let all = collected.exports_of_sources();
        let Some((family, export)) = all.iter().find(|(_, export)| export.name == name) else { return false };
        let snapshot = export.apply(family.clone());
        let mut family = Family::new(About::sourced(&snapshot), export);
        family.update(&snapshot, now);
        self.families.insert(name.to_owned(), family);
        true
    }

    /// Leaves out the chosen families for which `keep` returns `false`.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&str) -> bool) {
        self.families.retain(|name, _| keep(name));
        self.families.shrink_to(16);
    }

    /// Returns whether a chosen family comes from a source.
    pub(crate) fn has_sourced(&self) -> bool {
        self.families.values().any(|family| family.about.number.is_none())
    }

    /// Reads the chosen declared families, except those that were read less than `min` ago, and the families in `also`.
    /// Returns the latter.
    pub(crate) fn read_declared(
        &mut self,
        now: Instant,
        min: Duration,
        also: &BTreeSet<String>,
    ) -> Vec<FamilySnapshot> {
        let (view, mut snapshots) = (&self.view, Vec::new());
        let is_due = |family: &Family| family.read_at().is_none_or(|read_at| now - read_at >= min);
        let due = self.families.values_mut().filter(|family| is_due(family));
        let mut chosen: BTreeMap<usize, &mut Family> =
            due.filter_map(|family| Some((family.about.number?, family))).collect();
        let also: BTreeSet<usize> = also.iter().filter_map(|name| self.declared.get(name)).copied().collect();
        let reading = &mut self.reading;
        reading.rewind();
        let is_meant =
            |chosen: &BTreeMap<usize, &mut Family>, n| chosen.contains_key(&n) || also.contains(&n);
        while let Some((number, of)) = reading.next_family_where(|number| is_meant(&chosen, number)) {
            match chosen.remove(&number) {
                Some(family) => {
                    family.read(reading, of, now);
                    snapshots.extend(also.contains(&number).then(|| family.snapshot()));
                }
                None => {
                    let by = view.export(number, of.name);
                    snapshots.extend(by.map(|by| by.apply(reading.gather(of))));
                }
            }
        }
        chosen.into_values().for_each(|family| family.leave(now)); // it is disabled
        reading.rewind();
        snapshots
    }

    /// Returns the exported names of the declared families with at most `max` series, and the result of a function for
    /// each of them.
    pub(crate) fn small_families<T>(
        &mut self,
        max: usize,
        of: impl Fn(&FamilySnapshot) -> T,
    ) -> Vec<(String, T)> {
        let mut small = Vec::new();
        for (name, &number) in &self.declared {
            self.reading.rewind();
            let Some((_, descriptor)) = self.reading.next_family_where(|other| other == number) else {
                continue;
            };
            let mut n = 0;
            while n <= max && self.reading.next_slice() {
                n += self.reading.series(0).count();
            }
            self.reading.rewind();
            if n <= max && self.reading.next_family_where(|other| other == number).is_some() {
                small.push((name.clone(), of(&self.reading.gather(descriptor))));
            }
        }
        self.reading.rewind();
        small
    }

    /// Returns whether a declared family of the view has this name.
    pub(crate) fn is_declared(&self, name: &str) -> bool {
        self.declared.contains_key(name)
    }

    /// Takes the values of the chosen families of sources from a view with the collection of its sources. Returns those
    /// with a name that `also` contains.
    pub(crate) fn read_sourced(
        &mut self,
        collected: &View,
        now: Instant,
        also: &BTreeSet<String>,
    ) -> Vec<FamilySnapshot> {
        let (all, chosen) = (collected.exports_of_sources(), &mut self.families);
        let read = all.iter().filter(|(_, by)| chosen.contains_key(&by.name) || also.contains(&by.name));
        let mut snapshots: HashMap<_, _> =
            read.map(|(family, by)| (by.name.clone(), by.apply(family.clone()))).collect();
        for (name, family) in chosen.iter_mut().filter(|(_, family)| family.about.number.is_none()) {
            match snapshots.get(name) {
                Some(snapshot) => family.update(snapshot, now),
                None => family.leave(now),
            }
        }
        snapshots.retain(|name, _| also.contains(name));
        snapshots.into_values().collect()
    }
}
