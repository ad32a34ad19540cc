//! The outcome of a call that returns, by the type and the value of the returned value.
//!
//! The compiler chooses by the type. [`Returned`] has inherent methods for the types that can be errors, and traits
//! have methods of the same names for all types. The compiler prefers an inherent method, and sees through every alias.

use std::future::Future;
use std::pin::Pin;
use std::task::Poll;

use futures_core::Stream;

#[cfg(feature = "http")]
mod response;

#[cfg(feature = "http")]
pub use self::response::{HasStatus, Tuple};

/// The error kind of a call that failed without a kind: a response with an error status.
pub const NO_KIND: usize = usize::MAX;

/// The part of a returned value that remains to be checked.
#[derive(Debug)]
pub struct Returned<'a, T: ?Sized> {
    /// `None` once the outcome is known.
    value: Option<&'a T>,
    is_error: bool,
}

impl<'a, T: ?Sized> Returned<'a, T> {
    /// Starts with the whole value.
    #[must_use]
    pub const fn new(value: &'a T) -> Self {
        Returned { value: Some(value), is_error: false }
    }

    /// Continues with a part of the value, if it has that part. Otherwise the outcome is known.
    fn part<P: ?Sized>(self, part: impl FnOnce(&'a T) -> Result<&'a P, bool>) -> Returned<'a, P> {
        match self.value.map(part) {
            Some(Ok(part)) => Returned::new(part),
            Some(Err(is_error)) => Returned { value: None, is_error },
            None => Returned { value: None, is_error: self.is_error },
        }
    }
}

/// A type with a value inside that may be an error.
pub trait Wrapper {
    /// The type of the value inside.
    type Inside;

    /// Returns the value inside.
    ///
    /// # Errors
    ///
    /// Returns whether a missing value is an error.
    fn inside(&self) -> Result<&Self::Inside, bool>;
}

impl<T, E> Wrapper for Result<T, E> {
    type Inside = T;

    fn inside(&self) -> Result<&T, bool> {
        self.as_ref().map_err(|_| true)
    }
}

impl<T> Wrapper for Option<T> {
    type Inside = T;

    fn inside(&self) -> Result<&T, bool> {
        self.as_ref().ok_or(false)
    }
}

impl<T> Wrapper for Poll<T> {
    type Inside = T;

    fn inside(&self) -> Result<&T, bool> {
        match self {
            Poll::Ready(value) => Ok(value),
            Poll::Pending => Err(false),
        }
    }
}

// One method for all wrappers: with several, the compiler could not choose one for a type that is not inferred yet.
impl<'a, T: Wrapper> Returned<'a, T> {
    /// Returns the value inside. An `Err` is an error; `None` and `Pending` are not.
    #[must_use]
    pub fn gapless_inside(self) -> Returned<'a, T::Inside> {
        self.part(T::inside)
    }
}

/// A type with nothing inside that could be an error.
pub trait NothingInside: Sized {
    /// Returns the value itself.
    #[must_use]
    fn gapless_inside(self) -> Self {
        self
    }
}

impl<T: ?Sized> NothingInside for Returned<'_, T> {}

/// A type that is not a response in parts.
pub trait NoParts: Sized {
    /// Returns the value itself.
    #[must_use]
    fn gapless_first_part(self) -> Self {
        self
    }

    /// Returns the value itself.
    #[must_use]
    fn gapless_last_part(self) -> Self {
        self
    }
}

impl<T: ?Sized> NoParts for Returned<'_, T> {}

/// A type that has no status.
pub trait NoStatus {
    /// Returns whether an `Err` was found.
    fn gapless_is_error(self, least: u16) -> bool;
}

impl<T: ?Sized> NoStatus for Returned<'_, T> {
    fn gapless_is_error(self, _least: u16) -> bool {
        self.is_error
    }
}

/// Returns whether a value is an error: an `Err` within up to four levels of `Result`, `Option` and `Poll`, or a
/// response with a status of `$least` or more.
#[doc(hidden)]
#[macro_export]
macro_rules! __is_error {
    ($returned:expr, $least:expr) => {{
        use $crate::__private::{NoParts as _, NoStatus as _, NothingInside as _};
        $crate::__private::Returned::new($returned)
            .gapless_inside()
            .gapless_inside()
            .gapless_inside()
            .gapless_inside()
            .gapless_first_part()
            .gapless_last_part()
            .gapless_first_part()
            .gapless_is_error($least)
    }};
}

/// Only boxed futures are warned about. Creating another future, such as the handle of a task, may be all of the work.
impl<F: Future + ?Sized> Returned<'_, Pin<Box<F>>> {
    /// Does nothing at run time.
    #[deprecated(
        note = "only the creation of this future is measured, not its work; write `async fn`, or write \
                         `Pin<Box<dyn Future<Output = ..> + Send>>` in full, or annotate the function that does the work"
    )]
    #[inline]
    pub fn gapless_is_future(&self) {}
}

/// A type that is not a boxed future.
pub trait NotAFuture {
    /// Does nothing.
    #[inline]
    fn gapless_is_future(&self) {}
}

impl<T: ?Sized> NotAFuture for Returned<'_, T> {}

impl<S: Stream + ?Sized> Returned<'_, Pin<Box<S>>> {
    /// Does nothing at run time.
    #[deprecated(
        note = "only the creation of this stream is measured, not its work; write `impl Stream<Item = ..>` or \
                         `Pin<Box<dyn Stream<Item = ..> + Send>>` in full, or annotate the function that does the work"
    )]
    #[inline]
    pub fn gapless_is_boxed_stream(&self) {}
}

impl<S: Stream> Returned<'_, S> {
    /// Does nothing at run time.
    #[deprecated(
        note = "only the creation of this stream is measured, not its work; write a function that is not async and returns \
                         `impl Stream<Item = ..>` without other traits, or annotate the function that does the work"
    )]
    #[inline]
    pub fn gapless_is_stream(&self) {}
}

/// A type that is not a stream.
pub trait NotAStream {
    /// Does nothing.
    #[inline]
    fn gapless_is_boxed_stream(&self) {}

    /// Does nothing.
    #[inline]
    fn gapless_is_stream(&self) {}
}

impl<T: ?Sized> NotAStream for Returned<'_, T> {}
