//! Lines that have not been sent yet.

/// The number of bytes that are kept while the server does not take them.
const MOST: usize = 4 << 20;

/// Lines that have not been sent yet, oldest first.
#[derive(Debug, Default)]
pub(super) struct Unsent {
    text: Vec<u8>,
    lines: u64,
}

impl Unsent {
    /// Appends a line.
    pub(super) fn push(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.text);
        self.text.push(b'\n');
        self.lines += 1;
    }

    /// Drops the oldest lines until the rest is small enough, and returns their number.
    pub(super) fn shrink(&mut self) -> u64 {
        let excess = self.text.len().saturating_sub(MOST);
        let mut end = 0;
        let mut dropped = 0;
        while end < excess {
            let line = self.text[end..].iter().position(|byte| *byte == b'\n');
            end += line.map_or(self.text.len() - end, |length| length + 1);
            dropped += 1;
        }
        self.text.drain(..end);
        self.lines -= dropped;
        dropped
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Removes all lines, and returns their number.
    pub(super) fn clear(&mut self) -> u64 {
        self.text.clear();
        std::mem::take(&mut self.lines)
    }
}

#[cfg(test)]
mod tests {
    use super::{Unsent, MOST};

    #[test]
    fn the_oldest_lines_are_dropped_beyond_the_limit() {
        let mut unsent = Unsent::default();
        let line = |out: &mut Vec<u8>| out.resize(out.len() + 1023, b'a');
        (0..MOST / 1024).for_each(|_| unsent.push(line));
        assert_eq!(unsent.shrink(), 0);
        unsent.push(|out| out.extend_from_slice(b"last"));
        assert_eq!(unsent.shrink(), 1);
        assert_eq!(unsent.lines, (MOST / 1024) as u64);
        assert!(unsent.text().ends_with(b"\nlast\n"));
        assert!(unsent.text().len() <= MOST);
    }
}
