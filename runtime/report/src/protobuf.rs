//! The wire format of protocol buffers, as far as the reporters need it: varints, fixed numbers, and length-delimited
//! fields with their packed and nested contents.
//!
//! A field is always written, also with its default value: the caller leaves it out where readers expect that.

#![cfg_attr(
    not(all(feature = "otlp", feature = "remote-write")),
    allow(dead_code, reason = "each of the two reporters uses a part of it")
)]

/// The wire types, in the low bits of a tag.
const VARINT: u32 = 0;
const FIXED_64: u32 = 1;
const LENGTH_DELIMITED: u32 = 2;

/// A message that is being encoded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message(Vec<u8>);

impl Message {
    /// Creates a message that writes into this memory.
    pub(crate) fn reusing(mut memory: Vec<u8>) -> Self {
        memory.clear();
        Message(memory)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Removes all fields and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Appends encoded fields.
    pub(crate) fn append(&mut self, fields: &[u8]) {
        self.0.extend_from_slice(fields);
    }

    /// Appends a `uint64`, `uint32`, `bool` or enum.
    pub(crate) fn varint(&mut self, field: u32, value: u64) {
        self.tag(field, VARINT);
        write_varint(value, &mut self.0);
    }

    /// Appends an `int64` or `int32`, which takes ten bytes if it is negative.
    pub(crate) fn int(&mut self, field: u32, value: i64) {
        self.varint(field, bits(value));
    }

    /// Appends a `sint64` or `sint32`.
    pub(crate) fn zigzag(&mut self, field: u32, value: i64) {
        self.varint(field, zigzag(value));
    }

    /// Appends a `fixed64`.
    pub(crate) fn fixed64(&mut self, field: u32, value: u64) {
        self.tag(field, FIXED_64);
        self.append(&value.to_le_bytes());
    }

    /// Appends a `sfixed64`.
    pub(crate) fn sfixed64(&mut self, field: u32, value: i64) {
        self.fixed64(field, bits(value));
    }

    pub(crate) fn double(&mut self, field: u32, value: f64) {
        self.fixed64(field, value.to_bits());
    }

    pub(crate) fn text(&mut self, field: u32, value: &str) {
        self.raw(field, value.as_bytes());
    }

    /// Appends bytes, or an encoded message.
    pub(crate) fn raw(&mut self, field: u32, value: &[u8]) {
        self.tag(field, LENGTH_DELIMITED);
        write_varint(value.len() as u64, &mut self.0);
        self.append(value);
    }

    /// Appends a message, whose fields the function writes.
    pub(crate) fn message(&mut self, field: u32, write: impl FnOnce(&mut Message)) {
        self.tag(field, LENGTH_DELIMITED);
        let start = self.0.len();
        self.0.push(0);
        write(self);
        self.end_nested(start);
    }

    /// Appends packed numbers: `uint64`, `uint32`, `bool` or enums.
    pub(crate) fn packed_varints(&mut self, field: u32, values: impl IntoIterator<Item = u64>) {
        self.message(field, |packed| {
            values.into_iter().for_each(|value| write_varint(value, &mut packed.0));
        });
    }

    /// Appends packed numbers of the type `sint64` or `sint32`.
    pub(crate) fn packed_zigzags(&mut self, field: u32, values: impl IntoIterator<Item = i64>) {
        self.packed_varints(field, values.into_iter().map(zigzag));
    }

    /// Appends packed numbers of the type `fixed64`.
    pub(crate) fn packed_fixed64(&mut self, field: u32, values: impl IntoIterator<Item = u64>) {
        self.message(field, |packed| {
            values.into_iter().for_each(|value| packed.append(&value.to_le_bytes()));
        });
    }

    /// Appends packed numbers of the type `double`.
    pub(crate) fn packed_doubles(&mut self, field: u32, values: impl IntoIterator<Item = f64>) {
        self.packed_fixed64(field, values.into_iter().map(f64::to_bits));
    }

    /// Writes the length before the contents, which begin after one byte for it. A longer length moves the contents.
    #[expect(clippy::cast_possible_truncation, reason = "the length is below 128")]
    fn end_nested(&mut self, start: usize) {
        let length = self.0.len() - start - 1;
        if length < 0x80 {
            self.0[start] = length as u8;
            return;
        }
        let mut encoded = Vec::with_capacity(5);
        write_varint(length as u64, &mut encoded);
        self.0.splice(start..=start, encoded);
    }

    fn tag(&mut self, field: u32, kind: u32) {
        write_varint((field << 3 | kind).into(), &mut self.0);
    }
}

/// Writes seven bits in each byte, lowest first. The highest bit of a byte is set if more bytes follow.
#[expect(clippy::cast_possible_truncation, reason = "only the lowest bits are written")]
pub(crate) fn write_varint(mut value: u64, out: &mut Vec<u8>) {
    while let 0x80.. = value {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Encodes numbers with a small absolute value as small numbers.
pub(crate) fn zigzag(value: i64) -> u64 {
    bits((value << 1) ^ (value >> 63))
}

/// Returns the bits of a number as an unsigned number.
#[expect(clippy::cast_sign_loss, reason = "the sign is in the highest bit")]
fn bits(value: i64) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(write: impl FnOnce(&mut Message)) -> Vec<u8> {
        let mut message = Message::default();
        write(&mut message);
        message.into_bytes()
    }

    #[test]
    fn numbers_are_written_as_in_the_description_of_the_format() {
        assert_eq!(bytes(|message| message.varint(1, 150)), [0x08, 0x96, 0x01]);
        assert_eq!(bytes(|message| message.varint(16, 0)), [0x80, 0x01, 0]);
        assert_eq!(bytes(|message| message.zigzag(1, -1)), [0x08, 1]);
        assert_eq!(
            bytes(|message| message.zigzag(1, i64::MIN))[1..],
            bytes(|message| message.int(1, -1))[1..]
        );
        assert_eq!(bytes(|message| message.int(1, -1)).len(), 11);
        assert_eq!(bytes(|message| message.sfixed64(2, -2)), [0x11, 0xfe, 255, 255, 255, 255, 255, 255, 255]);
        assert_eq!(bytes(|message| message.double(1, 1.0)), [0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
    }

    #[test]
    fn contents_follow_their_length() {
        assert_eq!(bytes(|message| message.text(2, "testing")), *b"\x12\x07testing");
        assert_eq!(
            bytes(|message| message.message(3, |nested| nested.varint(1, 150))),
            [0x1a, 3, 8, 0x96, 1]
        );
        assert_eq!(
            bytes(|message| message.packed_varints(6, [3, 270, 86942])),
            [0x32, 6, 3, 0x8e, 2, 0x9e, 0xa7, 5]
        );
        assert_eq!(bytes(|message| message.packed_zigzags(1, [0, -1, 1])), [0x0a, 3, 0, 1, 2]);
        assert_eq!(bytes(|message| message.packed_doubles(1, [1.0, 2.0])).len(), 18);
    }

    #[test]
    fn long_contents_have_a_long_length() {
        for length in [127, 128, 16_383, 16_384] {
            let text = "x".repeat(length);
            let nested = bytes(|message| message.message(1, |nested| nested.append(text.as_bytes())));
            assert_eq!(nested, bytes(|message| message.text(1, &text)));
        }
    }
}
