//! The lines of Graphite's plaintext protocol.

use std::borrow::Cow;
use std::io::Write;

use crate::reporters::{Failure, Point};

/// Where the labels of a series are.
#[derive(Clone, Copy, Debug)]
pub(super) enum Style {
    Path,
    Tags,
}

impl Style {
    /// Writes a line without its end.
    pub(super) fn write_line(self, prefix: &str, point: &Point<'_>, time: u64, out: &mut Vec<u8>) {
        if !prefix.is_empty() {
            out.extend_from_slice(prefix.as_bytes());
            out.push(b'.');
        }
        escape(&point.metric().name, in_segment, out);
        let labels = point.series().labels.iter().filter(|(_, value)| !value.is_empty());
        if matches!(self, Style::Path) {
            for text in labels.clone().flat_map(|(name, value)| [name, value]) {
                out.push(b'.');
                escape(text, in_segment, out);
            }
        }
        out.push(b'.');
        write_datapoint(point, out);
        if matches!(self, Style::Tags) {
            labels.for_each(|label| write_tag(label, out));
        }
        // Display writes all digits and no exponent, which every receiver parses.
        let _ = write!(out, " {} {time}", point.value() + 0.0);
    }
}

fn write_datapoint(point: &Point<'_>, out: &mut Vec<u8>) {
    let name = point.datapoint().to_string();
    out.extend(name.bytes().map(|byte| if byte.is_ascii_alphanumeric() { byte } else { b'_' }));
}

/// Writes a label as a tag. Graphite replaces a tag with the name `name` by the path.
fn write_tag((name, value): &(Cow<'static, str>, Cow<'static, str>), out: &mut Vec<u8>) {
    out.push(b';');
    if name == "name" {
        out.push(b'_');
    }
    escape(name, |byte| in_value(byte) && !b"!^=".contains(&byte), out);
    out.push(b'=');
    if let Some(rest) = value.strip_prefix('~') {
        out.extend_from_slice(b"%7E");
        return escape(rest, in_value, out);
    }
    escape(value, in_value, out);
}

/// Returns whether the segment of a path can contain a byte. Graphite stores a path as folders, and its queries give a
/// meaning to most punctuation.
fn in_segment(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-:".contains(&byte)
}

/// Returns whether the value of a tag can contain a byte. Spaces end the tags.
fn in_value(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b";%".contains(&byte)
}

fn escape(text: &str, is_allowed: impl Fn(u8) -> bool, out: &mut Vec<u8>) {
    for byte in text.bytes() {
        if is_allowed(byte) {
            out.push(byte);
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// Checks that each segment of a prefix is a segment of a path.
pub(super) fn check_prefix(prefix: &str) -> Result<(), Failure> {
    let is_segment = |segment: &str| !segment.is_empty() && segment.bytes().all(in_segment);
    if prefix.is_empty() || prefix.split('.').all(is_segment) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "`{prefix}` is not the prefix of a Graphite path; write letters, digits, `_` and `-`, separated by dots, such \
         as `shop.web-1`"
    )))
}
