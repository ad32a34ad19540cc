//! The parser of topics.

use std::fmt;
use std::str::FromStr;

use gapless_core::Datapoint;

use super::Topic;

/// The longest topic in bytes.
const LONGEST: usize = 8 * 1024;
/// The most datapoints of a topic.
const MOST_DATAPOINTS: usize = 32;

/// Why a string is not a topic.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Invalid {
    TooLong(usize),
    NoName,
    /// A character that cannot be in a name.
    InName(char),
    /// A label list without its end.
    Unclosed,
    /// The text at the start of a label that is not `name="value"`.
    Label(String),
    LabelTwice(String),
    /// An escape that `PromQL` does not have.
    Escape(char),
    /// Text between the labels and the datapoints.
    Rest(String),
    /// A datapoint that does not exist, and why.
    Datapoint(String),
    TooManyDatapoints,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Invalid::TooLong(length) => {
                write!(f, "the topic has {length} bytes; a topic has at most {LONGEST}")
            }
            Invalid::NoName => f.write_str(
                "the topic has no metric; write a topic such as `logins_total@rate`, or `@problems`",
            ),
            Invalid::InName(c) => {
                write!(f, "the name of the metric contains {c:?}; write it as in the exposition")
            }
            Invalid::Unclosed => f.write_str("the list of labels has no end; write `}` after the last label"),
            Invalid::Label(label) => write!(f, "`{label}` is not a label; write `name=\"value\"`"),
            Invalid::LabelTwice(label) => write!(f, "the label `{label}` occurs twice; remove one"),
            Invalid::Escape(c) => {
                write!(f, "`\\{c}` is not an escape; write `\\\\`, `\\\"` or `\\n`")
            }
            Invalid::Rest(rest) => {
                write!(f, "`{rest}` follows the metric; write `@` before the datapoints")
            }
            Invalid::Datapoint(reason) => f.write_str(reason),
            Invalid::TooManyDatapoints => {
                write!(
                    f,
                    "the topic has more than {MOST_DATAPOINTS} datapoints; join another topic for the rest"
                )
            }
        }
    }
}

impl std::error::Error for Invalid {}

impl FromStr for Topic {
    type Err = Invalid;

    fn from_str(topic: &str) -> Result<Self, Invalid> {
        if topic.len() > LONGEST {
            return Err(Invalid::TooLong(topic.len()));
        }
        let end = topic.find(['{', '@']).unwrap_or(topic.len());
        let name = checked_name(topic[..end].trim())?;
        let (labels, rest) = match topic[end..].strip_prefix('{') {
            Some(rest) => {
                let (labels, rest) = parse_labels(rest)?;
                (Some(labels), rest.trim())
            }
            None => (None, topic[end..].trim()),
        };
        let datapoints = match (rest.strip_prefix('@'), rest) {
            (Some(datapoints), _) => Some(parse_datapoints(datapoints)?),
            (None, "") => None,
            (None, rest) => return Err(Invalid::Rest(start_of(rest))),
        };
        Ok(Topic { name: name.to_owned(), labels, datapoints })
    }
}

fn checked_name(name: &str) -> Result<&str, Invalid> {
    if name.is_empty() {
        return Err(Invalid::NoName);
    }
    let is_wrong = |c: &char| c.is_control() || c.is_whitespace() || "\"'\\},=".contains(*c);
    name.chars().find(is_wrong).map_or(Ok(name), |c| Err(Invalid::InName(c)))
}

type Labels = Vec<(String, String)>;

/// Parses labels up to `}`, and returns them in order of their names, with the rest of the topic.
fn parse_labels(mut rest: &str) -> Result<(Labels, &str), Invalid> {
    let mut labels = Labels::new();
    loop {
        rest = rest.trim_start();
        if let Some(rest) = rest.strip_prefix('}') {
            labels.sort();
            return Ok((labels, rest));
        }
        let (name, value, after) = parse_label(rest)?;
        if labels.iter().any(|(other, _)| other == name) {
            return Err(Invalid::LabelTwice(name.to_owned()));
        }
        if !value.is_empty() {
            labels.push((name.to_owned(), value)); // in Prometheus, an empty label is absent
        }
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(after) => rest = after,
            None if rest.starts_with('}') => {}
            None if rest.is_empty() => return Err(Invalid::Unclosed),
            None => return Err(Invalid::Label(start_of(rest))),
        }
    }
}

/// Parses a label, and returns its name, its value and the rest.
fn parse_label(text: &str) -> Result<(&str, String, &str), Invalid> {
    if text.is_empty() {
        return Err(Invalid::Unclosed);
    }
    let is_no_label = || Invalid::Label(start_of(text));
    let (name, rest) = text.split_once('=').ok_or_else(is_no_label)?;
    let name = name.trim();
    if name.is_empty() || name.contains(['"', '{', '}', ',', '\n']) {
        return Err(is_no_label());
    }
    let value = rest.trim_start().strip_prefix('"').ok_or_else(is_no_label)?;
    let (value, rest) = parse_value(value)?;
    Ok((name, value, rest))
}

/// Parses a value up to its closing quote.
fn parse_value(text: &str) -> Result<(String, &str), Invalid> {
    let (mut value, mut rest) = (String::new(), text.chars());
    loop {
        match rest.next() {
            Some('"') => return Ok((value, rest.as_str())),
            Some('\\') => value.push(unescaped(rest.next().ok_or(Invalid::Unclosed)?)?),
            Some(c) => value.push(c),
            None => return Err(Invalid::Unclosed),
        }
    }
}

fn unescaped(c: char) -> Result<char, Invalid> {
    match c {
        '\\' | '"' => Ok(c),
        'n' => Ok('\n'),
        c => Err(Invalid::Escape(c)),
    }
}

fn parse_datapoints(list: &str) -> Result<Vec<Datapoint>, Invalid> {
    let mut datapoints = Vec::new();
    for name in list.split(',') {
        let datapoint = name.trim().parse().map_err(|error| Invalid::Datapoint(format!("{error}")))?;
        if !datapoints.contains(&datapoint) {
            datapoints.push(datapoint);
        }
    }
    if datapoints.len() > MOST_DATAPOINTS {
        return Err(Invalid::TooManyDatapoints);
    }
    Ok(datapoints)
}

/// Returns the start of a text, for a message.
fn start_of(text: &str) -> String {
    text.chars().take(40).collect()
}
