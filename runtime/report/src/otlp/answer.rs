//! The answers of receivers: the message `ExportMetricsServiceResponse`.

use super::field::response;

/// The rejected part of a request that the receiver accepted otherwise.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Partial {
    pub(super) rejected_points: u64,
    pub(super) message: String,
}

/// Reads a response. The receiver accepted all of a request if the response is empty or not in the format.
pub(super) fn read(body: &[u8]) -> Partial {
    let mut partial = Partial::default();
    for (_, inner) in fields(body).filter(|(field, _)| *field == response::PARTIAL_SUCCESS) {
        let Content::Bytes(inner) = inner else { continue };
        for field in fields(inner) {
            match field {
                (response::REJECTED_DATA_POINTS, Content::Varint(rejected)) => {
                    partial.rejected_points = i64::try_from(rejected).map_or(0, i64::unsigned_abs);
                }
                (response::ERROR_MESSAGE, Content::Bytes(message)) => {
                    partial.message = String::from_utf8_lossy(message).into_owned();
                }
                _ => {}
            }
        }
    }
    partial
}

/// The content of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Content<'a> {
    Varint(u64),
    Bytes(&'a [u8]),
    Fixed,
}

/// Iterates over the fields of a message, up to a mistake.
fn fields(mut rest: &[u8]) -> impl Iterator<Item = (u32, Content<'_>)> {
    std::iter::from_fn(move || {
        let tag = varint(&mut rest)?;
        let content = match tag & 7 {
            0 => Content::Varint(varint(&mut rest)?),
            1 => take(8, &mut rest).map(|_| Content::Fixed)?,
            2 => Content::Bytes(varint(&mut rest).and_then(|length| take(length, &mut rest))?),
            5 => take(4, &mut rest).map(|_| Content::Fixed)?,
            _ => return None,
        };
        Some((u32::try_from(tag >> 3).ok()?, content))
    })
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (first, others) = rest.split_first()?;
        *rest = others;
        value |= u64::from(first & 0x7f) << shift;
        if *first < 0x80 {
            return Some(value);
        }
    }
    None
}

fn take<'a>(length: u64, rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (taken, others) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    *rest = others;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protobuf::Message;

    fn response(write: impl FnOnce(&mut Message)) -> Vec<u8> {
        let mut message = Message::default();
        message.double(9, 1.0); // a field of a later version
        message.message(response::PARTIAL_SUCCESS, write);
        message.into_bytes()
    }

    #[test]
    fn an_empty_response_accepts_all() {
        assert_eq!(read(b""), Partial::default());
    }

    #[test]
    fn a_partial_success_has_a_number_and_a_message() {
        let response = response(|out| {
            out.int(response::REJECTED_DATA_POINTS, 300);
            out.text(response::ERROR_MESSAGE, "too old");
        });
        assert_eq!(read(&response), Partial { rejected_points: 300, message: "too old".to_owned() });
        for length in 0..response.len() {
            read(&response[..length]); // must not panic
        }
    }

    #[test]
    fn a_response_in_another_format_is_not_read() {
        for body in
            [&b"OK\n"[..], b"{\"partialSuccess\":{}}", &[0xff; 30], &[0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 1]]
        {
            assert_eq!(read(body), Partial::default(), "{body:?}");
        }
    }
}
