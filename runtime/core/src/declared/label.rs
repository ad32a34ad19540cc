//! Labels as types: a label is a type with a known list of values, so a set of labels is a number.
//!
//! That number indexes the cells of a family, which is why recording does no lookup, why every combination can be
//! exported at zero, and why the number of series is a constant.

use crate::declared::message::equal;
use crate::declared::message::Message;

/// Every value of a label type, in index order.
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
    /// Whether there is an empty value before `names`: the label is absent then.
    pub(crate) optional: bool,
    /// `names` as JSON, where a macro wrote it; empty otherwise.
    pub(crate) json: &'static str,
}

impl LabelValues {
    /// The values that `names` lists.
    ///
    /// # Panics
    ///
    /// When there are none. In `const` code, where this is called, that is a compile error.
    #[must_use]
    pub const fn new(names: &'static [&'static str]) -> Self {
        LabelValues::with_json(names, "")
    }

    /// The same, with the list as JSON ready made.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_json(names: &'static [&'static str], json: &'static str) -> Self {
        assert!(!names.is_empty(), "a label needs at least one value");
        LabelValues { names, optional: false, json }
    }

    /// The same values after an empty one, which stands for an absent label.
    ///
    /// # Panics
    ///
    /// When there is an empty value already: `Option<Option<T>>` would have two series with the same labels. In
    /// `const` code, where this is called, that is a compile error.
    #[must_use]
    pub const fn optional(self) -> Self {
        assert!(!self.optional, "a label cannot be an `Option` of an `Option`; write `Option<T>`");
        LabelValues { optional: true, ..self }
    }

    /// The same values as the states of a state set.
    ///
    /// # Panics
    ///
    /// When one of them is empty, in `const` code.
    #[doc(hidden)]
    #[must_use]
    #[track_caller]
    pub const fn as_states(self) -> Self {
        assert!(!self.optional, "a state cannot be `None`; remove `Option`, and add a variant to the enum");
        self
    }

    /// How many values there are.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a label type has at least one value")]
    pub const fn len(self) -> usize {
        self.names.len() + self.optional as usize
    }

    /// The value at `index`; empty for the absent label and past the end.
    #[must_use]
    pub fn get(self, index: usize) -> &'static str {
        let name = index.checked_sub(usize::from(self.optional)).and_then(|i| self.names.get(i));
        name.copied().unwrap_or("")
    }

    /// Whether `value` is one of them.
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

    /// Writes all values, as code.
    pub(crate) const fn write(self, message: &mut Message) {
        let mut i = 0;
        while i < self.names.len() {
            message.text(if i > 0 { ", " } else { "" }).code(self.names[i]);
            i += 1;
        }
    }

    /// All values, in index order.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        (0..self.len()).map(move |index| self.get(index))
    }
}

/// A type whose values are the values of a label.
///
/// Derive it for an enum with `#[derive(LabelValue)]`. `bool`, `Option<T>` (`None` leaves the label out) and
/// [`StatusClass`] are ready made.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label type; add `#[derive(LabelValue)]` to it",
    label = "the values of this type are not known at compile time",
    note = "`bool`, `StatusClass` and an `Option` of a label type are label types too"
)]
pub trait LabelValue {
    /// Every value, in index order.
    const LABELS: LabelValues;

    /// The number of values.
    const CARDINALITY: usize = Self::LABELS.len();

    /// The position of this value in [`LABELS`](Self::LABELS).
    fn index(&self) -> usize;

    /// The index of a label set that ends in this value, after that of the labels before it.
    ///
    /// A hand-written `index` that is past the end is taken for the last value, lest it reach another label's series.
    #[doc(hidden)]
    #[inline]
    fn index_after(&self, before: usize) -> usize {
        before * Self::CARDINALITY + self.index().min(Self::CARDINALITY - 1)
    }

    /// The text of this value.
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

/// `None` is the empty value, which leaves the label out of the series.
impl<T: LabelValue> LabelValue for Option<T> {
    const LABELS: LabelValues = T::LABELS.optional();

    fn index(&self) -> usize {
        self.as_ref().map_or(0, |value| value.index() + 1)
    }
}

impl<T: LabelValue> LabelValue for &T {
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
    /// No status code of HTTP.
    Unknown,
}

impl LabelValue for StatusClass {
    const LABELS: LabelValues = LabelValues::new(&["1xx", "2xx", "3xx", "4xx", "5xx", "unknown"]);

    fn index(&self) -> usize {
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

/// A label of a metric: its name and every value that it can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// The label's name.
    pub name: &'static str,
    /// Its values, in index order; `None` for an open label, whose values only the running program knows.
    pub values: Option<LabelValues>,
    /// Its place in a label set that one argument gives, if it is one of several labels of an argument.
    pub(crate) listed: Option<Listed>,
}

impl Label {
    /// A label with a name and its values.
    #[doc(hidden)]
    pub const fn new(name: &'static str, values: LabelValues) -> Self {
        Label::of_type(name, Some(values))
    }

    /// A label with a name, and its values if its type says them.
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

    /// Returns the number of values in the index of a label set. It is 1 for an open label, which has no part in the index, and
    /// for a label that shares the part of the label before it.
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

/// One value of one label, as a pattern that leaves series out of seeding.
pub type LabelPattern = (&'static str, &'static str);

/// A label, and some of its values.
pub type LabelList = (&'static str, &'static [&'static str]);
