//! Shown topics: the series that the clients of a topic see, and the messages about them.
//!
//! All clients of a topic get the same messages, encoded once. A series has an index in its topic, which is never used
//! again. A topic shows the [`MOST`] greatest series. After each reading, a few of them give way to greater ones, so
//! that labels are sent rarely.

mod encode;
mod past;
mod rank;

use std::collections::HashMap;
use std::sync::Arc;

use gapless_core::{Datapoint, Kind};
use serde_json::json;

use self::encode::Columns;
pub(crate) use self::past::Pulled;
use crate::history::{heat_bounds, History};
use crate::message::{Message, PointId};
use crate::reader::{Family, Labels, SeriesId};
use crate::topic::Topic;

/// The most series that a topic shows.
pub(crate) const MOST: usize = 200;
/// The number of used indexes at which a topic numbers its series again from 0.
const MOST_INDEXES: usize = 5 * MOST;

/// A topic that clients have joined.
#[derive(Debug)]
pub(crate) struct Shown {
    /// The topic as the clients wrote it.
    pub(crate) text: Arc<str>,
    pub(crate) topic: Topic,
    pub(crate) datapoints: Vec<Datapoint>,
    /// The upper bounds of heat columns.
    bounds: Vec<f64>,
    /// Whether the bounds are those of native buckets with observations.
    is_native: bool,
    /// The series by index; `None` for a series that has left.
    indexes: Vec<Option<SeriesId>>,
    by_series: HashMap<SeriesId, usize>,
    /// Whether the metric exists.
    exists: bool,
    /// The number of the reading whose points were sent last.
    sent: u64,
    /// How often the indexes have restarted at 0.
    pub(crate) n_restarts: u32,
}

/// The messages of a topic after a reading.
#[derive(Debug, Default)]
pub(crate) struct Update {
    /// Labels of new series, which a client must not miss.
    pub(crate) series: Vec<Message>,
    pub(crate) points: Option<Message>,
    /// Whether the indexes restart at 0, so that each client has to join again.
    pub(crate) restarts: bool,
}

impl Shown {
    /// Starts to show a topic of a family.
    pub(crate) fn new(text: &str, topic: Topic, family: &Family, history: &History) -> Self {
        let datapoints = topic.datapoints(family.about.kind);
        let mut shown = Shown {
            text: text.into(),
            topic,
            datapoints,
            bounds: Vec::new(),
            is_native: false,
            indexes: Vec::new(),
            by_series: HashMap::new(),
            exists: family.len() > 0,
            sent: family.n_readings(),
            n_restarts: 0,
        };
        if shown.datapoints.contains(&Datapoint::Heat) {
            let kept = history.bounds(&family.about.name);
            shown.bounds = kept.map_or_else(|| heat_bounds(&family.snapshot()), ToOwned::to_owned);
            shown.is_native = !family.has_classic_heat();
        }
        shown.restart(family);
        shown
    }

    /// Returns the answer to a join.
    pub(crate) fn joined(&self, family: &Family) -> serde_json::Value {
        let names: Vec<_> = self.datapoints.iter().map(ToString::to_string).collect();
        let n_series = family.ids().filter(|id| self.selects(family, *id)).count();
        let mut joined = json!({
            "topic": &*self.text,
            "status": "ok",
            "metric": family.about,
            "datapoints": names,
            "n_series": n_series,
        });
        if !self.bounds.is_empty() {
            joined["bounds"] = self.bounds.clone().into();
        }
        if family.about.kind == Kind::StateSet {
            joined["states"] = family.about.states.clone().into();
        }
        joined
    }

    /// Returns the messages with the labels of the shown series from an index on.
    pub(crate) fn series(&self, family: &Family, from: usize) -> Vec<Message> {
        let with_labels = |(index, id): (usize, &Option<SeriesId>)| Some((index, family.labels((*id)?)?));
        encode::series(&self.text, self.indexes.iter().enumerate().skip(from).filter_map(with_labels))
    }

    /// Returns the number of indexes so far.
    pub(crate) fn n_indexes(&self) -> usize {
        self.indexes.len()
    }

    /// Returns the indexes of all series that are shown, with the series.
    pub(crate) fn shown(&self) -> impl Iterator<Item = (usize, SeriesId)> + '_ {
        self.indexes.iter().enumerate().filter_map(|(index, id)| Some((index, (*id)?)))
    }

    /// Returns the messages about the last reading of the family, unless it was returned before.
    pub(crate) fn advance(&mut self, family: &Family, id: PointId) -> Update {
        if std::mem::replace(&mut self.sent, family.n_readings()) == family.n_readings() {
            return Update::default();
        }
        let mut gone = self.forget(family);
        let first = self.indexes.len();
        self.choose(family, &mut gone);
        if self.indexes.len() > MOST_INDEXES || self.widen(family) {
            self.n_restarts += 1;
            self.restart(family);
            return Update { restarts: true, ..Update::default() };
        }
        let existed = std::mem::replace(&mut self.exists, family.len() > 0);
        let has_left = existed && !self.exists;
        let series = self.series(family, first);
        let columns = Columns { shown: self, family, gone: &gone, has_left };
        Update { series, points: Some(columns.message(id)), restarts: false }
    }

    /// Widens the bounds of native buckets if there are observations beyond them. Returns whether they changed.
    fn widen(&mut self, family: &Family) -> bool {
        if !self.is_native {
            return false;
        }
        let now = heat_bounds(&family.snapshot());
        let [first, .., last] = &*now else { return false };
        let is_within = self.bounds.first().is_some_and(|own| own <= first)
            && self.bounds.last().is_some_and(|own| last <= own);
        if !is_within {
            self.bounds = now;
        }
        !is_within
    }

    fn restart(&mut self, family: &Family) {
        self.indexes.clear();
        self.by_series.clear();
        let ids: Vec<_> = family.ids().filter(|id| self.selects(family, *id)).collect();
        for id in rank::greatest(ids, MOST, |id| self.rank(family, id)) {
            self.show(id);
        }
    }

    fn show(&mut self, id: SeriesId) {
        self.by_series.insert(id, self.indexes.len());
        self.indexes.push(Some(id));
    }

    /// Hides a series, and returns the index that it had.
    fn hide(&mut self, id: SeriesId) -> Option<usize> {
        let index = self.by_series.remove(&id)?;
        self.indexes[index] = None;
        Some(index)
    }

    /// Hides the series that have left, and returns the indexes that they had.
    fn forget(&mut self, family: &Family) -> Vec<usize> {
        family.gone().iter().filter_map(|id| self.hide(*id)).collect()
    }

    /// Shows new series, and greater series instead of smaller ones.
    fn choose(&mut self, family: &Family, gone: &mut Vec<usize>) {
        if self.topic.labels.is_some() {
            let came = family.came().iter().copied().filter(|id| self.selects(family, *id));
            came.collect::<Vec<_>>().into_iter().for_each(|id| self.show(id));
        } else if family.len() > MOST {
            self.swap(family, gone);
        } else if self.by_series.len() < family.len() {
            let hidden = family.ids().filter(|id| !self.by_series.contains_key(id));
            hidden.collect::<Vec<_>>().into_iter().for_each(|id| self.show(id));
        }
    }

    /// Shows some of the greatest series instead of smaller ones.
    fn swap(&mut self, family: &Family, gone: &mut Vec<usize>) {
        let hidden = family.ids().filter(|id| !self.by_series.contains_key(id));
        let shown = self.by_series.keys().copied();
        let (fill, swaps) = rank::swaps(shown, hidden, MOST, |id| self.rank(family, id));
        fill.into_iter().for_each(|id| self.show(id));
        for (smaller, greater) in swaps {
            gone.extend(self.hide(smaller));
            self.show(greater);
        }
    }

    fn selects(&self, family: &Family, id: SeriesId) -> bool {
        let pairs =
            |labels: &Labels| self.topic.selects(labels.iter().map(|(name, value)| (&**name, &**value)));
        self.topic.labels.is_none() || family.labels(id).is_some_and(pairs)
    }

    /// Returns the size of a series, by which the greatest are chosen.
    fn rank(&self, family: &Family, id: SeriesId) -> f64 {
        let by = |datapoint: &&Datapoint| matches!(datapoint, Datapoint::Rate | Datapoint::Value);
        let by = self.datapoints.iter().find(by).copied().unwrap_or(Datapoint::Value);
        let Some(change) = family.change(id) else { return 0.0 };
        let size = change.get(by).or_else(|| change.get(Datapoint::Value)).unwrap_or_default().abs();
        if size.is_nan() {
            0.0
        } else {
            size
        }
    }
}
