//! Label fields: the values that tell the values of a type apart.

use std::borrow::Cow;
use std::sync::Arc;

use crate::cells::living::LabelTexts;
use crate::declared::label_set::{LabelSet, Labels, LabelsOf};

/// A field that holds any string, and is a label with a limit.
///
/// `String`, `&'static str`, `Cow<'static, str>`, `Box<str>` and `Arc<str>` implement it, and an `Option` of them, in
/// which `None` leaves the label out. For any other type, write `with = path` with a function that returns one of them.
///
/// ```
/// use std::borrow::Cow;
///
/// use gapless::measured::LabelField;
///
/// struct RoomId(u32);
///
/// impl LabelField for RoomId {
///     fn label(&self) -> Cow<'static, str> {
///         format!("room-{}", self.0).into()
///     }
/// }
///
/// assert_eq!(RoomId(7).label(), "room-7");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label value; write `with = path` with a function that returns a `String`",
    label = "not a string that never changes",
    note = "the labels of a value never change, so a label field cannot be behind a lock",
    note = "a label whose type has `#[derive(LabelValue)]` or `#[derive(LabelSet)]` has no `max`"
)]
pub trait LabelField {
    /// Returns the label value, which is read once.
    fn label(&self) -> Cow<'static, str>;
}

impl LabelField for String {
    fn label(&self) -> Cow<'static, str> {
        self.clone().into()
    }
}

impl LabelField for &'static str {
    fn label(&self) -> Cow<'static, str> {
        (*self).into()
    }
}

impl LabelField for Cow<'static, str> {
    fn label(&self) -> Cow<'static, str> {
        self.clone()
    }
}

impl LabelField for Box<str> {
    fn label(&self) -> Cow<'static, str> {
        str::to_owned(self).into()
    }
}

impl LabelField for Arc<str> {
    fn label(&self) -> Cow<'static, str> {
        str::to_owned(self).into()
    }
}

impl<T: LabelField> LabelField for Option<T> {
    fn label(&self) -> Cow<'static, str> {
        self.as_ref().map_or(Cow::Borrowed(""), LabelField::label)
    }
}

/// The labels of a typed field, and how its values are read. Only its constructor needs the type to be a label type, so
/// that the compiler reports another type once.
#[derive(Debug)]
pub struct TypedLabel<T> {
    /// The labels.
    pub labels: LabelsOf,
    texts: fn(&T) -> Vec<Cow<'static, str>>,
}

impl LabelTexts {
    /// Adds the values of a typed label field.
    pub fn add_label<T>(&mut self, label: &TypedLabel<T>, field: &T) {
        self.labels.extend((label.texts)(field));
    }

    /// Adds the values of a typed field of the info.
    pub fn add_info<T>(&mut self, label: &TypedLabel<T>, field: &T) {
        self.info.extend((label.texts)(field));
    }

    /// Adds the values of a typed label that a function returned.
    pub fn add_label_with<T: LabelSet>(&mut self, value: &T) {
        self.labels.extend(texts(value));
    }

    /// Adds the value of an open label field.
    pub fn add_open_label<T: LabelField>(&mut self, field: &T) {
        self.labels.push(field.label());
    }

    /// Adds the value of an open field of the info.
    pub fn add_open_info<T: LabelField>(&mut self, field: &T) {
        self.info.push(field.label());
    }
}

fn texts<T: LabelSet>(field: &T) -> Vec<Cow<'static, str>> {
    let index = field.gapless_index_after(0);
    let (one, listed) = match T::GAPLESS_LABELS {
        LabelsOf::One(values) => (Some(values.get(index)), &[][..]),
        LabelsOf::Listed(listed) => (None, listed.labels),
        LabelsOf::Open => (None, &[][..]),
    };
    let listed = listed.iter().map(move |label| label.values[label.indices[index]]);
    one.into_iter().chain(listed).map(Cow::Borrowed).collect()
}

/// Returns the maximum number of label sets, given the maximum number of combinations of open label values.
#[must_use]
pub const fn max_label_sets(labels: &Labels, max_open: usize) -> usize {
    let (labels, mut max, mut i) = (labels.as_slice(), max_open, 0);
    while i < labels.len() {
        max = max.saturating_mul(labels[i].cardinality());
        i += 1;
    }
    max
}

impl<T> TypedLabel<T> {
    /// Returns the labels of a type.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "only the macros call it")]
    pub const fn new() -> Self
    where
        T: LabelSet,
    {
        TypedLabel { labels: T::GAPLESS_LABELS, texts: texts::<T> }
    }
}

/// Returns the labels of the result of a function of a field.
pub const fn labels_with<F: ?Sized, T: LabelSet, W: Fn(&F) -> T>(_: &W) -> LabelsOf {
    T::GAPLESS_LABELS
}
