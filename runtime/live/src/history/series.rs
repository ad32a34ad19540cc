//! The points of a series.

use std::borrow::Cow;
use std::collections::VecDeque;
#[cfg(test)]
use std::mem::{size_of, size_of_val};
use std::ops::Range;

use gapless_core::{Change, Series, Value};

use super::kept::place;
use super::layout::Layout;

/// The names and values of labels.
pub(super) type Labels = Vec<(Cow<'static, str>, Cow<'static, str>)>;

/// The last points of a series.
#[derive(Debug)]
pub(super) struct KeptSeries {
    pub(super) labels: Labels,
    /// The last value.
    pub(super) value: Value,
    /// The number of the first point.
    pub(super) since: u64,
    /// A ring of the numbers of each point.
    numbers: Vec<f32>,
    /// The points with a reset, and the value before each.
    pub(super) resets: VecDeque<(u64, f64)>,
}

impl KeptSeries {
    /// Creates a series without points, with a ring of `n` numbers.
    pub(super) fn new(series: &Series, since: u64, n: usize) -> Self {
        KeptSeries {
            labels: series.labels.clone(),
            value: series.value.clone(),
            since,
            numbers: vec![0.0; n],
            resets: VecDeque::new(),
        }
    }

    /// Writes a change to some points.
    pub(super) fn record(
        mut self,
        points: Range<u64>,
        layout: &Layout,
        change: &Change,
        now: &Value,
    ) -> Self {
        let (row, width) = (layout.row(change), layout.width());
        let capacity = self.numbers.len() / width;
        if change.was_reset() {
            self.resets.push_back((points.start, self.value.as_f64()));
        }
        let oldest = points.end.saturating_sub(capacity as u64);
        self.resets.retain(|(point, _)| *point >= oldest);
        for point in points {
            let start = place(point, capacity) * width;
            self.numbers[start..start + width].copy_from_slice(&row);
        }
        self.value.clone_from(now);
        self
    }

    /// Moves all points to the columns of another layout.
    pub(super) fn move_rows(&mut self, from: &Layout, to: &Layout) {
        self.numbers = self.numbers.chunks_exact(from.width()).flat_map(|row| to.moved(from, row)).collect();
    }

    pub(super) fn row(&self, point: u64, capacity: usize, width: usize) -> &[f32] {
        &self.numbers[place(point, capacity) * width..][..width]
    }

    /// Returns the memory in bytes, except that of the last value's buckets.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        let of_text = |text: &Cow<'_, str>| if let Cow::Owned(text) = text { text.capacity() } else { 0 };
        let texts = self.labels.iter().map(|(name, value)| of_text(name) + of_text(value)).sum::<usize>();
        let resets = self.resets.capacity() * size_of::<(u64, f64)>();
        size_of::<Self>() + size_of_val(&*self.numbers) + size_of_val(&*self.labels) + texts + resets
    }
}
