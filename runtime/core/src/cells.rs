//! Storage: the numbers of each declaration.
//!
//! Start with `declared`, a descriptor with all of its cells. `series` numbers the cells, `row` adds to them, and
//! `slab` gives each thread its own. `totals` adds up the cells of all threads and `value` holds the result.
//! `living` has no numbers: it reads the fields of structs.
//! `bucket_index` and `native` find the bucket of a value, `open` maps label values to label sets, and `exemplar` keeps
//! single records.

pub(crate) mod atomic;
pub(crate) mod bucket_index;
pub(crate) mod clock;
pub(crate) mod created;
pub(crate) mod declared;
pub(crate) mod exemplar;
pub(crate) mod info_labels;
pub(crate) mod living;
pub(crate) mod native;
pub(crate) mod open;
pub(crate) mod row;
pub(crate) mod series;
pub(crate) mod slab;
pub(crate) mod totals;
pub(crate) mod value;
pub(crate) mod windows;
