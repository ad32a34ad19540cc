//! The budget: a declaration with more series than it may have does not compile.

use crate::descriptor::{Descriptor, Kind, Origin};

/// The bound on the number of series of a declaration that names none.
pub const DEFAULT_MAX_SERIES: usize = 512;

impl Descriptor {
    /// Fails the build of a declaration with more series than it may have.
    ///
    /// # Panics
    ///
    /// With the number and the remedy, in `const` code.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_budget(&self, max_series: usize) {
        let n_series = self.n_series();
        if n_series > max_series {
            let mut message = Message::new();
            message.text("`").text(self.name).text("` declares ").number(n_series).text(" series (");
            message.product(self).text("), more than its budget of ").number(max_series);
            message.text("; give it fewer label values or buckets, or write ");
            match self.origin {
                Origin::Declaration => message.text("`#[max_series(").number(n_series).text(")]`"),
                Origin::Function => message.text("`max_series = ").number(n_series).text("`"),
            };
            panic!("{}", message.as_str());
        }
    }
}

/// Text put together in `const` code.
struct Message {
    bytes: [u8; 1024],
    len: usize,
}

impl Message {
    const fn new() -> Self {
        Message { bytes: [0; 1024], len: 0 }
    }

    const fn text(&mut self, text: &str) -> &mut Self {
        let mut i = 0;
        while i < text.len() && self.len < self.bytes.len() {
            self.bytes[self.len] = text.as_bytes()[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    const fn number(&mut self, number: usize) -> &mut Self {
        if number >= 10 {
            self.number(number / 10);
        }
        self.text(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"][number % 10])
    }

    /// As `channel: 5 * origin: 4 * 15 lines of a histogram`.
    const fn product(&mut self, of: &Descriptor) -> &mut Self {
        let mut i = 0;
        while i < of.labels.len() {
            if i > 0 {
                self.text(" * ");
            }
            self.text(of.labels[i].name).text(": ").number(of.labels[i].values.len());
            i += 1;
        }
        if matches!(of.kind, Kind::Histogram) {
            if i > 0 {
                self.text(" * ");
            }
            self.number(of.buckets.len() + 1).text(" buckets, sum and count");
        }
        self
    }

    const fn as_str(&self) -> &str {
        let (used, _) = self.bytes.split_at(self.len);
        match std::str::from_utf8(used) {
            Ok(message) => message,
            Err(_) => "a declaration has more series than its budget",
        }
    }
}
