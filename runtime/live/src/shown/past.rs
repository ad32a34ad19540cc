//! The JSON of history: points from before a client joined, in parts that it pulls one by one.

use gapless_core::Datapoint;

use super::Shown;
use crate::history::{History, PastSeries};
use crate::json;
use crate::message::{Message, PointId};
use crate::reader::Family;

/// The size at which a part ends.
const ENOUGH: usize = 48 * 1024;

/// How far a client has pulled the history of a topic.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pulled {
    /// The time of the last point of all series.
    after: Option<u64>,
    /// The first index of the series whose later points are missing.
    next: usize,
}

impl Pulled {
    /// Begins after the point that a client had last, or with the first one.
    pub(crate) fn after(after: Option<u64>) -> Self {
        Pulled { after, next: 0 }
    }
}

impl Shown {
    /// Returns the next part of the history, or `None` if the client has all of it.
    pub(crate) fn history(&self, of: &Family, history: &History, pulled: &mut Pulled) -> Option<Message> {
        let past = history.past(&of.about.name, pulled.after)?;
        let timestamps = past.timestamps();
        let timestamps = &timestamps[..timestamps.len().min(self.most_points())];
        let last = *timestamps.last()?;
        let mut series: Vec<Option<PastSeries<'_>>> = Vec::new();
        series.resize_with(self.indexes.len(), || None);
        for kept in past.series() {
            let index = of.find(kept.labels()).and_then(|id| self.by_series.get(&id));
            if let Some(index) = index {
                series[*index] = Some(kept);
            }
        }
        let first = pulled.next;
        let mut columns =
            Columns::new(self, history.bounds(&of.about.name).unwrap_or_default(), timestamps.len());
        while pulled.next < series.len() && columns.len() < ENOUGH {
            columns.add(series[pulled.next].as_ref());
            pulled.next += 1;
        }
        if pulled.next >= series.len() {
            *pulled = Pulled { after: Some(last), next: 0 };
        }
        let topic = json::of(&&*self.text);
        let head = format!(
            "{{\"topic\":{topic},\"timestamps\":{},\"first\":{first},\"values\":",
            json::of(&timestamps)
        );
        Some(Message::of("history", Some(PointId::new(last)), &columns.object(head)))
    }

    /// Returns how many points of a series are sent at once.
    fn most_points(&self) -> usize {
        let heat = if self.datapoints.contains(&Datapoint::Heat) { 4 * self.bounds.len() } else { 0 };
        (ENOUGH / (14 + 8 * self.datapoints.len() + heat)).max(1)
    }
}

/// The columns of a part: for each datapoint, the JSON of the points of each series.
struct Columns<'a> {
    shown: &'a Shown,
    /// The bounds of heat columns in the history.
    bounds: &'a [f64],
    n_points: usize,
    columns: Vec<String>,
}

impl<'a> Columns<'a> {
    fn new(shown: &'a Shown, bounds: &'a [f64], n_points: usize) -> Self {
        Columns { shown, bounds, n_points, columns: vec![String::new(); shown.datapoints.len()] }
    }

    fn len(&self) -> usize {
        self.columns.iter().map(String::len).sum()
    }

    /// Adds the points of a series, or an empty list for an index without history.
    fn add(&mut self, series: Option<&PastSeries<'_>>) {
        for (datapoint, out) in self.shown.datapoints.iter().zip(&mut self.columns) {
            out.push_str(if out.is_empty() { "" } else { "," });
            match series {
                None => out.push_str("[]"),
                Some(series) if *datapoint == Datapoint::Heat => {
                    let counts = |counts: Option<Vec<f64>>, out: &mut String| match counts {
                        Some(counts) => {
                            json::array(
                                out,
                                by_bounds(counts, self.bounds, &self.shown.bounds),
                                json::number,
                            );
                        }
                        None => out.push_str("null"),
                    };
                    json::array(out, series.heat().into_iter().take(self.n_points), counts);
                }
                Some(series) => {
                    json::array(out, series.column(*datapoint).into_iter().take(self.n_points), json::point);
                }
            }
        }
    }

    /// Returns the JSON object whose beginning is `out`.
    fn object(self, mut out: String) -> String {
        let named = self.shown.datapoints.iter().map(ToString::to_string).zip(self.columns);
        json::object(&mut out, named, |column, out| {
            out.push('[');
            out.push_str(&column);
            out.push(']');
        });
        out.push('}');
        out
    }
}

/// Returns counts for other bounds: a bucket counts for the one that contains its upper bound.
fn by_bounds(counts: Vec<f64>, from: &[f64], to: &[f64]) -> Vec<f64> {
    if from == to {
        return counts;
    }
    let mut moved = vec![0.0; to.len() + 1];
    for (bound, count) in from.iter().copied().chain([f64::INFINITY]).zip(counts) {
        moved[to.partition_point(|to| *to < bound)] += count;
    }
    moved
}
