//! Compile-time checks of the label values in a declaration: listed values, skipped combinations, and expiry.

use crate::declared::descriptor::Descriptor;
use crate::declared::label::LabelValues;
use crate::declared::message::{equal, Message};

impl Descriptor {
    /// Fails the build of a declaration that lists values of a typed label.
    ///
    /// # Panics
    ///
    /// Panics in `const` code, with the remedy.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_listed(&self, label: &str) {
        if !self.is_open(label) {
            let mut message = Message::new();
            message
                .text("the values of the label ")
                .code(label)
                .text(" are known and exported from the start; ");
            message.text("list only values of open labels, or skip combinations with `#[skip(..)]`");
            panic!("{}", message.as_str());
        }
    }

    /// Fails the build of a declaration that lists values of only some of its open labels, or too many values.
    ///
    /// # Panics
    ///
    /// Panics in `const` code, with the remedy.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_all_listed(&self) {
        if self.n_open_labels() == 0 {
            return; // `check_listed` reports each label
        }
        let mut message = Message::new();
        if let Some(missing) = self.first_unlisted() {
            message.text("the open label ").code(missing).text(" is not listed; list its values too");
            panic!("{}", message.as_str());
        }
        if self.n_listed() > self.max_open_values() {
            message.number(self.n_listed()).text(" combinations are listed but `max_series` allows ");
            message.number(self.max_open_values()).text("; write `#[max_series(");
            message
                .number(self.n_listed() * self.n_series_per_open_value())
                .text(")]`, or list fewer values");
            panic!("{}", message.as_str());
        }
    }

    /// Fails the build of a declaration that skips an unknown value.
    ///
    /// # Panics
    ///
    /// Panics in `const` code, with the known values.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_skipped(&self, label: &str, value: &str) {
        let Some(values) = self.values_of(label) else {
            if self.is_open(label) {
                return;
            }
            let mut message = Message::new();
            message.code(label).text(
                " is a `LabelSet`, which exports only its variants; remove this `#[skip(..)]`, or a variant of the enum",
            );
            panic!("{}", message.as_str());
        };
        if !values.contains(value) {
            let mut message = Message::new();
            message.code(value).text(" is not a value of the label ").code(label).text("; write one of ");
            values.write(&mut message);
            panic!("{}", message.as_str());
        }
    }

    /// Fails the build of a declaration that expires values without an open label.
    ///
    /// # Panics
    ///
    /// Panics in `const` code, with the remedy.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_expires(&self) {
        if self.n_open_labels() == 0 {
            let mut message = Message::new();
            message.code(self.name).text(" does not have an open label, so its series cannot expire; ");
            message.text("remove this, or add an open label such as `game: &str`");
            panic!("{}", message.as_str());
        }
    }

    /// Whether a label has this name, and its values are not known.
    const fn is_open(&self, label: &str) -> bool {
        let mut i = 0;
        while i < self.labels.len() {
            if equal(self.labels[i].name, label) && self.labels[i].values.is_none() {
                return true;
            }
            i += 1;
        }
        false
    }

    /// The values of a label, if they are known.
    const fn values_of(&self, label: &str) -> Option<LabelValues> {
        let mut i = 0;
        while i < self.labels.len() {
            if equal(self.labels[i].name, label) {
                return self.labels[i].values;
            }
            i += 1;
        }
        None
    }

    /// Returns an open label without listed values.
    const fn first_unlisted(&self) -> Option<&'static str> {
        let mut i = 0;
        while i < self.labels.len() {
            let label = self.labels[i];
            if label.values.is_none() && !self.lists(label.name) {
                return Some(label.name);
            }
            i += 1;
        }
        None
    }

    const fn lists(&self, label: &str) -> bool {
        let mut i = 0;
        while i < self.listed.len() {
            if equal(self.listed[i].0, label) {
                return true;
            }
            i += 1;
        }
        false
    }
}
