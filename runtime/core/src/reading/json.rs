//! JSON, of which so much as it takes to describe metrics.

use std::fmt::Write;

/// An object that is being written.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    out: &'a mut String,
    is_empty: bool,
}

impl<'a> Object<'a> {
    /// Writes an object, whose members `write` adds.
    pub(crate) fn write(out: &'a mut String, write: impl FnOnce(&mut Object<'_>)) {
        out.push('{');
        let mut object = Object { out, is_empty: true };
        write(&mut object);
        object.out.push('}');
    }

    /// A member whose value is written by `write`.
    pub(crate) fn member(&mut self, name: &str, write: impl FnOnce(&mut String)) {
        if !self.is_empty {
            self.out.push(',');
        }
        self.is_empty = false;
        string(name, self.out);
        self.out.push(':');
        write(self.out);
    }

    pub(crate) fn string(&mut self, name: &str, value: &str) {
        self.member(name, |out| string(value, out));
    }

    /// A number or a boolean, as it displays itself.
    pub(crate) fn plain(&mut self, name: &str, value: impl std::fmt::Display) {
        self.member(name, |out| {
            let _ = write!(out, "{value}"); // into a string, which takes all
        });
    }

    /// A double; one that is not finite is `null`, as JSON has no other way to say it.
    pub(crate) fn double(&mut self, name: &str, value: f64) {
        match value.is_finite() {
            true => self.plain(name, value),
            false => self.plain(name, "null"),
        }
    }
}

/// Writes an array, an item of it by `write` at a time.
pub(crate) fn array<T>(
    out: &mut String,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(T, &mut String),
) {
    out.push('[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

/// Writes a string.
pub(crate) fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c)); // as above
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
