//! The `Accept` header, read as RFC 9110 (section 12.5.1) writes it, with optional spaces around `=`.
//!
//! A malformed element is skipped, and the others count: a client still gets the format that it asks for there.
//!
//! Not here: what the ranges mean for a scrape (`negotiate`).

use std::borrow::Cow;

/// A media range: what a client takes, and how gladly.
#[derive(Debug)]
pub(crate) struct Range<'a> {
    main: &'a str,
    sub: &'a str,
    parameters: Vec<(&'a str, Cow<'a, str>)>,
    /// From 0, which means never, to 1.
    pub(crate) quality: f64,
}

impl Range<'_> {
    /// Whether the range is of this type or of a wildcard that covers it, parameters aside.
    pub(crate) fn covers(&self, main: &str, sub: &str) -> bool {
        matches(self.main, main) && matches(self.sub, sub)
    }

    /// The value of a parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        parameters.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref())
    }

    /// Greater for a range that says more: a type rather than a wildcard, and then the one with more parameters.
    pub(crate) fn specificity(&self) -> (bool, bool, usize) {
        (self.main != "*", self.sub != "*", self.parameters.len())
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern == "*" || pattern.eq_ignore_ascii_case(name)
}

/// The ranges of a header in its order, without its malformed elements.
pub(crate) fn parse(header: &str) -> Vec<Range<'_>> {
    let mut scanner = Scanner { rest: header, is_unclosed: false };
    let mut ranges = Vec::new();
    loop {
        while scanner.eat_spaced(',') {} // a list may have empty elements
        let element = scanner.rest;
        match scanner.range() {
            _ if element.is_empty() => return ranges,
            Some(range) if scanner.is_at_end_of_element() => ranges.push(range),
            _ => {
                scanner.rest = element;
                scanner.skip_element();
            }
        }
    }
}

/// Reads a header from left to right.
struct Scanner<'a> {
    rest: &'a str,
    /// Whether a quote was found that is never closed. From then on quotes have no meaning, so that the elements after it are read.
    is_unclosed: bool,
}

impl<'a> Scanner<'a> {
    fn range(&mut self) -> Option<Range<'a>> {
        let main = self.token()?;
        let sub = self.eat('/').then(|| self.token())??;
        if main == "*" && sub != "*" {
            return None;
        }
        let mut range = Range { main, sub, parameters: Vec::new(), quality: 1.0 };
        while self.eat_spaced(';') {
            if let Some(name) = self.token() {
                let value = self.eat_spaced('=').then(|| self.value())??;
                add(&mut range, name, value)?;
            }
        }
        Some(range)
    }

    fn is_at_end_of_element(&self) -> bool {
        self.rest.is_empty() || self.rest.starts_with(',')
    }

    /// Goes on to the next comma that is not in a quoted string.
    fn skip_element(&mut self) {
        while !self.is_at_end_of_element() {
            let mut chars = self.rest.chars();
            let c = chars.next();
            self.rest = chars.as_str();
            if c == Some('"') {
                self.quoted();
            }
        }
    }

    fn value(&mut self) -> Option<Cow<'a, str>> {
        if self.eat('"') {
            return self.quoted().map(Cow::Owned);
        }
        self.token().map(Cow::Borrowed)
    }

    /// The text before the closing quote. A backslash takes the next character as it is.
    fn quoted(&mut self) -> Option<String> {
        if self.is_unclosed {
            return None;
        }
        let closed = unquote(self.rest);
        self.is_unclosed = closed.is_none();
        let (value, rest) = closed?;
        self.rest = rest;
        Some(value)
    }

    fn token(&mut self) -> Option<&'a str> {
        let end = self.rest.find(|c| !is_token(c)).unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!token.is_empty()).then_some(token)
    }

    fn eat_spaced(&mut self, c: char) -> bool {
        self.skip_spaces();
        let eaten = self.eat(c);
        self.skip_spaces();
        eaten
    }

    fn eat(&mut self, c: char) -> bool {
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }
}

/// The text before the closing quote, and the rest after it.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.chars();
    loop {
        match chars.next()? {
            '"' => return Some((value, chars.as_str())),
            '\\' => value.push(chars.next()?),
            c => value.push(c),
        }
    }
}

/// Adds a parameter to a range, or sets its quality; `None` for a quality that is not a number from 0 to 1.
fn add<'a>(range: &mut Range<'a>, name: &'a str, value: Cow<'a, str>) -> Option<()> {
    if !name.eq_ignore_ascii_case("q") {
        range.parameters.push((name, value));
        return Some(());
    }
    range.quality = value.parse().ok().filter(|quality| (0.0..=1.0).contains(quality))?;
    Some(())
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}
