//! How an instrumented function turns an `impl IntoResponse` into a response, and warns about a status that it cannot
//! see.
//!
//! The type of the value selects the method, as for `gapless_core::__private::Returned`. The compiler prefers an
//! inherent method to a method of a trait, and a method that takes the value to a method that takes a reference.
//! Without the feature `axum`, only the traits exist.

use gapless_core::__private::Returned;

/// Marks that `T` meets the bounds of an `impl Trait`. The macro implements this trait inside the function, for a new
/// type.
pub trait Allows<T> {}

/// A value that a function returns as `impl Trait`, with the type whose [`Allows`] names other types that it may
/// return.
#[derive(Debug)]
pub struct IntoAnswer<T, D>(pub T, pub D);

/// A value that is not turned into a response.
pub trait AsItIs<T>: Sized {
    /// Returns the value itself.
    fn gapless_into_response(self) -> T;

    /// Returns the value itself.
    fn gapless_into_result(self) -> T;
}

impl<T, D> AsItIs<T> for IntoAnswer<T, D> {
    fn gapless_into_response(self) -> T {
        self.0
    }

    fn gapless_into_result(self) -> T {
        self.0
    }
}

/// Selects by type whether the status of a value is visible that an async function returns.
#[derive(Debug)]
pub struct Status<'a, T: ?Sized>(pub Returned<'a, T>);

/// A type that is not a response.
pub trait NoResponse {
    /// Does nothing.
    fn gapless_status_is_seen(&self) {}
}

impl<T: ?Sized> NoResponse for Status<'_, T> {}

/// A `Result`, in which an `Err` is an error.
pub trait InResult: Sized {
    /// Does nothing.
    fn gapless_status_is_seen(self) {}
}

impl<T, E> InResult for Status<'_, Result<T, E>> {}

#[cfg(feature = "axum")]
pub use self::axum::{InParts, InResponse, WithOneStatus};

#[cfg(feature = "axum")]
mod axum {
    use std::borrow::Cow;

    use axum::body::Body;
    use axum::http::HeaderMap;
    use axum::response::{Html, IntoResponse, NoContent, Redirect, Response};
    use gapless_core::__private::{HasStatus, Tuple};

    use super::{Allows, IntoAnswer, Status};

    impl<T: IntoResponse, D: Allows<Response>> IntoAnswer<T, D> {
        /// Returns the response.
        pub fn gapless_into_response(self) -> Response {
            self.0.into_response()
        }
    }

    impl<T: IntoResponse, E, D: Allows<Response>> IntoAnswer<Result<T, E>, D> {
        /// Returns the response of an `Ok`.
        ///
        /// # Errors
        ///
        /// Returns the error of an `Err`, unchanged.
        pub fn gapless_into_result(self) -> Result<Response, E> {
            self.0.map(IntoResponse::into_response)
        }
    }

    /// A response whose status is visible.
    pub trait InResponse: Sized {
        /// Does nothing.
        fn gapless_status_is_seen(self) {}
    }

    impl<T: HasStatus> InResponse for Status<'_, T> {}

    /// A type whose responses always have the same status, which is not an error.
    pub trait OneStatus {}

    macro_rules! one_status {
        ($($ty:ty),*) => {
            $(impl OneStatus for $ty {})*
        };
    }

    one_status!(
        (),
        String,
        Box<str>,
        &str,
        Cow<'_, str>,
        Vec<u8>,
        &[u8],
        Body,
        HeaderMap,
        NoContent,
        Redirect
    );

    impl<T> OneStatus for Html<T> {}

    /// A response whose status is always the same.
    pub trait WithOneStatus: Sized {
        /// Does nothing.
        fn gapless_status_is_seen(self) {}
    }

    impl<T: OneStatus> WithOneStatus for Status<'_, T> {}

    /// A tuple that becomes a response, whose status may be visible.
    pub trait InParts: Sized {
        /// Does nothing.
        fn gapless_status_is_seen(self) {}
    }

    impl<T: Tuple> InParts for Status<'_, T> {}
}

// Outside of the module `axum`, so that the compiler's message does not contain the path of that module.
#[cfg(feature = "axum")]
impl<T: ::axum::response::IntoResponse + ?Sized> Status<'_, T> {
    /// Does nothing at run time.
    #[deprecated(
        note = "the status of this response is hidden, so each call counts as `ok`; return `impl IntoResponse` or \
                         `Response`, or add `error_if`"
    )]
    pub fn gapless_status_is_seen(&self) {}
}

#[cfg(not(feature = "axum"))]
pub use self::{NoResponse as InParts, NoResponse as InResponse, NoResponse as WithOneStatus};
