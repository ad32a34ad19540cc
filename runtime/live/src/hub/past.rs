//! The history of a page, and what is read for it although nobody looks.
//!
//! It asks sources only now and then. Their points in between are divided evenly.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gapless_core::FamilySnapshot;
use gapless_encode::View;
use tokio::time::Instant;

use super::Settings;
use crate::history::History;
use crate::reader::Reader;

/// The time between two questions to the sources while no client looks at their metrics.
const ASK_EVERY: Duration = Duration::from_secs(15);
/// The number of readings after which the families are chosen again.
const CHOOSE_EVERY: u64 = 60;

#[derive(Debug)]
pub(super) struct Past {
    pub(super) history: History,
    is_on: bool,
    max_series: usize,
    n_readings: u64,
    /// When the sources answered last, and whether the view has sources.
    asked: Option<(Instant, bool)>,
    /// The families of sources, with their numbers of columns.
    sourced: BTreeMap<String, usize>,
    /// Readings of sources, for the next record.
    waiting: Vec<FamilySnapshot>,
}

impl Past {
    pub(super) fn new(settings: &Settings) -> Self {
        let Settings { interval, max_history_series, .. } = *settings;
        Past {
            history: History::new(settings.history_points(), max_history_series, interval),
            is_on: settings.has_history(),
            max_series: max_history_series,
            n_readings: 0,
            asked: None,
            sourced: BTreeMap::new(),
            waiting: Vec::new(),
        }
    }

    pub(super) fn is_on(&self) -> bool {
        self.is_on
    }

    /// Returns whether it is time to ask the sources although no client looks at their metrics.
    pub(super) fn is_time_to_ask(&self, now: Instant) -> bool {
        self.asked.is_none_or(|(asked, has_sources)| has_sources && now - asked >= ASK_EVERY)
    }

    /// Returns the names of the families that the history keeps.
    pub(super) fn names(&self) -> BTreeSet<String> {
        self.history.names().map(ToOwned::to_owned).collect()
    }

    /// Chooses the families to keep, if it is time for that.
    pub(super) fn choose(&mut self, reader: &mut Reader) {
        let is_time = self.n_readings % CHOOSE_EVERY == 0;
        self.n_readings += 1;
        if self.is_on && is_time {
            let declared = reader.small_families(self.max_series, History::columns);
            let all = declared.iter().map(|(name, columns)| (&**name, *columns));
            let sourced = self.sourced.iter().map(|(name, columns)| (&**name, *columns));
            self.history.choose(all.chain(sourced));
        }
    }

    /// Records the readings of a moment. `is_declared` says whether a name belongs to a declared family.
    pub(super) fn record(
        &mut self,
        timestamp: u64,
        mut read: Vec<FamilySnapshot>,
        is_declared: impl Fn(&str) -> bool,
    ) {
        if !self.is_on {
            return;
        }
        let is_read = |name: &String| !is_declared(name) || read.iter().any(|family| family.name == *name);
        let left: Vec<_> = self.names().into_iter().filter(|name| !is_read(name)).collect();
        left.iter().for_each(|name| self.history.forget(name)); // it is disabled
        read.append(&mut self.waiting);
        self.history.record(timestamp, &read);
    }

    /// Takes the names of the families of sources. New ones are chosen with the next reading.
    pub(super) fn collected(&mut self, collected: &View, now: Instant) {
        self.asked = Some((now, collected.collection().is_some()));
        if !self.is_on {
            return;
        }
        let families = collected.exports_of_sources();
        let sourced: BTreeMap<_, _> =
            families.iter().map(|(family, by)| (by.name, History::columns(family))).collect();
        if !sourced.keys().eq(self.sourced.keys()) {
            let left: Vec<_> = self.sourced.keys().filter(|name| !sourced.contains_key(*name)).collect();
            left.into_iter().for_each(|name| self.history.forget(name));
            self.n_readings = 0;
        }
        self.sourced = sourced;
    }

    /// Keeps readings of sources until the next record.
    pub(super) fn keep_for_next(&mut self, read: Vec<FamilySnapshot>) {
        if self.is_on {
            self.waiting = read;
        }
    }
}
