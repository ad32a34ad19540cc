//! Commands: the verb of a statement.

use gapless_macros::LabelValue;

/// The command of a statement, which its first word names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, LabelValue)]
#[label(crate = gapless_core)]
pub(super) enum Command {
    Alter,
    Begin,
    Commit,
    Create,
    Delete,
    Drop,
    Insert,
    Merge,
    Pragma,
    Replace,
    Rollback,
    Select,
    Update,
    Other,
}

const VERBS: [(&str, Command); 16] = [
    ("abort", Command::Rollback),
    ("alter", Command::Alter),
    ("begin", Command::Begin),
    ("commit", Command::Commit),
    ("create", Command::Create),
    ("delete", Command::Delete),
    ("drop", Command::Drop),
    ("end", Command::Commit),
    ("insert", Command::Insert),
    ("merge", Command::Merge),
    ("pragma", Command::Pragma),
    ("replace", Command::Replace),
    ("rollback", Command::Rollback),
    ("select", Command::Select),
    ("start", Command::Begin),
    ("update", Command::Update),
];

impl Command {
    /// Returns the command of a statement. `WITH a AS (..) DELETE ..` deletes.
    pub(super) fn of(statement: &str) -> Self {
        let mut words = Words { rest: statement, depth: 0 };
        match words.next() {
            Some((depth, word)) if word.eq_ignore_ascii_case("with") => {
                let mut outside = words.filter(|(inside, _)| *inside == depth);
                outside.find_map(|(_, word)| Command::of_verb(word)).unwrap_or(Command::Other)
            }
            Some((_, word)) => Command::of_verb(word).unwrap_or(Command::Other),
            None => Command::Other,
        }
    }

    /// Whether the command changes rows. For other commands, SQLite reports the number of the previous statement, and
    /// PostgreSQL the number of rows that a query returned.
    pub(super) fn changes_rows(self) -> bool {
        use Command::{Delete, Insert, Merge, Replace, Update};
        matches!(self, Delete | Insert | Merge | Replace | Update)
    }

    fn of_verb(word: &str) -> Option<Self> {
        VERBS.iter().find(|(verb, _)| word.eq_ignore_ascii_case(verb)).map(|(_, command)| *command)
    }
}

/// The words of a statement outside of comments and quotes, with the number of parentheses around them.
struct Words<'a> {
    rest: &'a str,
    depth: u32,
}

impl<'a> Iterator for Words<'a> {
    type Item = (u32, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let first = self.rest.chars().next()?;
            let after = &self.rest[first.len_utf8()..];
            self.rest = match first {
                '-' if after.starts_with('-') => behind(after, "\n"),
                '/' if after.starts_with('*') => behind(&after[1..], "*/"),
                '\'' => behind(after, "'"),
                '"' => behind(after, "\""),
                '`' => behind(after, "`"),
                '(' | ')' => {
                    self.depth = if first == '(' { self.depth + 1 } else { self.depth.saturating_sub(1) };
                    after
                }
                _ if is_of_word(first) => {
                    let end = self.rest.find(|c| !is_of_word(c)).unwrap_or(self.rest.len());
                    let (word, rest) = self.rest.split_at(end);
                    self.rest = rest;
                    return Some((self.depth, word));
                }
                _ => after,
            };
        }
    }
}

fn is_of_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Returns what follows the first `end`.
fn behind<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or("", |(_, rest)| rest)
}
