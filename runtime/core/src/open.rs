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

use crate::label::{LabelValue, LabelValues};

pub(crate) use self::combination::Combination;
pub(crate) use self::expiry::Expiry;
pub(crate) use self::seen::{hasher, Held, Place, Seen, Start};
pub(crate) use self::ticket::Ticket;

/// A text that can be the value of an open label.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a label: it is neither a type with known values nor a text",
    label = "not a label type",
    note = "a label is an enum with `#[derive(gapless::LabelValue)]`, a `bool`, an `Option` of these, or a `StatusClass`",
    note = "a label whose values are not known at compile time is a `&str`, or anything else that is `AsRef<str>`"
)]
pub trait OpenLabel {
    /// The text.
    fn text(&self) -> &str;
}

impl<T: AsRef<str> + ?Sized> OpenLabel for T {
    fn text(&self) -> &str {
        self.as_ref()
    }
}

/// The value of a label, of which the compiler finds out whether its type knows all values.
///
/// For a [`LabelValue`], these are its items; for any other type, those of [`ByText`], which are called the same, and
/// as no method is that a trait of the user's may give to every type.
#[derive(Debug)]
pub struct ByType<'a, T: ?Sized>(&'a T);

impl<'a, T: ?Sized> ByType<'a, T> {
    /// The value.
    #[inline]
    pub fn of(value: &'a T) -> Self {
        ByType(value)
    }
}

impl<'a, T: LabelValue> ByType<'a, T> {
    /// Every value.
    pub const GAPLESS_VALUES: Option<LabelValues> = Some(T::VALUES);

    /// The index of a label set that ends in this value, after that of the labels before it.
    #[inline]
    #[must_use]
    pub fn gapless_index_after(&self, before: usize) -> usize {
        self.0.index_after(before)
    }

    /// The text of an open label; this is none.
    #[inline]
    pub fn gapless_text(&self) -> Option<&'a str> {
        None
    }
}

/// What [`ByType`] answers of types that are no [`LabelValue`].
pub trait ByText<'a, T: ?Sized> {
    /// Not known.
    const GAPLESS_VALUES: Option<LabelValues> = None;

    /// Open labels are no part of the index.
    #[inline]
    fn gapless_index_after(&self, before: usize) -> usize {
        before
    }

    /// The text.
    fn gapless_text(&self) -> Option<&'a str>
    where
        T: OpenLabel;
}

impl<'a, T: ?Sized> ByText<'a, T> for ByType<'a, T> {
    #[inline]
    fn gapless_text(&self) -> Option<&'a str>
    where
        T: OpenLabel,
    {
        Some(self.0.text())
    }
}
