//! What decides the outcome of a call that returns: the type and the value of what it returns.

use std::future::Future;
use std::pin::Pin;

/// A returned value, of which the compiler finds out whether it is a `Result`, or a future that an alias hides.
///
/// `Returned(&value).gapless_is_error()` is the inherent method for a `Result`, through whatever alias, and that of
/// [`NotAResult`] for anything else. So it is with `gapless_is_future`, whose inherent method is deprecated: that is how the
/// compiler comes to warn.
#[derive(Debug)]
pub struct Returned<'a, T: ?Sized>(pub &'a T);

impl<T, E> Returned<'_, Result<T, E>> {
    /// Whether it is an `Err`.
    #[must_use]
    pub fn gapless_is_error(&self) -> bool {
        self.0.is_err()
    }
}

/// Futures that are values of their own, as the handle of a task, are not meant: making one may be all of the work.
impl<F: Future + ?Sized> Returned<'_, Pin<Box<F>>> {
    /// Nothing at run time.
    #[deprecated(
        note = "an alias hides that this function returns a future, so what is measured is making it and not \
                         its work; write `async fn`, or `Pin<Box<dyn Future<Output = ..> + Send>>` in full"
    )]
    #[inline]
    pub fn gapless_is_future(&self) {}
}

/// What is not a `Result` is not an error.
pub trait NotAResult {
    /// Never.
    fn gapless_is_error(&self) -> bool {
        false
    }
}

impl<T: ?Sized> NotAResult for Returned<'_, T> {}

/// What is not a boxed future hides none.
pub trait NotAFuture {
    /// Nothing.
    #[inline]
    fn gapless_is_future(&self) {}
}

impl<T: ?Sized> NotAFuture for Returned<'_, T> {}
