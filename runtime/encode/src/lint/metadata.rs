//! Lines that begin with `#`: TYPE, UNIT and HELP of a family, and comments.

use std::borrow::Cow;

use super::finding::shown;
use super::line::{is_blank, Broken, Cursor};
use super::name;
use super::rule::Rule;

/// The keyword of a metadata line, in the order of OpenMetrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Keyword {
    Type,
    Unit,
    Help,
}

impl Keyword {
    pub(super) fn word(self) -> &'static str {
        match self {
            Keyword::Type => "TYPE",
            Keyword::Unit => "UNIT",
            Keyword::Help => "HELP",
        }
    }
}

#[derive(Debug)]
pub(super) struct Metadata<'a> {
    pub(super) keyword: Keyword,
    pub(super) name: Cow<'a, str>,
    pub(super) text: &'a str,
}

/// Returns whether a line is HELP. Its text can be anything up to the line feed.
pub(super) fn is_help(line: &str) -> bool {
    line.starts_with("# HELP ")
}

impl<'a> Cursor<'a, '_> {
    /// Reads a line that begins with `#`. Returns `None` for a comment.
    pub(super) fn metadata(mut self) -> Result<Option<Metadata<'a>>, Broken> {
        let Some(keyword) = self.keyword() else {
            self.comment();
            return Ok(None);
        };
        let (name, is_quoted) = self.name()?;
        if !self.rest.is_empty() && !self.rest.starts_with([' ', '\t']) {
            return Err(format!(
                "{} comes directly after the name {}; write a space between them",
                shown(self.rest),
                shown(&name)
            ));
        }
        name::check_metric(&name, is_quoted, self.at, self.report);
        let text = self.text(keyword)?;
        Ok(Some(Metadata { keyword, name, text }))
    }

    /// Reads a keyword and the blanks around it. UNIT does not exist in text.
    fn keyword(&mut self) -> Option<Keyword> {
        let rest = self.rest.strip_prefix('#')?;
        let mut words = rest.split([' ', '\t']).filter(|word| !word.is_empty());
        let keyword = match words.next()? {
            "TYPE" => Keyword::Type,
            "UNIT" if self.is_openmetrics() => Keyword::Unit,
            "HELP" => Keyword::Help,
            _ => return None,
        };
        self.rest = rest;
        self.gap_after_hash();
        self.until(is_blank);
        self.gap(" ");
        Some(keyword)
    }

    /// Checks the blank after `#`. Without a blank, some readers of text see a comment and others a keyword.
    fn gap_after_hash(&mut self) {
        if !self.is_openmetrics() && !self.rest.starts_with([' ', '\t']) {
            self.report.advise(
                self.at,
                Rule::Spaces,
                "a keyword comes directly after `#`; write a space between them",
            );
        }
        self.gap(" ");
    }

    fn comment(&mut self) {
        if self.is_openmetrics() {
            let words = format!(
                "{} is not metadata; leave it out, because OpenMetrics has no other comments",
                shown(self.rest)
            );
            self.report.say(self.at, Rule::Comment, words);
        }
    }

    /// Reads the text after the name: the whole rest for HELP, and a word otherwise.
    fn text(&mut self, keyword: Keyword) -> Result<&'a str, Broken> {
        if keyword == Keyword::Help {
            return Ok(self.help());
        }
        let before = self.blanks();
        let text = self.until(is_blank);
        let after = self.blanks();
        self.check_blanks_of_metadata(keyword, before, after);
        match self.rest {
            "" => Ok(text),
            rest => Err(format!(
                "{} comes after {} {}; end the line there",
                shown(rest),
                keyword.word(),
                shown(text)
            )),
        }
    }

    /// Checks the blanks around a type or unit. Text allows one space or tab before it, and OpenMetrics a single space.
    /// Neither allows blanks after it.
    fn check_blanks_of_metadata(&mut self, keyword: Keyword, before: &str, after: &str) {
        if self.is_openmetrics() {
            self.check_blanks(before, " ");
            self.check_blanks(after, "");
        } else if before.len() > 1 || !after.is_empty() && self.rest.is_empty() {
            let words =
                format!("the word after {} has wrong blanks around it; write a single space before it and none after it", keyword.word());
            self.report.say(self.at, Rule::Spaces, words);
        }
    }

    /// Reads the text of HELP. OpenMetrics requires a space before it, even if it is empty.
    fn help(&mut self) -> &'a str {
        let text = self.rest.strip_prefix([' ', '\t']).unwrap_or(self.rest);
        if self.is_openmetrics() && !self.rest.starts_with(' ') {
            let words = "HELP has no space after the name; write a space, even before an empty text";
            self.report.say(self.at, Rule::Spaces, words);
        }
        self.check_help(text);
        text
    }

    /// Checks the escapes of HELP. A quote is escaped in OpenMetrics, but not in text.
    fn check_help(&mut self, text: &str) {
        let escapes = if self.is_openmetrics() { "\\n\"" } else { "\\n" };
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            if c == '"' && self.is_openmetrics() {
                self.report.say(self.at, Rule::Escape, "a quote in HELP is not escaped; write `\\\"`");
            } else if c == '\\' {
                match chars.next() {
                    Some(escaped) if escapes.contains(escaped) => {}
                    Some(_) => self.check_escape(self.lone_backslash()),
                    None => self.report.say(self.at, Rule::Escape, self.lone_backslash()),
                }
            }
        }
    }

    fn lone_backslash(&self) -> String {
        let all = if self.is_openmetrics() { r#"`\\`, `\"` or `\n`"# } else { r"`\\` or `\n`" };
        format!("a backslash in HELP is not part of an escape; write {all}, and other characters unescaped")
    }
}
