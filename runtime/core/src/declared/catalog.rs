//! The catalog: one line of JSON for each declaration, in a section of the program's file.
//!
//! Tools read the catalog of a built program, stripped or not, without running it. The macros write the parts that they
//! know as literals; this module inserts the parts that only types know. A line is a chain of byte arrays that are
//! adjacent in memory, so the compiler does not copy it byte by byte.
//!
//! A descriptor points to its line, so that a linker keeps both or neither. The program itself never reads the line.

use std::fmt;

use crate::declared::label::LabelValues;
use crate::declared::label_set::{LabelsOf, ListedLabels};

/// Two adjacent parts of a line. Both are bytes, so they are not padded.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Then<A, B>(pub A, pub B);

/// A pointer to the line of a descriptor, for the linker.
#[derive(Clone, Copy)]
pub struct CatalogLine(#[expect(dead_code, reason = "the linker follows it")] Option<&'static [u8]>);

impl CatalogLine {
    /// No line.
    pub(crate) const NONE: CatalogLine = CatalogLine(None);

    /// Creates a pointer to the line that begins with this part.
    #[must_use]
    pub const fn new(first_part: &'static [u8]) -> Self {
        CatalogLine(Some(first_part))
    }
}

impl fmt::Debug for CatalogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CatalogLine")
    }
}

/// Returns the bytes of a text that is inserted unchanged.
#[must_use]
pub const fn bytes<const N: usize>(text: &str) -> [u8; N] {
    match text.as_bytes().first_chunk() {
        Some(bytes) => *bytes,
        None => panic!("the array is as long as the text"),
    }
}

/// Returns the length of [`string`].
#[must_use]
pub const fn string_len(text: &str) -> usize {
    let mut json = Json::<0>::new();
    json.string(text);
    json.len
}

/// Returns a text as a JSON string.
#[must_use]
pub const fn string<const N: usize>(text: &str) -> [u8; N] {
    let mut json = Json::new();
    json.string(text);
    json.bytes
}

/// Returns the length of [`values`].
#[must_use]
pub const fn values_len(values: Option<LabelValues>) -> usize {
    let mut json = Json::<0>::new();
    json.values(values);
    json.len
}

/// Returns the values of a label as a JSON array, or `null` for an open label.
#[must_use]
pub const fn values<const N: usize>(values: Option<LabelValues>) -> [u8; N] {
    if let Some(LabelValues { json, optional: false, .. }) = values {
        if !json.is_empty() {
            return bytes(json);
        }
    }
    let mut json = Json::new();
    json.values(values);
    json.bytes
}

/// Returns the length of the result of [`label`].
#[must_use]
pub const fn label_len(argument: &str, of: LabelsOf) -> usize {
    let mut json = Json::<0>::new();
    json.label(argument, of);
    json.len
}

/// Returns the labels of an argument, as items of a list. The values of an open label are `null`.
#[must_use]
pub const fn label<const N: usize>(argument: &str, of: LabelsOf) -> [u8; N] {
    if let LabelsOf::Listed(ListedLabels { json, .. }) = of {
        return bytes(json);
    }
    let mut json = Json::new();
    json.label(argument, of);
    json.bytes
}

/// JSON that is being written. With `N` = 0, only its length is computed.
struct Json<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Json<N> {
    const fn new() -> Self {
        Json { bytes: [0; N], len: 0 }
    }

    const fn byte(&mut self, byte: u8) {
        if N > 0 {
            self.bytes[self.len] = byte;
        }
        self.len += 1;
    }

    const fn raw(&mut self, text: &str) {
        if N == 0 {
            self.len += text.len();
            return;
        }
        let mut i = 0;
        while i < text.len() {
            self.byte(text.as_bytes()[i]);
            i += 1;
        }
    }

    const fn string(&mut self, text: &str) {
        self.byte(b'"');
        let mut i = 0;
        while i < text.len() {
            self.escaped(text.as_bytes()[i]);
            i += 1;
        }
        self.byte(b'"');
    }

    const fn escaped(&mut self, byte: u8) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        match byte {
            b'"' | b'\\' => {
                self.byte(b'\\');
                self.byte(byte);
            }
            0..=0x1f => {
                self.raw("\\u00");
                self.byte(HEX[(byte >> 4) as usize]);
                self.byte(HEX[(byte & 15) as usize]);
            }
            _ => self.byte(byte),
        }
    }

    const fn label(&mut self, argument: &str, of: LabelsOf) {
        let values = match of {
            LabelsOf::Listed(ListedLabels { json, .. }) => return self.raw(json),
            LabelsOf::One(values) => Some(values),
            LabelsOf::Open => None,
        };
        self.raw("{\"name\":");
        self.string(argument);
        self.raw(",\"values\":");
        self.values(values);
        self.byte(b'}');
    }

    const fn values(&mut self, values: Option<LabelValues>) {
        let Some(LabelValues { names, optional, json }) = values else {
            return self.raw("null");
        };
        if !json.is_empty() && !optional {
            return self.raw(json);
        }
        self.byte(b'[');
        if optional {
            self.raw("\"\",");
        }
        let mut i = 0;
        while i < names.len() {
            if i > 0 {
                self.byte(b',');
            }
            self.string(names[i]);
            i += 1;
        }
        self.byte(b']');
    }
}

#[cfg(test)]
mod tests {
    use std::mem::{align_of, size_of};

    use super::*;
    use crate::declared::label::LabelValue;

    const AWKWARD: &str = "a \"b\" \\ \n é";

    #[test]
    fn strings_are_escaped_as_json_asks() {
        const JSON: [u8; string_len(AWKWARD)] = string(AWKWARD);
        assert_eq!(std::str::from_utf8(&JSON), Ok(r#""a \"b\" \\ \u000a é""#));
    }

    #[test]
    fn a_list_has_every_value_and_an_open_label_has_none() {
        const READY: LabelValues = LabelValues::with_json(&["a", "b"], r#"["a","b"]"#);
        fn json<const N: usize>(of: Option<LabelValues>) -> String {
            assert_eq!(values_len(of), N);
            String::from_utf8(values::<N>(of).to_vec()).expect("it is text")
        }
        assert_eq!(json::<9>(Some(READY)), r#"["a","b"]"#);
        assert_eq!(json::<12>(Some(READY.optional())), r#"["","a","b"]"#);
        assert_eq!(json::<16>(Some(bool::LABELS)), r#"["false","true"]"#);
        assert_eq!(json::<4>(None), "null");
    }

    #[test]
    fn the_parts_of_a_line_stand_one_after_the_other() {
        assert_eq!(size_of::<Then<[u8; 3], Then<[u8; 5], [u8; 1]>>>(), 9);
        assert_eq!(align_of::<Then<[u8; 3], Then<[u8; 5], [u8; 1]>>>(), 1);
    }
}
