//! Names and tags.

use std::borrow::Cow;

use crate::reporters::Failure;

/// The name and the value of a label.
pub(super) type LabelPair = (Cow<'static, str>, Cow<'static, str>);

/// Where the labels of a series are.
#[derive(Clone, Copy, Debug)]
pub(super) enum Style {
    /// In the name.
    Plain,
    /// In tags.
    Dog,
}

/// The name of a series, and its tags.
#[derive(Clone, Copy)]
pub(super) struct Name<'a> {
    pub(super) style: Style,
    pub(super) prefix: &'a str,
    pub(super) metric: &'a str,
    pub(super) labels: &'a [LabelPair],
    /// The state of a state set, as a further label.
    pub(super) state: Option<&'a str>,
}

impl Name<'_> {
    /// Writes a line: the name, a value with its type, and the tags.
    pub(super) fn write_line(&self, suffix: &str, value: &str, out: &mut Vec<u8>) {
        if !self.prefix.is_empty() {
            out.extend_from_slice(self.prefix.as_bytes());
            out.push(b'.');
        }
        write_segment(self.metric, out);
        if matches!(self.style, Style::Plain) {
            for segment in self.all_labels().flat_map(|(name, value)| [name, value]) {
                out.push(b'.');
                write_segment(segment, out);
            }
        }
        if !suffix.is_empty() {
            out.push(b'.');
            write_segment(suffix, out);
        }
        out.push(b':');
        out.extend_from_slice(value.as_bytes());
        if matches!(self.style, Style::Dog) {
            self.write_tags(out);
        }
    }

    fn write_tags(&self, out: &mut Vec<u8>) {
        for (number, (name, value)) in self.all_labels().enumerate() {
            out.extend_from_slice(if number == 0 { b"|#" } else { b"," });
            write_segment(name, out);
            out.push(b':');
            let replace = |byte: u8| if byte < b' ' || b"|,\x7f".contains(&byte) { b'_' } else { byte };
            out.extend(value.bytes().map(replace));
        }
    }

    fn all_labels(&self) -> impl Iterator<Item = (&str, &str)> {
        let labels = self.labels.iter().map(|(name, value)| (&**name, &**value));
        labels.filter(|(_, value)| !value.is_empty()).chain(self.state.map(|state| (self.metric, state)))
    }
}

/// Writes a segment of a name. Servers remove or replace all other bytes.
fn write_segment(segment: &str, out: &mut Vec<u8>) {
    out.extend(segment.bytes().map(|byte| if is_allowed(byte) { byte } else { b'_' }));
}

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-".contains(&byte)
}

/// Checks that each segment of a prefix is a segment of a name.
pub(super) fn check_prefix(prefix: &str) -> Result<(), Failure> {
    let is_segment = |segment: &str| !segment.is_empty() && segment.bytes().all(is_allowed);
    if prefix.is_empty() || prefix.split('.').all(is_segment) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "`{prefix}` is not the prefix of a StatsD name; write letters, digits, `_` and `-`, separated by dots, such as \
         `shop.web-1`"
    )))
}
