//! The parts of a declaration that all metrics of a `defmetrics!` block share, as the macros write them.

use crate::declared::descriptor::{Descriptor, Origin};
use crate::declared::kind::{Kind, ValueType};
use crate::declared::label::Label;
use crate::declared::location::Location;

/// The parts that all metrics of a `defmetrics!` block share.
#[doc(hidden)]
#[derive(Debug)]
pub struct Block {
    pub location: Location,
    pub namespace: &'static str,
    pub group: &'static str,
}

/// The parts of one metric in a `defmetrics!` block. Rare parts are added with the methods of `Descriptor`.
#[doc(hidden)]
#[derive(Debug)]
pub struct MetricParts {
    pub kind: Kind,
    pub value_type: ValueType,
    pub name: &'static str,
    pub help: &'static str,
    /// The unit; empty for a metric without a unit.
    pub unit: &'static str,
    pub labels: &'static [Label],
    pub buckets: &'static [f64],
    /// The line and column, or zeros if only those of the block are known.
    pub place: (u32, u32),
}

impl Block {
    /// Returns the descriptor of one metric. One call sets all common parts, because each call costs compile time.
    #[must_use]
    pub const fn declare(&self, of: &MetricParts) -> Descriptor {
        let mut location = self.location;
        if let (line @ 1.., column) = of.place {
            (location.line, location.column) = (line, column);
        }
        Descriptor {
            value_type: of.value_type,
            unit: if of.unit.is_empty() { None } else { Some(of.unit) },
            labels: of.labels,
            buckets: of.buckets,
            namespace: self.namespace,
            group: self.group,
            ..Descriptor::new(of.kind, of.name, of.help, location)
        }
    }

    /// Returns the descriptor of a metric whose samples a source emits, with one value for each of `n_labels` labels.
    ///
    /// # Panics
    ///
    /// Panics in `const` code if an argument is several labels.
    #[must_use]
    #[track_caller]
    pub const fn sampled(&self, mut descriptor: Descriptor, n_labels: usize) -> Descriptor {
        assert!(
            descriptor.labels.len() == n_labels,
            "a source gives each label its value; declare each label of a `LabelSet` on its own",
        );
        descriptor.origin = Origin::Sampled;
        descriptor
    }
}
