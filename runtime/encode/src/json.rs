//! A small JSON writer, with what the description of metrics needs.

use std::fmt::Write;

/// An object that is being written.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    out: &'a mut String,
    is_empty: bool,
}

impl<'a> Object<'a> {
    /// Writes an object whose members are added by `write`.
    pub(crate) fn write(out: &'a mut String, write: impl FnOnce(&mut Object<'_>)) {
        out.push('{');
        let mut object = Object { out, is_empty: true };
        write(&mut object);
        object.out.push('}');
    }

    /// Adds a member whose value is written by `write`.
    pub(crate) fn member(&mut self, name: &str, write: impl FnOnce(&mut String)) {
        if !self.is_empty {
            self.out.push(',');
        }
        self.is_empty = false;
        string(name, self.out);
        self.out.push(':');
        write(self.out);
    }

    /// Adds a string.
    pub(crate) fn string(&mut self, name: &str, value: &str) {
        self.member(name, |out| string(value, out));
    }

    /// Adds an integer or a boolean, as its `Display` writes it.
    pub(crate) fn plain(&mut self, name: &str, value: impl std::fmt::Display) {
        self.member(name, |out| {
            let _ = write!(out, "{value}"); // writing to a string does not fail
        });
    }

    /// Adds a double; `null` if it is not finite, because JSON cannot represent it.
    pub(crate) fn double(&mut self, name: &str, value: f64) {
        if value.is_finite() {
            self.plain(name, value);
        } else {
            self.plain(name, "null");
        }
    }
}

/// Writes an array, each item with `write`. For the other crates of Gapless; it may change in any release.
#[doc(hidden)]
pub fn array<T>(out: &mut String, items: impl IntoIterator<Item = T>, mut write: impl FnMut(T, &mut String)) {
    out.push('[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

fn string(value: &str, out: &mut String) {
    out.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c)); // writing to a string does not fail
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
