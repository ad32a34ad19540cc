//! The answer of a library to a case, and the cell of the table for it.

use gapless::encode::Format;
use gapless::encode::lint::{Position, Rule, lint};

use crate::rows::{Judged, Row};

/// A set of records. Each library makes them through its own API and then writes an exposition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Nothing,
    Counter,
    Texts,
    Numbers,
    Histogram,
    Summary,
    Unit,
    Info,
    StateSet,
    Exemplars,
    LongExemplar,
    AnyName,
    EmptyLabel,
    ReservedLabel,
    Negative,
    Clash,
    Twice,
    Native,
    ContentType,
}

/// The answer of a library to a case.
pub(crate) enum Answer {
    Wrote(Vec<u8>),
    /// The library refuses the records, with the reason.
    Refused(&'static str),
    /// The library does not support the case, with the reason.
    Lacks(&'static str),
}

impl From<String> for Answer {
    fn from(body: String) -> Self {
        Answer::Wrote(body.into_bytes())
    }
}

impl Case {
    /// The cases whose answer is a body.
    pub(crate) const BODIES: [Case; 18] = [
        Case::Nothing,
        Case::Counter,
        Case::Texts,
        Case::Numbers,
        Case::Histogram,
        Case::Summary,
        Case::Unit,
        Case::Info,
        Case::StateSet,
        Case::Exemplars,
        Case::LongExemplar,
        Case::AnyName,
        Case::EmptyLabel,
        Case::ReservedLabel,
        Case::Negative,
        Case::Clash,
        Case::Twice,
        Case::Native,
    ];
}

/// Returns the cell for all cases of a format: whether the library breaks one of these rules.
pub(crate) fn cell_of_all(answer: impl Fn(Case) -> Answer, format: Format, rules: &[Rule]) -> String {
    let bodies = Case::BODIES.iter().filter_map(|case| match answer(*case) {
        Answer::Wrote(body) => Some(body),
        _ => None,
    });
    let bodies: Vec<_> = bodies.collect();
    let wrong = bodies.iter().find_map(|body| broken(format.content_type(), body, rules));
    match wrong {
        Some(wrong) => format!("no: {}", in_cell(&wrong)),
        None if bodies.is_empty() => "n/a".to_owned(),
        None => "yes".to_owned(),
    }
}

/// Returns the cell for an answer.
pub(crate) fn cell(row: &Row, answer: Answer) -> String {
    match answer {
        Answer::Lacks(why) => format!("n/a: {why}"),
        Answer::Refused(how) => format!("yes: {how}"),
        Answer::Wrote(body) => match wrong(row, &body) {
            Some(wrong) => format!("no: {}", in_cell(&wrong)),
            None => "yes".to_owned(),
        },
    }
}

/// Returns the first mistake in a body.
fn wrong(row: &Row, body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    match row.judged {
        Judged::Header => broken(&text, b"", &[Rule::ContentType]).map(|_| text.into_owned()),
        Judged::Whole { body, .. } => (text != body).then(|| text.into_owned()),
        Judged::By { format, rules, lines } => broken(format.content_type(), body, rules)
            .or_else(|| lines.iter().find_map(|line| lacking(&text, line))),
    }
}

/// Returns the line that breaks one of these rules.
fn broken(content_type: &str, body: &[u8], rules: &[Rule]) -> Option<String> {
    let findings = lint(body, content_type);
    let finding = findings.into_iter().find(|finding| rules.contains(&finding.rule))?;
    let text = String::from_utf8_lossy(body);
    match finding.position {
        Position::Line(line) => Some(text.lines().nth(line - 1).unwrap_or_default().to_owned()),
        _ => Some(finding.message),
    }
}

/// Returns what the body contains instead of a line: the first line that begins with the same word.
fn lacking(text: &str, line: &str) -> Option<String> {
    if format!("\n{text}").contains(&format!("\n{line}")) {
        return None;
    }
    let word = line.trim_start_matches("# ").split(['{', ' ', '\n']).next().unwrap_or_default();
    let begins = |there: &&str| there.trim_start_matches("# ").starts_with(word);
    Some(text.lines().find(begins).unwrap_or(NOTHING).to_owned())
}

const NOTHING: &str = "nothing";

/// The number of characters of a line that a cell shows.
const SHOWN: usize = 80;

/// Writes text as a cell can contain it.
fn in_cell(text: &str) -> String {
    if text == NOTHING {
        return text.to_owned();
    }
    let rest = if text.chars().nth(SHOWN).is_some() { ".." } else { "" };
    let text: String = text.chars().take(SHOWN).collect();
    format!("`{}{rest}`", text.replace('\t', "⇥").replace('|', "\\|").replace('\n', "⏎"))
}
