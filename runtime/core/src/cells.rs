//! The cells of metrics, and the exemplars and the label sets that go with them.

pub(crate) mod atomic;
pub(crate) mod bucket_index;
pub(crate) mod clock;
pub(crate) mod created;
pub(crate) mod declared;
pub(crate) mod exemplar;
pub(crate) mod info_labels;
pub(crate) mod native;
pub(crate) mod open;
pub(crate) mod row;
pub(crate) mod series;
pub(crate) mod slab;
pub(crate) mod totals;
pub(crate) mod value;
pub(crate) mod windows;
