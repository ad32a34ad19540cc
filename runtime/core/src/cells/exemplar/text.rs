//! The labels of an exemplar as one byte string: names and values in turn, each followed by a byte that UTF-8 never
//! contains.

use std::str;

use super::source::TraceContext;

/// The byte after each name and each value.
const END: u8 = 0xff;

/// The maximum number of code points in all names and values, by the rules of OpenMetrics.
const MAX_CODE_POINTS: usize = 128;

/// The maximum number of bytes: a name of one ASCII letter, with 127 code points of four bytes.
pub(super) const MAX_BYTES: usize = 512;

/// The labels of an exemplar.
#[derive(Debug)]
pub(crate) struct Text {
    bytes: [u8; MAX_BYTES],
    len: usize,
}

impl Text {
    const EMPTY: Self = Text { bytes: [0; MAX_BYTES], len: 0 };

    /// Encodes labels, without those with an empty value; `None` if OpenMetrics does not allow them.
    pub(crate) fn of_labels(labels: &[(&str, &str)]) -> Option<Self> {
        let mut text = Text::EMPTY;
        let mut n_code_points = 0;
        for (index, (name, value)) in labels.iter().enumerate().filter(|(_, (_, value))| !value.is_empty()) {
            let is_twice = labels[..index].iter().any(|(other, value)| other == name && !value.is_empty());
            n_code_points += name.len() + value.chars().take(MAX_CODE_POINTS + 1).count();
            if n_code_points > MAX_CODE_POINTS || is_twice || !is_label_name(name) {
                return None;
            }
            text.push(name.as_bytes());
            text.push(value.as_bytes());
        }
        Some(text)
    }

    /// Encodes the labels `trace_id` and `span_id`.
    pub(crate) fn of_context(context: &TraceContext) -> Self {
        let mut text = Text::EMPTY;
        text.push(b"trace_id");
        text.push_hex(&context.trace_id);
        text.push(b"span_id");
        text.push_hex(&context.span_id);
        text
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Returns the bytes as words, padded with zeros.
    pub(super) fn words(&self) -> impl Iterator<Item = u64> + '_ {
        let words = self.bytes.chunks_exact(size_of::<u64>()).take(n_words(self.len));
        words.map(|word| word.try_into().map_or(0, u64::from_ne_bytes))
    }

    fn push(&mut self, part: &[u8]) {
        if let Some(next) = self.bytes.get_mut(self.len..self.len + part.len()) {
            next.copy_from_slice(part);
            self.len += part.len();
        }
        self.push_byte(END);
    }

    fn push_hex(&mut self, id: &[u8]) {
        let digit = |half: u8| b"0123456789abcdef"[usize::from(half & 0xf)];
        for byte in id {
            self.push_byte(digit(byte >> 4));
            self.push_byte(digit(*byte));
        }
        self.push_byte(END);
    }

    fn push_byte(&mut self, byte: u8) {
        if let Some(next) = self.bytes.get_mut(self.len) {
            *next = byte;
            self.len += 1;
        }
    }
}

/// Returns the number of words for `n_bytes` bytes.
pub(super) const fn n_words(n_bytes: usize) -> usize {
    n_bytes.div_ceil(size_of::<u64>())
}

/// Decodes names and values.
pub(super) fn labels(bytes: &[u8]) -> impl Iterator<Item = (&str, &str)> {
    let mut parts = bytes.split(|byte| *byte == END).map(|part| str::from_utf8(part).unwrap_or_default());
    std::iter::from_fn(move || Some((parts.next()?, parts.next()?)))
}

/// Returns whether OpenMetrics allows a label name.
fn is_label_name(name: &str) -> bool {
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_word && name.starts_with(|c: char| !c.is_ascii_digit()) && !name.starts_with("__")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_come_back_as_they_were_given() {
        for given in [&[][..], &[("a", "1")], &[("trace_id", "é\n\"\\"), ("b_2", "\0")]] {
            let text = Text::of_labels(given).expect("they are allowed");
            assert!(labels(text.bytes()).eq(given.iter().copied()), "{given:?}");
        }
    }

    #[test]
    fn the_longest_text_that_is_allowed_has_room() {
        let longest = "🦀".repeat(127);
        let text = Text::of_labels(&[("a", &longest)]).expect("it is 128 code points");
        assert!(labels(text.bytes()).eq([("a", longest.as_str())]));
        let many: Vec<_> = (b'a'..=b'z').map(|letter| (char::from(letter).to_string(), "🦀🦀🦀")).collect();
        let many: Vec<_> = many.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let text = Text::of_labels(&many).expect("it is 104 code points");
        assert!(labels(text.bytes()).eq(many.iter().copied()));
    }

    #[test]
    fn what_openmetrics_does_not_allow_is_refused() {
        let long = "x".repeat(128);
        for labels in [
            &[("a", long.as_str())][..],
            &[("a", &long[..64]), ("b", &long[..63])],
            &[("", "1")],
            &[("1a", "1")],
            &[("a-b", "1")],
            &[("é", "1")],
            &[("__a", "1")],
            &[("a", "1"), ("a", "2")],
        ] {
            assert!(Text::of_labels(labels).is_none(), "{labels:?}");
        }
    }
}
