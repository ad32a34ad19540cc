//! The exemplars of a declaration.

use super::Declared;
use crate::cells::exemplar::{n_per_label_set, source, ReadExemplars, Text};
use crate::cells::open::Ticket;
use crate::cells::series::SeriesRef;
use crate::declared::kind::{Kind, ValueType};
use crate::ENABLED;

impl Declared {
    /// Returns whether records through a handle with this series keep exemplars.
    #[inline]
    pub(crate) fn keeps_exemplars(&self, series: SeriesRef) -> bool {
        series.is_marked() && self.descriptor().exemplars
    }

    /// Keeps a record as an exemplar, if it belongs to a trace and an exemplar is due.
    #[inline(never)]
    pub(crate) fn keep_exemplar(&self, series: SeriesRef, bits: u64) {
        let Some(source) = source::get().filter(|_| self.is_on()) else { return };
        let Some((slot, owner)) = self.exemplar_slot(series, bits) else { return };
        if !self.exemplars().is_due(slot, owner) {
            return;
        }
        if let Some(context) = source::ask(source) {
            self.exemplars().keep(slot, owner, bits, &Text::of_context(&context));
        }
    }

    /// Keeps a record as an exemplar with labels of the caller.
    pub(crate) fn keep_given_exemplar(&self, series: SeriesRef, bits: u64, labels: &[(&str, &str)]) {
        if !ENABLED || !self.keeps_exemplars(series) || !self.is_on() {
            return;
        }
        let Some(text) = Text::of_labels(labels) else { return self.refuse(1) };
        if let Some((slot, owner)) = self.exemplar_slot(series.unmarked(), bits) {
            self.exemplars().keep(slot, owner, bits, &text);
        }
    }

    /// Returns the slot and the owner of a record's exemplar.
    fn exemplar_slot(&self, series: SeriesRef, bits: u64) -> Option<(usize, u32)> {
        let Ticket { label_set, generation } = self.attached(series)?;
        let bucket = match (self.descriptor().kind, self.descriptor().value_type) {
            (Kind::Histogram, ValueType::Float) => self.buckets().index.of_double(f64::from_bits(bits)),
            (Kind::Histogram, _) => self.buckets().index.of_integer(bits),
            _ => 0,
        };
        Some((label_set.get() * n_per_label_set(self.descriptor()) + bucket, generation))
    }

    /// Reads the exemplars of a series into the positions from `first` on, if they are later than those already there.
    pub(crate) fn read_exemplars(&self, series: SeriesRef, first: usize, into: &mut ReadExemplars) {
        let Some(slots) = self.exemplars_made() else { return };
        let Ticket { label_set, generation } = Ticket::of_any(series);
        let n = n_per_label_set(self.descriptor());
        for bucket in 0..n {
            slots.read(label_set.get() * n + bucket, generation, first + bucket, into);
        }
    }
}
