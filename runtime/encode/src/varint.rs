//! Varints, as in protocol buffers. The writer inserts the length of a message before it.

/// Writes seven bits in each byte, lowest first. The highest bit of a byte is set if more bytes follow.
#[expect(clippy::cast_possible_truncation, reason = "only the lowest bits are written")]
pub(crate) fn write_varint(mut value: u64, out: &mut Vec<u8>) {
    while let 0x80.. = value {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
