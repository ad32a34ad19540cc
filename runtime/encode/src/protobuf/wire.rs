//! The wire format of protocol buffers, as far as it is needed: varints, doubles, and what comes after its length.

use crate::arena::shrink;

/// How a field is written; the low bits of its tag.
const VARINT: u32 = 0;
const FIXED_64: u32 = 1;
const LENGTH_DELIMITED: u32 = 2;

/// A message as it is written, a field after the other.
#[derive(Debug, Default)]
pub(super) struct Message(Vec<u8>);

impl Message {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where the next field is going to be.
    pub(super) fn end(&self) -> u32 {
        u32::try_from(self.0.len()).expect("what is kept of a family is less than 4 GiB")
    }

    /// Leaves no field, and the memory.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Gives back memory that is not likely to be needed.
    pub(super) fn shrink(&mut self) {
        shrink(&mut self.0);
    }

    /// Adds fields that are written already.
    pub(super) fn append(&mut self, fields: &[u8]) {
        self.0.extend_from_slice(fields);
    }

    /// A `uint64`, or whatever else is written so.
    pub(super) fn varint(&mut self, field: u32, value: u64) {
        write_tag(field, VARINT, &mut self.0);
        write_varint(value, &mut self.0);
    }

    /// A `sint64`, or a `sint32`.
    pub(super) fn zigzag(&mut self, field: u32, value: i64) {
        self.varint(field, zigzag(value));
    }

    /// A `sint64` of a packed field, whose tag and length come before all of them.
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

/// Writes a field of bytes: a text, a message, or packed numbers.
pub(super) fn write_message(field: u32, value: &[u8], out: &mut Vec<u8>) {
    write_tag(field, LENGTH_DELIMITED, out);
    write_varint(value.len() as u64, out);
    out.extend_from_slice(value);
}

/// Writes seven bits a byte, the lowest first; the highest bit of a byte says that more follow.
#[expect(clippy::cast_possible_truncation, reason = "the lowest bits are what is written")]
pub(crate) fn write_varint(mut value: u64, out: &mut Vec<u8>) {
    while let 0x80.. = value {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn write_tag(field: u32, kind: u32, out: &mut Vec<u8>) {
    write_varint((field << 3 | kind).into(), out);
}

/// Small numbers of either sign as small ones.
#[expect(clippy::cast_sign_loss, reason = "the sign has moved to the lowest bit")]
fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}
