//! The parts of a declaration that all metrics of a `defmetrics!` block share, as the macros write them.

use crate::declared::descriptor::Descriptor;
use crate::declared::kind::{Kind, ValueType};
use crate::declared::label::Label;
use crate::declared::location::Location;

/// What the metrics of a `defmetrics!` block have in common.
#[doc(hidden)]
#[derive(Debug)]
pub struct Block {
    pub location: Location,
    pub namespace: &'static str,
    pub group: &'static str,
}

/// What a `defmetrics!` block says of each metric. What few say is added step by step.
#[doc(hidden)]
#[derive(Debug)]
pub struct MetricParts {
    pub kind: Kind,
    pub value_type: ValueType,
    pub name: &'static str,
    pub help: &'static str,
    /// Empty if there is none.
    pub unit: &'static str,
    pub labels: &'static [Label],
    pub buckets: &'static [f64],
    /// The line and column, or zeros where only those of the block are known.
    pub place: (u32, u32),
}

impl Block {
    /// The descriptor of one of its metrics. One call for all of it: each step costs the compiler as much.
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
}
