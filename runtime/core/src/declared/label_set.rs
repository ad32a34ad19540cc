//! Label sets as types: one argument of a metric that exports several labels, of which only some combinations exist.
//!
//! The type lists its combinations, and a value is an index into that list. A metric is then as cheap to record into as
//! with one label, and combinations that cannot happen take neither cells nor series. Each exported label has its own
//! values, and a table with the index of its value in each combination.

use crate::declared::defaults::MAX_LABELS;
use crate::declared::label::{Label, LabelValue, LabelValues, Listed};
use crate::declared::message::Message;

/// A type whose values are the labels of a metric: one label or several.
///
/// Derive it for an enum with `#[derive(LabelSet)]`. Every [`LabelValue`] is a label set of one label, which has the
/// name of the argument. The trait is not meant to be implemented by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label type; use an enum with `#[derive(LabelValue)]`",
    label = "the values of this type are not known at compile time",
    note = "`bool`, `StatusClass` and an `Option` of a label type are label types too; an enum with `#[derive(LabelSet)]` is \
            several labels"
)]
pub trait LabelSet {
    /// The labels, and every combination of their values in index order.
    #[doc(hidden)]
    const GAPLESS_LABELS: LabelsOf;

    /// Returns the index of a label set that ends in these labels, after the index of the labels before.
    #[doc(hidden)]
    fn gapless_index_after(&self, before: usize) -> usize;
}

impl<T: LabelValue> LabelSet for T {
    const GAPLESS_LABELS: LabelsOf = LabelsOf::One(T::LABELS);

    #[inline]
    fn gapless_index_after(&self, before: usize) -> usize {
        self.index_after(before)
    }
}

/// The labels of one argument of a metric.
#[derive(Clone, Copy, Debug)]
pub enum LabelsOf {
    /// One label, whose values only the running program knows.
    Open,
    /// One label, with the name of the argument.
    One(LabelValues),
    /// The labels of a type with `#[derive(LabelSet)]`.
    Listed(ListedLabels),
}

/// The labels of a type with `#[derive(LabelSet)]`.
#[derive(Clone, Copy, Debug)]
pub struct ListedLabels {
    /// The labels in the order of their names in the declaration.
    pub labels: &'static [ListedLabel],
    /// The labels in the catalog's JSON, without the brackets of the list.
    pub json: &'static str,
}

/// A label of a type with `#[derive(LabelSet)]`.
#[derive(Clone, Copy, Debug)]
pub struct ListedLabel {
    /// The name of the label.
    pub name: &'static str,
    /// The values without repetitions.
    pub values: &'static [&'static str],
    /// The index of the value in each combination.
    pub indices: &'static [usize],
}

/// Room for the labels of a metric, and for the labels `outcome` and `error` of functions.
const CAPACITY: usize = MAX_LABELS + 2;

/// The labels of a metric, collected argument by argument.
#[derive(Clone, Copy, Debug)]
pub struct Labels {
    all: [Label; CAPACITY],
    len: usize,
    /// Names of labels that the metric has beside these.
    others: &'static [&'static str],
    /// Whether an argument exports several labels.
    is_listed: bool,
}

impl Labels {
    /// Creates an empty list for a metric that also has the labels `others`.
    #[must_use]
    pub const fn new(others: &'static [&'static str]) -> Self {
        Labels { all: [Label::of_type("", None); CAPACITY], len: 0, others, is_listed: false }
    }

    /// Adds the labels of an argument.
    ///
    /// # Panics
    ///
    /// Panics in `const` code if a label of the argument exists already, or if the labels are too many.
    #[must_use]
    #[track_caller]
    pub const fn with(mut self, argument: &'static str, of: LabelsOf) -> Self {
        match of {
            LabelsOf::Open => self.push(argument, Label::of_type(argument, None)),
            LabelsOf::One(values) => self.push(argument, Label::of_type(argument, Some(values))),
            LabelsOf::Listed(ListedLabels { labels, .. }) => {
                self.is_listed = true;
                let mut i = 0;
                while i < labels.len() {
                    let ListedLabel { name, values, indices } = labels[i];
                    let mut label = Label::of_type(name, Some(LabelValues::new(values)));
                    label.listed = Some(Listed { indices, is_first: i == 0 });
                    self.push(argument, label);
                    i += 1;
                }
            }
        }
        self
    }

    /// Adds a label that the macros name.
    #[must_use]
    pub const fn with_label(mut self, label: Label) -> Self {
        self.all[self.len] = label;
        self.len += 1;
        self
    }

    /// Returns all labels.
    #[must_use]
    pub const fn as_slice(&self) -> &[Label] {
        self.all.split_at(self.len).0
    }

    #[track_caller]
    const fn push(&mut self, argument: &str, label: Label) {
        if self.len == MAX_LABELS {
            let mut message = Message::new();
            message
                .text("a metric can have at most ")
                .number(MAX_LABELS)
                .text(" labels, and ")
                .code(argument);
            message.text(" adds the label ").code(label.name).text("; remove some labels");
            panic!("{}", message.as_str());
        }
        // The macros compare names that they see.
        if self.is_listed && self.has(label.name) {
            let mut message = Message::new();
            message.code(argument).text(" exports the label ").code(label.name);
            message.text(", which this metric already has; rename one of the two labels");
            panic!("{}", message.as_str());
        }
        self.all[self.len] = label;
        self.len += 1;
    }

    const fn has(&self, name: &str) -> bool {
        let mut i = 0;
        while i < self.len {
            if is_plain_equal(self.all[i].name, name) {
                return true;
            }
            i += 1;
        }
        i = 0;
        while i < self.others.len() {
            if is_plain_equal(self.others[i], name) {
                return true;
            }
            i += 1;
        }
        false
    }
}

/// Whether two names are equal to a client that replaces every character of other names with `_`.
const fn is_plain_equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if plain(a[i]) != plain(b[j]) {
            return false;
        }
        (i, j) = (next(a, i), next(b, j));
    }
    i >= a.len() && j >= b.len()
}

const fn plain(byte: u8) -> u8 {
    if byte.is_ascii_alphanumeric() {
        byte
    } else {
        b'_'
    }
}

/// The start of the character after the one that starts at an index.
const fn next(bytes: &[u8], mut index: usize) -> usize {
    index += 1;
    while index < bytes.len() && bytes[index] & 0xc0 == 0x80 {
        index += 1;
    }
    index
}

#[cfg(test)]
mod tests {
    use super::is_plain_equal;

    #[test]
    fn names_are_compared_as_plain_names() {
        for (a, b) in [("method", "method"), ("http.method", "http_method"), ("größe", "gr__e"), ("_", "ß")]
        {
            assert!(is_plain_equal(a, b), "{a} {b}");
        }
        for (a, b) in [("method", "methods"), ("methods", "method"), ("a", "b"), ("ß", "__")] {
            assert!(!is_plain_equal(a, b), "{a} {b}");
        }
    }
}
