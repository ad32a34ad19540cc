//! Methods that handles do not have, so that the compiler names the type to declare or the method to call.
//!
//! Each method is hidden in the documentation, and requires a trait that no type implements. They belong to another
//! type of metric, or to the handles of the crate `metrics`.

use crate::handles::up_down_counter::UpDownGuard;

/// A counter that falls.
#[diagnostic::on_unimplemented(
    message = "a counter cannot decrease; to use `dec`, `dec_by` or `guard`, declare the metric as an `up_down_counter`",
    label = "this metric is declared as a `counter`"
)]
pub trait Falls {
    /// Falls.
    fn fall(&self) {}

    /// Falls later.
    fn guard(&self) -> UpDownGuard;
}

/// A gauge that falls when a guard is dropped.
#[diagnostic::on_unimplemented(
    message = "a gauge does not have `guard`; declare the metric as an `up_down_counter`",
    label = "this metric is declared as a `gauge`"
)]
pub trait Guarded {
    /// Falls later.
    fn guard(self) -> UpDownGuard;
}

/// A counter with the methods of the crate `metrics`.
#[diagnostic::on_unimplemented(
    message = "a counter does not have `increment`; write `inc()` or `inc_by(amount)`",
    label = "this is a counter of Gapless"
)]
pub trait Increments {}

/// A gauge with the methods of the crate `metrics`.
#[diagnostic::on_unimplemented(
    message = "a gauge does not have `increment` or `decrement`; write `add(amount)`, which may be negative",
    label = "this is a gauge of Gapless"
)]
pub trait Moves {}

/// A histogram or a summary with the methods of the crate `metrics`.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` does not have `record`; write `observe(value)`",
    label = "this is a handle of Gapless"
)]
pub trait Records {}
