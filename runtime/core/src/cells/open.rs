//! Open labels: labels whose values are known only at run time.
//!
//! A declaration bounds the number of combinations of values. Each new combination gets the next index, with its own
//! rows of cells. When all indices are taken, further combinations share the value `_other`, so that input from outside
//! cannot grow the exposition. Two strings are the same value if their bytes are equal. Addresses are not compared: a
//! type does not state whether a string lives as long as the program, and an address can be reused.
//!
//! [`Seen`] is the map of a declaration. Each thread has a cache in front of it, which needs no lock.
//!
//! The type of a label decides whether it is open: a type that implements [`LabelSet`] is typed, and a string is
//! open. [`ByType`] finds this out in code that the macros write.

mod cache;
mod combination;
mod expiry;
mod removed;
mod seen;
#[cfg(test)]
mod tests;
mod ticket;

use crate::declared::label_set::{LabelSet, LabelsOf};

pub(crate) use self::combination::Combination;
pub(crate) use self::expiry::Expiry;
pub(crate) use self::seen::{hasher, Assigned, Held, Seen, Start};
pub(crate) use self::ticket::Ticket;

/// A string that can be the value of an open label.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label type; use an enum with `#[derive(LabelValue)]`, or a string",
    label = "neither a label type nor a string",
    note = "an open label, whose values are known only at run time, is a `&str`, another `AsRef<str>`, or an `Option` of these"
)]
pub trait OpenLabel {
    /// Returns the string.
    fn text(&self) -> &str;
}

impl<T: AsRef<str> + ?Sized> OpenLabel for T {
    fn text(&self) -> &str {
        self.as_ref()
    }
}

/// The value of a label. Method resolution finds out whether its type is a [`LabelSet`], a string, an optional
/// string, or another type.
///
/// The methods for all of these have the same names, and the compiler calls the first that fits: inherent methods for a
/// [`LabelSet`], then [`ByText`] and [`ByOptionalText`], then [`ByReference`]. The prefix `gapless_` keeps the names
/// apart from traits of users that every type implements.
#[derive(Debug)]
pub struct ByType<'a, T: ?Sized>(&'a T);

impl<'a, T: ?Sized> ByType<'a, T> {
    /// Wraps a value.
    #[inline]
    pub fn of(value: &'a T) -> Self {
        ByType(value)
    }
}

impl<'a, T: LabelSet> ByType<'a, T> {
    /// All values.
    pub const GAPLESS_LABELS: LabelsOf = T::GAPLESS_LABELS;

    /// Returns the index of a value.
    pub const GAPLESS_INDEX: fn(&T) -> usize = |value| value.gapless_index_after(0);

    /// Returns the index of a label set that ends in this value, given the index of the labels before it.
    #[inline]
    #[must_use]
    pub fn gapless_index_after(&self, before: usize) -> usize {
        self.0.gapless_index_after(before)
    }

    /// Returns the string of an open label; `None` for a typed label.
    #[inline]
    pub fn gapless_text(&self) -> Option<&'a str> {
        None
    }

    /// Compiles for a label.
    pub fn gapless_check(&self) {}
}

/// The string of an open label.
pub trait ByText<'a> {
    /// The string.
    fn gapless_text(&self) -> Option<&'a str>;

    /// Compiles for a label.
    fn gapless_check(&self) {}
}

impl<'a, T: OpenLabel + ?Sized> ByText<'a> for ByType<'a, T> {
    #[inline]
    fn gapless_text(&self) -> Option<&'a str> {
        Some(self.0.text())
    }
}

/// The string of an open label that may be absent.
pub trait ByOptionalText<'a> {
    /// Returns the string, which is empty for `None`. An empty value leaves the label out.
    fn gapless_text(&self) -> Option<&'a str>;

    /// Compiles for a label.
    fn gapless_check(&self) {}
}

impl<'a, T: OpenLabel> ByOptionalText<'a> for ByType<'a, Option<T>> {
    #[inline]
    fn gapless_text(&self) -> Option<&'a str> {
        Some(self.0.as_ref().map_or("", OpenLabel::text))
    }
}

/// Items for all types that are not a [`LabelSet`].
pub trait ByAny<T: ?Sized> {
    /// The values are known only at run time.
    const GAPLESS_LABELS: LabelsOf = LabelsOf::Open;

    /// Never called: an open label does not have indices.
    const GAPLESS_INDEX: fn(&T) -> usize = |_| 0;

    /// Returns `before`, because open labels are not part of the index.
    #[inline]
    fn gapless_index_after(&self, before: usize) -> usize {
        before
    }
}

impl<T: ?Sized> ByAny<T> for ByType<'_, T> {}

/// Accepts a type that is not a label, so that only one check reports it.
pub trait ByReference<'a, T: ?Sized> {
    /// Never called, because the program does not compile.
    fn gapless_text(&self) -> Option<&'a str> {
        None
    }

    /// Does not compile.
    fn gapless_check(&self)
    where
        T: OpenLabel,
    {
    }
}

impl<'a, T: ?Sized> ByReference<'a, T> for &ByType<'a, T> {}
