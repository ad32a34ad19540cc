//! The status of a response: of one that is complete, and of the tuples that axum makes responses of.

use http::response::Parts;
use http::{Response, StatusCode};

use super::Returned;

/// A type that tells the status of a response.
pub trait HasStatus {
    /// The status.
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
    /// Whether an `Err` was found, or a response whose status is `least` or more.
    #[must_use]
    pub fn gapless_is_error(self, least: u16) -> bool {
        self.value.map_or(self.is_error, |value| value.status() >= least)
    }
}

/// A response in parts. Its first element, or the body, which is its last element, may have a status.
pub trait Tuple {
    /// The type of the first element.
    type First;
    /// The type of the last element.
    type Last;

    /// The first element.
    fn first(&self) -> &Self::First;

    /// The last element.
    fn last(&self) -> &Self::Last;
}

impl<'a, T: Tuple> Returned<'a, T>
where
    T::First: HasStatus,
{
    /// The first element, which tells the status of the response.
    #[must_use]
    pub fn gapless_first_part(self) -> Returned<'a, T::First> {
        self.part(|tuple| Ok(tuple.first()))
    }
}

impl<'a, T: Tuple> Returned<'a, T> {
    /// The last element, which is the body or the response to which the others add.
    #[must_use]
    pub fn gapless_last_part(self) -> Returned<'a, T::Last> {
        self.part(|tuple| Ok(tuple.last()))
    }
}

/// Implements [`Tuple`] for tuples of as many elements as there are names, and of fewer.
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

// A status, 16 parts, and a body: axum takes no more.
tuples!(A B C D E F G H I J K L M N O P Q R);
