//! What a declaration says of single label values, checked when it is compiled: those that an open label has from the
//! start, those that cannot happen together, and how long unused ones last.

use crate::declared::descriptor::Descriptor;
use crate::declared::label::LabelValues;
use crate::declared::message::{equal, Message};

impl Descriptor {
    /// Fails the build of a declaration that lists values of a label whose values are known.
    ///
    /// # Panics
    ///
    /// With what to write instead, in `const` code.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_listed(&self, label: &str) {
        if self.values_of(label).is_some() {
            let mut message = Message::new();
            message
                .text("all values of the label ")
                .code(label)
                .text(" are known and there from the start; list ");
            message.text("values of open labels alone, or leave out combinations with `#[skip(..)]`");
            panic!("{}", message.as_str());
        }
    }

    /// Fails the build of a declaration that lists values of some of its open labels and not of all, or too many.
    ///
    /// # Panics
    ///
    /// With what to write instead, in `const` code.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_all_listed(&self) {
        if self.n_open_labels() == 0 {
            return; // it is said of each label
        }
        let mut message = Message::new();
        if let Some(missing) = self.first_unlisted() {
            message.text("values are listed of some labels, and ").code(missing);
            message.text(" is open too; list its values as well");
            panic!("{}", message.as_str());
        }
        if self.n_listed() > self.max_open_values() {
            message
                .number(self.n_listed())
                .text(" combinations are listed, and `max_series` leaves room for ");
            message.number(self.max_open_values()).text("; write `#[max_series(");
            message.number(self.n_listed() * self.n_series_per_open_value()).text(")]`, or list fewer");
            panic!("{}", message.as_str());
        }
    }

    /// Fails the build of a declaration that leaves out a value which there is not.
    ///
    /// # Panics
    ///
    /// With the values that there are, in `const` code.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_skipped(&self, label: &str, value: &str) {
        let Some(values) = self.values_of(label) else { return };
        if !values.contains(value) {
            let mut message = Message::new();
            message.code(value).text(" is no value of the label ").code(label).text("; write one of ");
            values.write(&mut message);
            panic!("{}", message.as_str());
        }
    }

    /// Fails the build of a declaration whose values expire though all of them are known.
    ///
    /// # Panics
    ///
    /// With what to write instead, in `const` code.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_expires(&self) {
        if self.n_open_labels() == 0 {
            let mut message = Message::new();
            message.text("the series of ").code(self.name);
            message.text(" are all known and there from the start, so none expires; remove this, or give it an open label, as `game: &str`");
            panic!("{}", message.as_str());
        }
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

    /// An open label none of whose values is listed.
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
