//! Datapoints: numbers about the change of a series between two readings, such as a rate or a quantile.
//!
//! Everything is computed from two [`Value`](crate::Value)s, so recording does not pay for it.

mod change;
mod classic;
mod datapoint;
mod difference;
mod extremes;
mod heat;
mod observed;

pub use self::change::Change;
pub use self::datapoint::{Datapoint, Quantile, UnknownDatapoint};
pub use self::heat::Heat;
