//! Stores strings that every scrape copies.

use crate::writer::{Writer, REACH};

/// An append-only buffer of strings.
#[derive(Debug)]
pub(crate) struct Arena {
    /// Ends in zeros, as many as a copy can read beyond its piece.
    text: Vec<u8>,
}

/// The range of a string in its arena.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Piece {
    pub(crate) fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Returns the piece without `n` bytes at its start.
    pub(crate) fn after(self, n: u32) -> Self {
        Piece { start: self.start + n, ..self }
    }

    /// Returns the piece without `n` bytes at its end.
    pub(crate) fn before(self, n: u32) -> Self {
        Piece { end: self.end - n, ..self }
    }
}

impl Arena {
    /// Creates an arena with room for `len` bytes.
    pub(crate) fn with_capacity(len: usize) -> Self {
        Arena { text: Vec::with_capacity(len + REACH) }
    }

    /// Adds a piece that `write` writes.
    pub(crate) fn keep(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Piece {
        self.text.truncate(self.text.len().saturating_sub(REACH));
        let start = self.end();
        write(&mut self.text);
        let end = self.end();
        self.text.extend_from_slice(&[0; REACH]);
        Piece { start, end }
    }

    /// Returns the length, including the zeros.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Removes the pieces that were added after the arena had this length.
    pub(crate) fn truncate(&mut self, len: usize) {
        let text = len.saturating_sub(REACH);
        self.text.truncate(text);
        self.text.resize(len, 0);
    }

    fn end(&self) -> u32 {
        u32::try_from(self.text.len()).expect("the cached strings of a family have less than 4 GiB")
    }

    /// Releases memory that is unlikely to be needed.
    pub(crate) fn shrink(&mut self) {
        shrink(&mut self.text);
    }

    /// Copies a piece to the output.
    #[inline]
    pub(crate) fn copy(&self, piece: Piece, out: &mut Writer<'_>) {
        out.copy(&self.text[piece.start as usize..], piece.len());
    }
}

/// Shrinks a vector to an eighth more than its length.
pub(crate) fn shrink<T>(vec: &mut Vec<T>) {
    vec.shrink_to(vec.len() + vec.len() / 8);
}
