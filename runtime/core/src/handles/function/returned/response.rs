//! The status of a response, and of the tuples that axum converts to responses.

use http::response::Parts;
use http::{Response, StatusCode};

use super::Returned;

/// A type with the status of a response.
pub trait HasStatus {
    /// Returns the status.
    fn status(&self) -> u16;
}

impl<B> HasStatus for Response<B> {
    fn status(&self) -> u16 {
        self.status().as_u16()
    }
}

impl HasStatus for Parts {
    fn status(&self) -> u16 {
        self.status.as_u16()
    }
}

impl HasStatus for StatusCode {
    fn status(&self) -> u16 {
        self.as_u16()
    }
}

impl<T: HasStatus> Returned<'_, T> {
    /// Returns whether an `Err` was found, or a response with a status of `least` or more.
    #[must_use]
    pub fn gapless_is_error(self, least: u16) -> bool {
        self.value.map_or(self.is_error, |value| value.status() >= least)
    }
}

/// A response as a tuple. The first element, or the last element, which is the body, may have a status.
pub trait Tuple {
    /// The type of the first element.
    type First;
    /// The type of the last element.
    type Last;

    /// Returns the first element.
    fn first(&self) -> &Self::First;

    /// Returns the last element.
    fn last(&self) -> &Self::Last;
}

impl<'a, T: Tuple> Returned<'a, T>
where
    T::First: HasStatus,
{
    /// Continues with the first element, which has the status of the response.
    #[must_use]
    pub fn gapless_first_part(self) -> Returned<'a, T::First> {
        self.part(|tuple| Ok(tuple.first()))
    }
}

impl<'a, T: Tuple> Returned<'a, T> {
    /// Continues with the last element, which is the body or the response that the other elements extend.
    #[must_use]
    pub fn gapless_last_part(self) -> Returned<'a, T::Last> {
        self.part(|tuple| Ok(tuple.last()))
    }
}

/// Implements [`Tuple`] for tuples of up to as many elements as there are names.
macro_rules! tuples {
    ($last:ident) => {};
    ($first:ident $($others:ident)+) => {
        tuples!(@ $first [] $($others)+);
        tuples!($($others)+);
    };
    (@ $first:ident [$($middle:ident)*] $last:ident) => {
        impl<$first, $($middle,)* $last> Tuple for ($first, $($middle,)* $last) {
            type First = $first;
            type Last = $last;

            fn first(&self) -> &$first {
                &self.0
            }

            fn last(&self) -> &$last {
                let (.., last) = self;
                last
            }
        }
    };
    (@ $first:ident [$($middle:ident)*] $next:ident $($others:ident)+) => {
        tuples!(@ $first [$($middle)* $next] $($others)+);
    };
}

// A status, 16 parts, and a body: the maximum in axum.
tuples!(A B C D E F G H I J K L M N O P Q R);
