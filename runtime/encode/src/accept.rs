//! Parses the `Accept` header as in RFC 9110 (section 12.5.1), with optional spaces around `=`.
//!
//! A malformed element is skipped and the other elements are used, so the client gets a format that it asks for there.
//!
//! Not here: what the ranges mean for a scrape (`negotiate`).

use std::borrow::Cow;

/// A media range: formats that a client accepts, with a quality.
#[derive(Debug)]
pub(crate) struct Range<'a> {
    main: &'a str,
    sub: &'a str,
    parameters: Vec<(&'a str, Cow<'a, str>)>,
    /// From 0 (not accepted) to 1.
    pub(crate) quality: f64,
}

impl Range<'_> {
    /// Returns whether the range covers a media type, without its parameters.
    pub(crate) fn covers(&self, main: &str, sub: &str) -> bool {
        matches(self.main, main) && matches(self.sub, sub)
    }

    /// Returns the value of a parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        parameters.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref())
    }

    /// Returns the rank of the range: types are above wildcards, and then ranges with more parameters are higher.
    pub(crate) fn specificity(&self) -> (bool, bool, usize) {
        (self.main != "*", self.sub != "*", self.parameters.len())
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern == "*" || pattern.eq_ignore_ascii_case(name)
}

/// Returns the ranges of a header in order, without malformed elements.
pub(crate) fn parse(header: &str) -> Vec<Range<'_>> {
    let mut scanner = Scanner { rest: header, is_unclosed: false };
    let mut ranges = Vec::new();
    loop {
        while scanner.eat_spaced(',') {} // a list can have empty elements
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
    /// Whether the header has a quote that is never closed. After it, quotes have no meaning, so that later elements
    /// are read.
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

    /// Skips to the next comma outside of a quoted string.
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

    /// Reads up to the closing quote. A backslash escapes the next character.
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

/// Returns the unescaped string before the closing quote, and the rest after it.
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

/// Adds a parameter to a range, or sets its quality. Returns `None` for a quality that is not a number from 0 to 1.
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
