//! The declared properties of a run-time family.

use std::time::Duration;

use crate::cells::atomic::AtomicU64;
use crate::cells::bucket_index::BucketIndex;
use crate::cells::totals::Shape;
use crate::declared::kind::{Kind, ValueType};
use crate::reading::snapshot::LabelPair;

/// The default maximum number of series of a family.
pub(super) const MAX_SERIES: usize = 512;

/// The declared properties of a run-time family.
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
    /// The names of the labels whose values `Family::with` takes.
    pub(super) label_names: Vec<String>,
    pub(super) bounds: Vec<f64>,
    /// The search index over `bounds`.
    pub(super) buckets: BucketIndex,
    pub(super) max_series: usize,
    pub(super) expire_after: Option<Duration>,
    /// The number of refused values. Relaxed, like `overflowed`: it publishes nothing else.
    pub(super) refused: AtomicU64,
    /// The number of label sets beyond the bound.
    pub(super) overflowed: AtomicU64,
}

impl About {
    /// Returns whether two declarations may share a family.
    pub(super) fn is_same(&self, other: &About) -> bool {
        let of = |about: &About| (about.kind, about.value_type, about.unit.clone(), about.bounds.clone());
        of(self) == of(other)
            && self.label_names == other.label_names
            && self.constant_labels == other.constant_labels
    }

    /// Returns the number of series that Prometheus stores for one label set.
    pub(super) fn lines_per_label_set(&self) -> usize {
        match self.kind {
            Kind::Histogram => self.bounds.len() + 3,
            _ => 1,
        }
    }

    /// Returns the number of label sets after which further label sets share the `_other` series.
    pub(super) fn max_label_sets(&self) -> usize {
        (self.max_series / self.lines_per_label_set()).max(1)
    }
}
