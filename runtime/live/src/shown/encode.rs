//! The JSON of series and points.

use gapless_core::{Change, Datapoint};

use super::Shown;
use crate::json;
use crate::message::{Message, PointId};
use crate::reader::{Family, Labels};

/// The size at which a message with labels ends.
const ENOUGH: usize = 32 * 1024;

/// The points of a topic after a reading.
pub(super) struct Columns<'a> {
    pub(super) shown: &'a Shown,
    pub(super) family: &'a Family,
    /// The indexes of series that left.
    pub(super) gone: &'a [usize],
    /// Whether the whole metric left.
    pub(super) has_left: bool,
}

impl Columns<'_> {
    /// Encodes the message.
    pub(super) fn message(&self, id: PointId) -> Message {
        let change = |(_, id)| self.family.change(id);
        let n = self.shown.shown().last().map_or(0, |(index, _)| index + 1);
        let mut changes = vec![None; n];
        for (index, id) in self.shown.shown() {
            changes[index] = change((index, id));
        }
        let mut out = format!(
            "{{\"topic\":{},\"timestamp\":{},\"values\":",
            json::of(&&*self.shown.text),
            id.timestamp
        );
        let columns = self.shown.datapoints.iter().map(|datapoint| (datapoint.to_string(), *datapoint));
        json::object(&mut out, columns, |datapoint, out| {
            json::array(out, &changes, |change, out| self.point(change.as_ref(), datapoint, out));
        });
        if changes.iter().flatten().any(Change::was_reset) {
            out.push_str(",\"restarted\":true");
        }
        if !self.gone.is_empty() {
            out.push_str(",\"gone\":");
            out.push_str(&json::of(&self.gone));
        }
        out.push_str(if self.has_left { ",\"left\":true}" } else { "}" });
        Message::of("points", Some(id), &out)
    }

    fn point(&self, change: Option<&Change>, datapoint: Datapoint, out: &mut String) {
        if datapoint != Datapoint::Heat {
            return json::point(change.and_then(|change| change.get(datapoint)), out);
        }
        match change.and_then(Change::heat) {
            Some(heat) if *heat.bounds == *self.shown.bounds => out.push_str(&json::of(&heat.counts)),
            Some(heat) => out.push_str(&json::of(&heat.by_bounds(&self.shown.bounds))),
            None => out.push_str("null"),
        }
    }
}

/// Encodes the labels of series with their indexes: one message for each run of indexes.
pub(super) fn series<'a>(topic: &str, series: impl Iterator<Item = (usize, &'a Labels)>) -> Vec<Message> {
    let (mut messages, mut out, mut next) = (Vec::new(), String::new(), usize::MAX);
    for (index, labels) in series {
        if index != next || out.len() > ENOUGH {
            messages.extend(finished(&mut out));
            out = format!("{{\"topic\":{},\"first\":{index},\"series\":[", json::of(&topic));
        } else {
            out.push(',');
        }
        let labels = labels.iter().map(|(name, value)| (name.clone().into_owned(), value));
        json::object(&mut out, labels, |value, out| out.push_str(&json::of(value)));
        next = index + 1;
    }
    messages.extend(finished(&mut out));
    messages
}

fn finished(out: &mut String) -> Option<Message> {
    (!out.is_empty()).then(|| {
        out.push_str("]}");
        Message::of("series", None, out)
    })
}
