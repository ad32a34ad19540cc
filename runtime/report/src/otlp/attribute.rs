//! Attributes: names with string values.

use super::field;
use crate::protobuf::Message;

/// Appends a field with the message `KeyValue`.
pub(super) fn write(field: u32, name: &str, value: &str, out: &mut Message) {
    out.message(field, |out| {
        out.text(field::attribute::KEY, name);
        out.message(field::attribute::VALUE, |out| out.text(field::any_value::STRING, value));
    });
}
