//! Open labels: labels whose values only the running program knows.
//!
//! A declaration bounds how many of them there may be. Each combination that is seen gets the next index, and rows of
//! cells of its own; once all are taken, further ones share the value `_other`, so that a stranger's input cannot grow
//! the exposition. Two strings are one value if their bytes are equal, wherever they are: a type does not tell whether a
//! text lives as long as the program, and the address of any other may be that of a new one tomorrow.
//!
//! [`Seen`] is the map of a family, and before it is a cache of each thread's own, which takes no lock.
//!
//! Whether a label is open is a question to its type: [`Label`](crate::Label) types are [`LabelValue`], and any other
//! text is open. [`ByType`] asks it, in code that the macros write.

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
    message = "`{Self}` is not a label type; add `#[derive(LabelValue)]` to it",
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

/// The value of a label. The compiler finds out whether its type is a [`LabelValue`], a string, an optional string, or none of
/// these.
///
/// The methods for all of these have the same names, and the first that fits is called: methods of the type itself for a
/// [`LabelValue`], then those of [`ByText`] and [`ByOptionalText`], then those of [`ByReference`]. No trait of a user that holds for
/// every type has methods of these names.
#[derive(Debug)]
pub struct ByType<'a, T: ?Sized>(&'a T);

impl<'a, T: ?Sized> ByType<'a, T> {
    /// The value.
    #[inline]
    pub fn of(value: &'a T) -> Self {
        ByType(value)
    }
}

impl<'a, T: LabelSet> ByType<'a, T> {
    /// Every value.
    pub const GAPLESS_LABELS: LabelsOf = T::GAPLESS_LABELS;

    /// The index of a value.
    pub const GAPLESS_INDEX: fn(&T) -> usize = |value| value.gapless_index_after(0);

    /// The index of a label set that ends in this value, after that of the labels before it.
    #[inline]
    #[must_use]
    pub fn gapless_index_after(&self, before: usize) -> usize {
        self.0.gapless_index_after(before)
    }

    /// The string of an open label; a typed label has none.
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
    /// The string. It is empty for `None`, and an empty value leaves the label out.
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

/// Facts about every type that is not a [`LabelValue`].
pub trait ByAny<T: ?Sized> {
    /// The values are not known.
    const GAPLESS_LABELS: LabelsOf = LabelsOf::Open;

    /// Never called: an open label does not have indices.
    const GAPLESS_INDEX: fn(&T) -> usize = |_| 0;

    /// Open labels are no part of the index.
    #[inline]
    fn gapless_index_after(&self, before: usize) -> usize {
        before
    }
}

impl<T: ?Sized> ByAny<T> for ByType<'_, T> {}

/// Stands in for a type that is not a label, so that one check reports the type and its uses do not.
pub trait ByReference<'a, T: ?Sized> {
    /// The program does not compile.
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
