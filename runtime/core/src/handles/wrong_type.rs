//! Methods that a handle lacks because its metric has another type, so that the compiler names the type to declare.
//!
//! Each method is hidden in the documentation, and requires a trait that no type implements.

use crate::handles::up_down_counter::UpDownGuard;

/// A counter that falls.
#[diagnostic::on_unimplemented(
    message = "a counter cannot decrease; to use `dec`, `dec_by` or `guard`, declare the metric as an `up_down_counter`",
    label = "this metric is declared as a `counter`"
)]
pub trait Falls: Sized {
    /// Falls.
    fn fall(self) {}

    /// Falls later.
    fn guard(self) -> UpDownGuard;
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
