//! Methods that a handle does not have because its metric is of another type, so that the compiler names the type to declare.
//!
//! Each is hidden in the documentation, and asks for a trait that no type implements.

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

/// A gauge that falls again by itself.
#[diagnostic::on_unimplemented(
    message = "a gauge does not have `guard`; declare the metric as an `up_down_counter`",
    label = "this metric is declared as a `gauge`"
)]
pub trait Guarded {
    /// Falls later.
    fn guard(self) -> UpDownGuard;
}
