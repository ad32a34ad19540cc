//! The metrics of Gapless itself. They are read from the registry and have no cells of their own.

use crate::__private::site;
use crate::descriptor::{Descriptor, Kind};

/// The label that says which metric it is about.
pub(crate) const METRIC: &str = "metric";

/// Values that were refused.
pub(crate) const REFUSED: Descriptor = Descriptor::new(
    Kind::Counter,
    "gapless_refused_total",
    "Values that were not recorded as given: not a number, negative, or out of range.",
    site!(),
)
.with_namespace("gapless")
.with_group("gapless");

/// Declarations that are left out.
pub(crate) const CONFLICTS: Descriptor = Descriptor::new(
    Kind::Gauge,
    "gapless_conflicts",
    "Declarations that are left out because they clash with an earlier one.",
    site!(),
)
.with_namespace("gapless")
.with_group("gapless");
