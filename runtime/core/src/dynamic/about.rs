//! What is declared of a family at run time.

use std::time::Duration;

use crate::cells::atomic::AtomicU64;
use crate::cells::bucket_index::BucketIndex;
use crate::cells::totals::Shape;
use crate::declared::kind::{Kind, ValueType};
use crate::reading::snapshot::LabelPair;

/// Upper bounds of a histogram that is declared with none, as of durations in seconds.
pub(super) const BUCKETS: &[f64] =
    &[0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// How many series a family has at most if it does not say.
pub(super) const MAX_SERIES: usize = 512;

/// What is declared of a family.
#[derive(Debug)]
pub(super) struct About {
    pub(super) name: String,
    pub(super) help: String,
    pub(super) kind: Kind,
    pub(super) value_type: ValueType,
    pub(super) shape: Shape,
    pub(super) unit: Option<String>,
    pub(super) group: String,
    pub(super) constant_labels: Vec<LabelPair>,
    /// The names of the labels whose values handles are taken for.
    pub(super) label_names: Vec<String>,
    pub(super) bounds: Vec<f64>,
    /// The bounds once more, to be searched.
    pub(super) buckets: BucketIndex,
    pub(super) max_series: usize,
    pub(super) expire_after: Option<Duration>,
    /// Values that made no sense; relaxed, it stands for itself, as the next one.
    pub(super) refused: AtomicU64,
    /// How often a label set was past the bound.
    pub(super) overflowed: AtomicU64,
}

impl About {
    /// What has to be equal for two declarations to be the same.
    pub(super) fn is_same(&self, other: &About) -> bool {
        let of = |about: &About| (about.kind, about.value_type, about.unit.clone(), about.bounds.clone());
        of(self) == of(other)
            && self.label_names == other.label_names
            && self.constant_labels == other.constant_labels
    }

    /// The number of series that a server stores of one label set.
    pub(super) fn lines_per_label_set(&self) -> usize {
        match self.kind {
            Kind::Histogram => self.bounds.len() + 3,
            _ => 1,
        }
    }

    /// How many label sets there may be, before others share one.
    pub(super) fn max_label_sets(&self) -> usize {
        (self.max_series / self.lines_per_label_set()).max(1)
    }
}
