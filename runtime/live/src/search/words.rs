//! The words of a search.

/// The most words of a search; others are ignored.
const MOST: usize = 16;

/// Words in lower case.
#[derive(Clone, Debug, Default)]
pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn new(search: &str) -> Self {
        Words(search.split_whitespace().take(MOST).map(str::to_lowercase).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the words that occur in none of the texts.
    pub(super) fn missing_in<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Words {
        let (mut missing, mut lower) = (self.clone(), String::new());
        for text in texts {
            if missing.is_empty() {
                break;
            }
            lower.clear();
            lower.extend(text.chars().flat_map(char::to_lowercase));
            missing.0.retain(|word| !lower.contains(&**word));
        }
        missing
    }

    /// Returns whether each word occurs in one of the texts.
    pub(super) fn are_in<'t>(&self, texts: impl Iterator<Item = &'t str>) -> bool {
        self.missing_in(texts).is_empty()
    }
}
