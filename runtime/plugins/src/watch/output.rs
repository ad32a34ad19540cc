//! Outputs: which tasks end with an error.

use std::convert::Infallible;

use self::sealed::Sealed;

/// The output of a task that [`watch`](fn@crate::watch) accepts: it decides whether the task ended as `ok` or as
/// `error`.
///
/// A `Result` is an error if it is an `Err`. The other types that implement the trait are never errors. The trait is
/// sealed; for any other output, [`Watch::task_with`](crate::watch::Watch::task_with) takes a function that decides.
#[diagnostic::on_unimplemented(
    message = "a watched task cannot return `{Self}`; return `()` or a `Result`, or write `Watch::new(name).task_with(future, |output| ..)`",
    label = "it is unknown whether this output is an error"
)]
pub trait TaskOutput: Sealed {
    /// Returns whether the task ended with an error.
    fn is_error(&self) -> bool {
        false
    }
}

impl<T, E> TaskOutput for Result<T, E> {
    fn is_error(&self) -> bool {
        self.is_err()
    }
}

impl<T, E> Sealed for Result<T, E> {}

macro_rules! never_an_error {
    ($([$($T:ident),*] $Type:ty,)*) => {
        $(
            impl<$($T),*> Sealed for $Type {}
            impl<$($T),*> TaskOutput for $Type {}
        )*
    };
}

never_an_error!(
    [] (),
    [] <fn() -> ! as Return>::Value,
    [] Infallible,
    [] bool,
    [] i32,
    [] i64,
    [] u32,
    [] u64,
    [] usize,
    [] String,
    [T] Option<T>,
    [T] Vec<T>,
    [A, B] (A, B),
    [A, B, C] (A, B, C),
);

/// The value that a function returns: a way to write the type `!`, whose name is not stable.
trait Return {
    type Value;
}

impl<T> Return for fn() -> T {
    type Value = T;
}

mod sealed {
    pub trait Sealed {}
}
