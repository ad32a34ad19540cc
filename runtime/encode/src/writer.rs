//! Fast output of many short pieces.

use gapless_core::Number;

use crate::number;
use crate::varint::write_varint;

/// The longest piece that is copied in fixed strides. A stride can copy too much; the next piece overwrites the excess.
/// Longer pieces are copied by a call.
pub(crate) const REACH: usize = 128;

/// The size of the page, which is assembled before it is appended to the output.
const PAGE: usize = 4096;

/// Assembles pieces in a page of fixed size, where a copy neither calls a function nor checks the capacity, and appends
/// page after page to the output.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    out: &'a mut Vec<u8>,
    page: [u8; PAGE],
    /// The number of bytes in the page.
    n: usize,
    /// The start of the open frame, if a frame is open.
    frame: Option<usize>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        Writer::within_frame(out, None)
    }

    /// Creates a writer that continues an open frame of the output.
    pub(crate) fn within_frame(out: &'a mut Vec<u8>, frame: Option<usize>) -> Self {
        Writer { out, page: [0; PAGE], n: 0, frame }
    }

    /// Returns the number of bytes in the output.
    pub(crate) fn len(&self) -> usize {
        self.out.len() + self.n
    }

    /// Copies the first `len` bytes of `text`, which should have [`REACH`] bytes.
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

    /// Flushes the page, and writes directly to the output. For long or rare pieces.
    #[cold]
    pub(crate) fn append(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        self.out.extend_from_slice(&self.page[..self.n]);
        self.n = 0;
        write(self.out);
    }

    /// Begins a frame. Its length is inserted before it at the end.
    pub(crate) fn begin_frame(&mut self, head: &[u8]) {
        self.frame = Some(self.len());
        self.append(|out| out.extend_from_slice(head));
    }

    /// Ends the frame, or removes it if it has only its head.
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

    /// Flushes the page, and returns the start of the open frame, if a frame is open.
    pub(crate) fn finish(mut self) -> Option<usize> {
        self.append(|_| ());
        self.frame
    }
}

/// Copies at least `len` bytes.
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
