//! Exemplars. The labels `trace_id` and `span_id` become bytes, and other labels become attributes.

use gapless_core::{Exemplar, Number};

use super::attribute;
use super::field::exemplar as field;
use super::number::{self, nanoseconds};
use crate::protobuf::Message;

/// Writes the message `Exemplar`.
pub(super) fn write(exemplar: &Exemplar<'_>, out: &mut Message) {
    out.fixed64(field::TIME, nanoseconds(exemplar.timestamp));
    for (name, value) in exemplar.labels() {
        match name {
            "trace_id" => write_id::<16>(field::TRACE_ID, name, value, out),
            "span_id" => write_id::<8>(field::SPAN_ID, name, value, out),
            _ => attribute::write(field::FILTERED_ATTRIBUTES, name, value, out),
        }
    }
    write_number(exemplar.value, out);
}

fn write_number(value: Number, out: &mut Message) {
    match number::integer(value) {
        Some(integer) => out.sfixed64(field::AS_INT, integer),
        None => out.double(field::AS_DOUBLE, value.as_f64()),
    }
}

/// Writes the bytes of an id, or an attribute if it is not an id as OpenTelemetry defines it.
fn write_id<const BYTES: usize>(id: u32, name: &str, value: &str, out: &mut Message) {
    match from_hex::<BYTES>(value) {
        Some(bytes) => out.raw(id, &bytes),
        None => attribute::write(field::FILTERED_ATTRIBUTES, name, value, out),
    }
}

/// Parses two hexadecimal digits per byte.
fn from_hex<const BYTES: usize>(text: &str) -> Option<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    let digits =
        text.bytes().map(|digit| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
    let digits: Vec<u8> = digits.collect::<Option<_>>()?;
    if digits.len() != 2 * BYTES {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = pair[0] << 4 | pair[1];
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::from_hex;

    #[test]
    fn an_id_has_two_hexadecimal_digits_per_byte() {
        assert_eq!(from_hex::<2>("00fF"), Some([0, 255]));
        for wrong in ["", "00f", "00ff0", "00fg", "+0ff", "0é0"] {
            assert_eq!(from_hex::<2>(wrong), None, "{wrong}");
        }
    }
}
