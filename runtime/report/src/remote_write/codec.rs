//! The compact form of numbers in the queue.

use crate::protobuf::{write_varint, zigzag};

/// The marks before a number. A greater number is the difference of two integers.
const SAME: u64 = 0;
const RAW: u64 = 1;

/// Writes a number as its difference from the number before: usually one or two bytes for an integer.
pub(super) fn write_value(before: u64, bits: u64, out: &mut Vec<u8>) {
    if before == bits {
        return write_varint(SAME, out);
    }
    match (integer(before), integer(bits)) {
        (Some(before), Some(now)) => write_varint(RAW + zigzag(now - before), out),
        _ => {
            write_varint(RAW, out);
            out.extend_from_slice(&bits.to_le_bytes());
        }
    }
}

/// Returns the integer that a double is, if it is one of at most 2^53.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "compared afterwards")]
fn integer(bits: u64) -> Option<i64> {
    const LARGEST: i64 = 1 << 53;
    let integer = f64::from_bits(bits) as i64;
    let is_exact = (integer as f64).to_bits() == bits;
    (is_exact && (-LARGEST..=LARGEST).contains(&integer)).then_some(integer)
}

/// Reads numbers and strings. Each method returns `None` after the end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(super) fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (start, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(start)
    }

    pub(super) fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    pub(super) fn index(&mut self) -> Option<u32> {
        self.varint()?.try_into().ok()
    }

    pub(super) fn length(&mut self) -> Option<usize> {
        self.varint()?.try_into().ok()
    }

    pub(super) fn zigzag(&mut self) -> Option<i64> {
        self.varint().map(unzigzag)
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = self.length()?;
        std::str::from_utf8(self.bytes(length)?).ok()
    }

    pub(super) fn raw(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.bytes(8)?.try_into().ok()?))
    }

    /// Reads the number after another number.
    #[expect(clippy::cast_precision_loss, reason = "the sum is an integer of at most 2^53")]
    pub(super) fn value(&mut self, before: u64) -> Option<u64> {
        match self.varint()? {
            SAME => Some(before),
            RAW => self.raw(),
            difference => {
                let now = integer(before)?.checked_add(unzigzag(difference - RAW))?;
                Some((now as f64).to_bits())
            }
        }
    }
}

#[expect(clippy::cast_possible_wrap, reason = "the lowest bit becomes the sign")]
fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// Writes a string after its length.
pub(super) fn write_text(text: &str, out: &mut Vec<u8>) {
    write_varint(text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

/// Returns the CRC-32 of bytes, as in zip files.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    !bytes.iter().fold(!0, |sum, byte| (sum >> 8) ^ TABLE[usize::from(sum.to_le_bytes()[0] ^ byte)])
}

#[expect(clippy::cast_possible_truncation, reason = "the index is below 256")]
const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let (mut sum, mut bit) = (index as u32, 0);
        while bit < 8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
            bit += 1;
        }
        table[index] = sum;
        index += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(before: f64, now: f64) -> Vec<u8> {
        let mut out = Vec::new();
        write_value(before.to_bits(), now.to_bits(), &mut out);
        out
    }

    #[test]
    fn every_number_is_read_back_bit_by_bit() {
        let stale = f64::from_bits(0x7ff0_0000_0000_0002);
        let largest = 9_007_199_254_740_992.0;
        let numbers =
            [0.0, -0.0, 1.0, -1.0, 0.1, 1e300, largest, -largest, f64::INFINITY, f64::NAN, stale, 1e6];
        for (before, now) in numbers.iter().flat_map(|a| numbers.iter().map(move |b| (*a, *b))) {
            let bytes = written(before, now);
            let mut reader = Reader(&bytes);
            assert_eq!(reader.value(before.to_bits()), Some(now.to_bits()), "{before} {now}");
            assert!(reader.is_at_end());
        }
    }

    #[test]
    fn integers_take_few_bytes() {
        assert_eq!(written(1e9, 1e9).len(), 1);
        assert_eq!(written(1e9, 1e9 + 60.0).len(), 1);
        assert_eq!(written(1e9, 1e9 + 8_000.0).len(), 2);
        assert_eq!(written(0.1, 0.2).len(), 9);
    }

    #[test]
    fn reading_ends_at_the_end() {
        for bytes in [&[][..], &[0x80], &[1, 0], &[0xff; 11]] {
            assert_eq!(Reader(bytes).value(0), None);
        }
        assert_eq!(Reader(&[2, b'a']).text(), None);
        assert_eq!(Reader(&[1, 0xff]).text(), None);
    }

    #[test]
    fn the_checksum_is_the_usual_one() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
    }
}
