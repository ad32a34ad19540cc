//! The parts of the wire format that the writer needs: varints, doubles and length-delimited fields.

use crate::arena::shrink;
use crate::varint::write_varint;

/// The wire types, in the low bits of a tag.
const VARINT: u32 = 0;
const FIXED_64: u32 = 1;
const LENGTH_DELIMITED: u32 = 2;

/// An encoded message.
#[derive(Debug, Default)]
pub(super) struct Message(Vec<u8>);

impl Message {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the length of the message.
    pub(super) fn end(&self) -> u32 {
        u32::try_from(self.0.len()).expect("the cached fields of a family have less than 4 GiB")
    }

    /// Removes all fields and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Releases memory that is unlikely to be needed.
    pub(super) fn shrink(&mut self) {
        shrink(&mut self.0);
    }

    /// Appends encoded fields.
    pub(super) fn append(&mut self, fields: &[u8]) {
        self.0.extend_from_slice(fields);
    }

    /// Appends a field with the wire type varint, such as `uint64`.
    pub(super) fn varint(&mut self, field: u32, value: u64) {
        write_tag(field, VARINT, &mut self.0);
        write_varint(value, &mut self.0);
    }

    /// Appends a `sint64` or `sint32`.
    pub(super) fn zigzag(&mut self, field: u32, value: i64) {
        self.varint(field, zigzag(value));
    }

    /// Appends a `sint64` of a packed field, without a tag.
    pub(super) fn packed_zigzag(&mut self, value: i64) {
        write_varint(zigzag(value), &mut self.0);
    }

    pub(super) fn double(&mut self, field: u32, value: f64) {
        write_tag(field, FIXED_64, &mut self.0);
        self.append(&value.to_le_bytes());
    }

    pub(super) fn text(&mut self, field: u32, value: &str) {
        write_message(field, value.as_bytes(), &mut self.0);
    }

    pub(super) fn message(&mut self, field: u32, value: &Message) {
        write_message(field, &value.0, &mut self.0);
    }
}

/// Writes a length-delimited field: a string, a message, or packed numbers.
pub(super) fn write_message(field: u32, value: &[u8], out: &mut Vec<u8>) {
    write_tag(field, LENGTH_DELIMITED, out);
    write_varint(value.len() as u64, out);
    out.extend_from_slice(value);
}

fn write_tag(field: u32, kind: u32, out: &mut Vec<u8>) {
    write_varint((field << 3 | kind).into(), out);
}

/// Encodes numbers with a small absolute value as small numbers.
#[expect(clippy::cast_sign_loss, reason = "the sign is in the lowest bit")]
fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}
