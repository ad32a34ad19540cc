//! Messages for compile errors, assembled in `const` code.

/// A message that is being assembled.
pub(crate) struct Message {
    bytes: [u8; 1024],
    len: usize,
}

impl Message {
    pub(crate) const fn new() -> Self {
        Message { bytes: [0; 1024], len: 0 }
    }

    /// Appends text. Text beyond the capacity is cut off.
    pub(crate) const fn text(&mut self, text: &str) -> &mut Self {
        let mut i = 0;
        while i < text.len() && self.len < self.bytes.len() {
            self.bytes[self.len] = text.as_bytes()[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    /// Appends text in backticks.
    pub(crate) const fn code(&mut self, code: &str) -> &mut Self {
        self.text("`").text(code).text("`")
    }

    /// Appends a number.
    pub(crate) const fn number(&mut self, number: usize) -> &mut Self {
        if number >= 10 {
            self.number(number / 10);
        }
        self.text(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"][number % 10])
    }

    /// Returns the message, without a partial character at its end.
    pub(crate) const fn as_str(&self) -> &str {
        let (mut used, _) = self.bytes.split_at(self.len);
        loop {
            match std::str::from_utf8(used) {
                Ok(message) => return message,
                Err(_) => (used, _) = used.split_at(used.len() - 1),
            }
        }
    }
}

/// Compares strings in `const` code.
pub(crate) const fn equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}
