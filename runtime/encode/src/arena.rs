//! Pieces of text that are copied again and again.

use crate::writer::{Writer, REACH};

/// Text that is only added to.
#[derive(Debug)]
pub(crate) struct Arena {
    /// Ends in as many zeros as a copy may read beyond its piece.
    text: Vec<u8>,
}

/// Where a piece of text is in its arena.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Piece {
    pub(crate) fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Without as many bytes at its start.
    pub(crate) fn after(self, n: u32) -> Self {
        Piece { start: self.start + n, ..self }
    }

    /// Without as many bytes at its end.
    pub(crate) fn before(self, n: u32) -> Self {
        Piece { end: self.end - n, ..self }
    }
}

impl Arena {
    /// With room for a text of that length.
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

    /// How much there is, zeros included.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Forgets all but the first pieces, which were as much as that.
    pub(crate) fn truncate(&mut self, len: usize) {
        let text = len.saturating_sub(REACH);
        self.text.truncate(text);
        self.text.resize(len, 0);
    }

    fn end(&self) -> u32 {
        u32::try_from(self.text.len()).expect("the heads of a family are less than 4 GiB")
    }

    /// Gives back memory that is not likely to be needed.
    pub(crate) fn shrink(&mut self) {
        shrink(&mut self.text);
    }

    /// Copies a piece to the output.
    #[inline]
    pub(crate) fn copy(&self, piece: Piece, out: &mut Writer<'_>) {
        out.copy(&self.text[piece.start as usize..], piece.len());
    }
}

/// Leaves room for an eighth more, where doubling has left more than that.
pub(crate) fn shrink<T>(vec: &mut Vec<T>) {
    vec.shrink_to(vec.len() + vec.len() / 8);
}
