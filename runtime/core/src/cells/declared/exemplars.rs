//! The exemplars of a family.

use super::Declared;
use crate::cells::exemplar::{n_per_label_set, source, ReadExemplars, Text};
use crate::cells::open::Ticket;
use crate::cells::series::SeriesRef;
use crate::declared::kind::{Kind, ValueType};
use crate::ENABLED;

impl Declared {
    /// Whether records through a handle with this series keep exemplars.
    #[inline]
    pub(crate) fn keeps_exemplars(&self, series: SeriesRef) -> bool {
        series.is_marked() && self.descriptor().exemplars
    }

    /// Keeps a record of these bits as an exemplar, if it is one of a trace and one is due.
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

    /// Keeps a record of these bits as an exemplar with labels that the user gives.
    pub(crate) fn keep_given_exemplar(&self, series: SeriesRef, bits: u64, labels: &[(&str, &str)]) {
        if !ENABLED || !self.keeps_exemplars(series) || !self.is_on() {
            return;
        }
        let Some(text) = Text::of_labels(labels) else { return self.refuse(1) };
        if let Some((slot, owner)) = self.exemplar_slot(series.unmarked(), bits) {
            self.exemplars().keep(slot, owner, bits, &text);
        }
    }

    /// Where the exemplar of a record is, and whose it is then.
    fn exemplar_slot(&self, series: SeriesRef, bits: u64) -> Option<(usize, u32)> {
        let Ticket { label_set, generation } = self.attached(series)?;
        let bucket = match (self.descriptor().kind, self.descriptor().value_type) {
            (Kind::Histogram, ValueType::Float) => self.buckets().index.of_double(f64::from_bits(bits)),
            (Kind::Histogram, _) => self.buckets().index.of_integer(bits),
            _ => 0,
        };
        Some((label_set.get() * n_per_label_set(self.descriptor()) + bucket, generation))
    }

    /// Reads the exemplars of a series into those from `first` on, where they are later than what is there.
    pub(crate) fn read_exemplars(&self, series: SeriesRef, first: usize, into: &mut ReadExemplars) {
        let Some(slots) = self.exemplars_made() else { return };
        let Ticket { label_set, generation } = Ticket::of_any(series);
        let n = n_per_label_set(self.descriptor());
        for bucket in 0..n {
            slots.read(label_set.get() * n + bucket, generation, first + bucket, into);
        }
    }
}
