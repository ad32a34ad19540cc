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

/// The labels of one metric, as a tuple of up to eight label values.
///
/// ```
/// use gapless::{LabelSet, StatusClass};
///
/// assert_eq!(<(bool, StatusClass)>::CARDINALITY, 12);
/// assert_eq!((true, StatusClass::Success).index(), 7); // the last label counts fastest
/// ```
pub trait LabelSet {
    /// The number of combinations.
    const CARDINALITY: usize;

    /// The position of this combination.
    fn index(&self) -> usize;
}

macro_rules! impl_label_set {
    ($($label:ident $value:ident),*) => {
        impl<$($label: LabelValue),*> LabelSet for ($($label,)*) {
            const CARDINALITY: usize = 1 $(* $label::CARDINALITY)*;

            #[inline]
            fn index(&self) -> usize {
                let ($($value,)*) = self;
                let index = 0;
                $(let index = $value.index_after(index);)*
                index
            }
        }
    };
}

impl_label_set!();
impl_label_set!(A a);
impl_label_set!(A a, B b);
impl_label_set!(A a, B b, C c);
impl_label_set!(A a, B b, C c, D d);
impl_label_set!(A a, B b, C c, D d, E e);
impl_label_set!(A a, B b, C c, D d, E e, F f);
impl_label_set!(A a, B b, C c, D d, E e, F f, G g);
impl_label_set!(A a, B b, C c, D d, E e, F f, G g, H h);

/// A label of a metric: its name and every value that it can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// The label's name.
    pub name: &'static str,
    /// Its values, in index order; `None` for an open label, whose values only the running program knows.
    pub values: Option<LabelValues>,
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
        Label { name, values }
    }

    /// The number of values; an open label has no part in the index of a label set, as if it had one.
    pub(crate) const fn cardinality(&self) -> usize {
        match self.values {
            Some(values) => values.len(),
            None => 1,
        }
    }
}

/// One value of one label, as a pattern that leaves series out of seeding.
pub type LabelPattern = (&'static str, &'static str);

/// A label, and some of its values.
pub type LabelList = (&'static str, &'static [&'static str]);
