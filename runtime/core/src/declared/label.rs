//! Labels as types: a label is a type with a known list of values, so a label set is a number.
//!
//! This number is the index of a cell. Recording therefore needs no lookup, every combination can be exported at zero,
//! and the number of series is a constant.

use crate::declared::message::equal;
use crate::declared::message::Message;

/// All values of a label type, in index order.
///
/// ```
/// use gapless::descriptor::LabelValues;
/// use gapless::LabelValue;
///
/// const SIDES: LabelValues = LabelValues::new(&["left", "right"]);
/// assert_eq!((SIDES.len(), SIDES.get(1)), (2, "right"));
/// assert_eq!(Option::<bool>::LABELS.iter().collect::<Vec<_>>(), ["", "false", "true"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelValues {
    pub(crate) names: &'static [&'static str],
    /// Whether an empty value, for an absent label, comes before `names`.
    pub(crate) optional: bool,
    /// `names` as JSON if a macro wrote it, otherwise empty.
    pub(crate) json: &'static str,
}

impl LabelValues {
    /// Creates a list of values.
    ///
    /// # Panics
    ///
    /// Panics if the list is empty, which is a compile error in `const` code.
    #[must_use]
    pub const fn new(names: &'static [&'static str]) -> Self {
        LabelValues::with_json(names, "")
    }

    /// Creates a list of values, with its JSON.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_json(names: &'static [&'static str], json: &'static str) -> Self {
        assert!(!names.is_empty(), "a label needs at least one value");
        LabelValues { names, optional: false, json }
    }

    /// Adds an empty value, for an absent label, before the others.
    ///
    /// # Panics
    ///
    /// Panics if the list already has an empty value, because `Option<Option<T>>` would have two series with equal
    /// labels. This is a compile error in `const` code.
    #[must_use]
    pub const fn optional(self) -> Self {
        assert!(!self.optional, "a label cannot be an `Option` of an `Option`; write `Option<T>`");
        LabelValues { optional: true, ..self }
    }

    /// Uses the values as the states of a state set.
    ///
    /// # Panics
    ///
    /// Panics if a value is empty, which is a compile error in `const` code.
    #[doc(hidden)]
    #[must_use]
    #[track_caller]
    pub const fn as_states(self) -> Self {
        assert!(!self.optional, "a state cannot be `None`; remove `Option`, and add a variant to the enum");
        self
    }

    /// Returns the number of values.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a label type has at least one value")]
    pub const fn len(self) -> usize {
        self.names.len() + self.optional as usize
    }

    /// Returns the value at `index`; empty for an absent label and past the end.
    #[must_use]
    pub fn get(self, index: usize) -> &'static str {
        self.text(index)
    }

    /// Returns the value at `index`, in `const` code.
    pub(crate) const fn text(self, index: usize) -> &'static str {
        match index.checked_sub(self.optional as usize) {
            Some(i) if i < self.names.len() => self.names[i],
            _ => "",
        }
    }

    /// Returns whether `value` is in the list.
    pub(crate) const fn contains(self, value: &str) -> bool {
        let mut i = 0;
        while i < self.names.len() {
            if equal(self.names[i], value) {
                return true;
            }
            i += 1;
        }
        self.optional && value.is_empty()
    }

    /// Writes all values in backticks.
    pub(crate) const fn write(self, message: &mut Message) {
        let mut i = 0;
        while i < self.names.len() {
            message.text(if i > 0 { ", " } else { "" }).code(self.names[i]);
            i += 1;
        }
    }

    /// Returns all values, in index order.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        (0..self.len()).map(move |index| self.get(index))
    }
}

/// A type whose values are the values of a label.
///
/// Derive it for an enum with `#[derive(LabelValue)]`. `bool`, [`StatusClass`] and `Option<T>`, whose `None` leaves the
/// label out, implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label type; use an enum with `#[derive(LabelValue)]`",
    label = "the values of this type are not known at compile time",
    note = "`bool`, `StatusClass` and an `Option` of a label type are label types too"
)]
pub trait LabelValue {
    /// Returns all values, in index order.
    const LABELS: LabelValues;

    /// The number of values.
    const CARDINALITY: usize = Self::LABELS.len();

    /// Returns the index of this value in [`LABELS`](Self::LABELS).
    fn index(&self) -> usize;

    /// Returns the index of a label set that ends in this value, given the index of the labels before it.
    ///
    /// A hand-written `index` past the end counts as the last value, so that it cannot reach other series.
    #[doc(hidden)]
    #[inline]
    fn index_after(&self, before: usize) -> usize {
        before * Self::CARDINALITY + self.index().min(Self::CARDINALITY - 1)
    }

    /// Returns the label value as a string.
    ///
    /// ```
    /// use gapless::LabelValue;
    ///
    /// assert_eq!(true.as_label(), "true");
    /// ```
    fn as_label(&self) -> &'static str {
        Self::LABELS.get(self.index())
    }
}

impl LabelValue for bool {
    const LABELS: LabelValues = LabelValues::new(&["false", "true"]);

    fn index(&self) -> usize {
        usize::from(*self)
    }
}

/// `None` is the empty value, which leaves the label out.
impl<T: LabelValue> LabelValue for Option<T> {
    const LABELS: LabelValues = T::LABELS.optional();

    fn index(&self) -> usize {
        self.as_ref().map_or(0, |value| value.index() + 1)
    }
}

impl<T: LabelValue + ?Sized> LabelValue for &T {
    const LABELS: LabelValues = T::LABELS;

    fn index(&self) -> usize {
        T::index(self)
    }
}

/// The class of an HTTP status code.
///
/// ```
/// use gapless::{LabelValue, StatusClass};
///
/// assert_eq!(StatusClass::from(200).as_label(), "2xx");
/// assert_eq!(StatusClass::from(404).as_label(), "4xx");
/// assert_eq!(StatusClass::from(799).as_label(), "unknown");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatusClass {
    /// 100 to 199.
    Informational,
    /// 200 to 299.
    Success,
    /// 300 to 399.
    Redirection,
    /// 400 to 499.
    ClientError,
    /// 500 to 599.
    ServerError,
    /// Any other number.
    Unknown,
}

impl LabelValue for StatusClass {
    const LABELS: LabelValues = LabelValues::new(&["1xx", "2xx", "3xx", "4xx", "5xx", "unknown"]);

    fn index(&self) -> usize {
        self.gapless_const_index()
    }
}

impl StatusClass {
    /// Returns the index of the value in `const` code, where a trait's method cannot be called.
    #[doc(hidden)]
    #[must_use]
    pub const fn gapless_const_index(&self) -> usize {
        *self as usize
    }
}

impl From<u16> for StatusClass {
    fn from(status: u16) -> Self {
        match status / 100 {
            1 => StatusClass::Informational,
            2 => StatusClass::Success,
            3 => StatusClass::Redirection,
            4 => StatusClass::ClientError,
            5 => StatusClass::ServerError,
            _ => StatusClass::Unknown,
        }
    }
}

/// A label of a metric: its name and its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// The name.
    pub name: &'static str,
    /// The values, in index order; `None` for an open label, whose values are known only at run time.
    pub values: Option<LabelValues>,
    /// Its place in a label set that one argument gives, if it is one of several labels of an argument.
    pub(crate) listed: Option<Listed>,
}

impl Label {
    /// Creates a label.
    #[doc(hidden)]
    pub const fn new(name: &'static str, values: LabelValues) -> Self {
        Label::of_type(name, Some(values))
    }

    /// Creates a label, whose values are `None` for an open label.
    #[doc(hidden)]
    #[must_use]
    pub const fn of_type(name: &'static str, values: Option<LabelValues>) -> Self {
        Label { name, values, listed: None }
    }

    /// Whether it belongs to the argument of the label before it.
    pub(crate) const fn is_of_the_set_before(&self) -> bool {
        matches!(self.listed, Some(Listed { is_first: false, .. }))
    }

    /// Returns the value in the label set with an index, counted among the values or label sets of the argument.
    pub(crate) fn value(&self, index: usize) -> &'static str {
        let index = self.listed.map_or(index, |listed| listed.indices[index]);
        self.values.map_or("", |values| values.get(index))
    }

    /// Returns the number of values in the index of a label set. It is 1 for an open label, which has no part in the
    /// index, and for a label that shares the part of the label before it.
    pub(crate) const fn cardinality(&self) -> usize {
        match (self.listed, self.values) {
            (Some(Listed { indices, is_first: true }), _) => indices.len(),
            (Some(_), _) | (None, None) => 1,
            (None, Some(values)) => values.len(),
        }
    }
}

/// The position of a label among the labels of one argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The index of the label's value in each combination.
    pub(crate) indices: &'static [usize],
    /// Whether it is the first label of the argument. The others share its part of the index.
    pub(crate) is_first: bool,
}

/// A label and one of its values.
pub type LabelPattern = (&'static str, &'static str);

/// A label and some of its values.
pub type LabelList = (&'static str, &'static [&'static str]);
