//! How an instrumented function turns an `impl IntoResponse` into its response, and what it says of a status that it cannot see.
//!
//! The compiler chooses by the type, as in `gapless_core::__private::Returned`: it prefers an inherent method to that of a
//! trait, and a method that takes the value to a method that takes a reference. Without the feature `axum` there are the
//! traits alone.

use gapless_core::__private::Returned;

/// A type for which the bounds of an `impl Trait` hold. The macro implements this in the function, for a type of its own.
pub trait Allows<T> {}

/// A value that a function returns as `impl Trait`, and the type that says what else may be returned.
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

/// A value that an async function returns, by its type.
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
        /// The response.
        pub fn gapless_into_response(self) -> Response {
            self.0.into_response()
        }
    }

    impl<T: IntoResponse, E, D: Allows<Response>> IntoAnswer<Result<T, E>, D> {
        /// The response in an `Ok`.
        ///
        /// # Errors
        ///
        /// Returns the `Err` as it is.
        pub fn gapless_into_result(self) -> Result<Response, E> {
            self.0.map(IntoResponse::into_response)
        }
    }

    /// A response that tells its status.
    pub trait InResponse: Sized {
        /// Does nothing.
        fn gapless_status_is_seen(self) {}
    }

    impl<T: HasStatus> InResponse for Status<'_, T> {}

    /// A type that always makes a response with one status, which is not an error.
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

    /// A response with a status that need not be seen.
    pub trait WithOneStatus: Sized {
        /// Does nothing.
        fn gapless_status_is_seen(self) {}
    }

    impl<T: OneStatus> WithOneStatus for Status<'_, T> {}

    /// A response in parts, which may tell its status.
    pub trait InParts: Sized {
        /// Does nothing.
        fn gapless_status_is_seen(self) {}
    }

    impl<T: Tuple> InParts for Status<'_, T> {}
}

// Here, and not in the module above, so that the compiler's message has no path to that module.
#[cfg(feature = "axum")]
impl<T: ::axum::response::IntoResponse + ?Sized> Status<'_, T> {
    /// Does nothing at run time.
    #[deprecated(
        note = "the status of this response cannot be seen, so each call counts as `ok`; return `impl IntoResponse` or \
                         `Response`, or say by `error_if` which values are errors"
    )]
    pub fn gapless_status_is_seen(&self) {}
}

#[cfg(not(feature = "axum"))]
pub use self::{NoResponse as InParts, NoResponse as InResponse, NoResponse as WithOneStatus};
