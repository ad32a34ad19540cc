//! Output that is made of many short pieces.

use gapless_core::Number;

use crate::number;
use crate::protobuf::wire::write_varint;

/// A piece is copied in strides of half and half of this again, also when it is shorter: what is written next overwrites
/// the rest. A longer one is worth a call.
pub(crate) const REACH: usize = 128;

/// The bytes that are put together before they go to the output.
const PAGE: usize = 4096;

/// Puts pieces together in a page of fixed size, where a copy neither calls nor looks how much memory is left, and
/// appends page after page to the output.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    out: &'a mut Vec<u8>,
    page: [u8; PAGE],
    /// The bytes in the page.
    n: usize,
    /// Where the frame starts that is open, if one is.
    frame: Option<usize>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        Writer::within_frame(out, None)
    }

    /// Goes on with the frame that starts somewhere in the output, if one does.
    pub(crate) fn within_frame(out: &'a mut Vec<u8>, frame: Option<usize>) -> Self {
        Writer { out, page: [0; PAGE], n: 0, frame }
    }

    /// How many bytes are in the output.
    pub(crate) fn len(&self) -> usize {
        self.out.len() + self.n
    }

    /// Copies the first `len` bytes of a text that is within reach beyond them.
    #[inline]
    pub(crate) fn copy(&mut self, text: &[u8], len: usize) {
        let free = self.page.get_mut(self.n..self.n + REACH).and_then(<[u8]>::first_chunk_mut::<REACH>);
        match (free, text.first_chunk::<REACH>()) {
            (Some(free), Some(text)) if len <= REACH => {
                copy_strides(text, free, len);
                self.n += len;
            }
            _ => self.append(|out| out.extend_from_slice(&text[..len])),
        }
    }

    /// Writes a number and a line feed.
    #[inline]
    pub(crate) fn end_line(&mut self, value: Number) {
        match value {
            Number::U64(value) => self.end_line_of_integer(value),
            value => self.end_line_with(value),
        }
    }

    /// Writes an integer and a line feed.
    #[inline]
    pub(crate) fn end_line_of_integer(&mut self, value: u64) {
        let free = self.page.get_mut(self.n..).and_then(<[u8]>::first_chunk_mut::<9>);
        match (free, number::eight_digits(value)) {
            (Some(free), Some((digits, n))) => {
                free[..8].copy_from_slice(&digits);
                free[n] = b'\n';
                self.n += n + 1;
            }
            _ => self.end_line_of_long(value),
        }
    }

    fn end_line_of_long(&mut self, value: u64) {
        let mut buffer = itoa::Buffer::new();
        let digits = buffer.format(value).as_bytes();
        match self.page.get_mut(self.n..=self.n + digits.len()) {
            Some([free @ .., end]) => {
                free.copy_from_slice(digits);
                *end = b'\n';
                self.n += digits.len() + 1;
            }
            _ => self.end_line_with(Number::U64(value)),
        }
    }

    fn end_line_with(&mut self, value: Number) {
        self.append(|out| {
            number::write(value, out);
            out.push(b'\n');
        });
    }

    /// Writes after the page what is long or rare.
    #[cold]
    pub(crate) fn append(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        self.out.extend_from_slice(&self.page[..self.n]);
        self.n = 0;
        write(self.out);
    }

    /// Begins a frame, which is going to have its length before it.
    pub(crate) fn begin_frame(&mut self, head: &[u8]) {
        self.frame = Some(self.len());
        self.append(|out| out.extend_from_slice(head));
    }

    /// Ends the frame, or leaves it out if there is nothing but its head.
    pub(crate) fn end_frame(&mut self, head: &[u8], tail: &[u8]) {
        let Some(start) = self.frame.take() else { return };
        self.append(|out| match out.len() - start == head.len() {
            true => out.truncate(start),
            false => {
                out.extend_from_slice(tail);
                let mut length = Vec::new();
                write_varint((out.len() - start) as u64, &mut length);
                out.splice(start..start, length);
            }
        });
    }

    /// Leaves everything in the output, and says where the frame starts that is open, if one is.
    pub(crate) fn finish(mut self) -> Option<usize> {
        self.append(|_| ());
        self.frame
    }
}

/// Copies as many bytes as asked for, or more.
#[inline]
fn copy_strides(from: &[u8; REACH], to: &mut [u8; REACH], len: usize) {
    to[..32].copy_from_slice(&from[..32]);
    if len > 32 {
        to[32..64].copy_from_slice(&from[32..64]);
        if len > 64 {
            to[64..].copy_from_slice(&from[64..]);
        }
    }
}
