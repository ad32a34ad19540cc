//! A line, read from its start to its end: what both text formats share of their syntax.
//!
//! It is read as the more tolerant of the two has it, and what OpenMetrics forbids is said on the way.

use std::borrow::Cow;

use super::content_type::{Form, Wire};
use super::finding::{shown, Report};
use super::name::{Label, Names};
use super::rule::Rule;

/// A sample as it was read; nothing of it is understood yet.
#[derive(Debug)]
pub(super) struct Sample<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) is_quoted: bool,
    pub(super) labels: Vec<Label<'a>>,
    pub(super) value: &'a str,
    pub(super) timestamp: Option<&'a str>,
    pub(super) exemplar: Option<Exemplar<'a>>,
}

/// What OpenMetrics has after a sample.
#[derive(Debug)]
pub(super) struct Exemplar<'a> {
    pub(super) labels: Vec<Label<'a>>,
    pub(super) value: &'a str,
    pub(super) timestamp: Option<&'a str>,
}

/// What is wrong with a line that cannot be read.
pub(super) type Broken = String;

/// The name and the labels in braces.
type Braces<'a> = (Option<Cow<'a, str>>, Vec<Label<'a>>);

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// The rest of a line.
#[derive(Debug)]
pub(super) struct Cursor<'a, 'r> {
    pub(super) rest: &'a str,
    pub(super) at: usize,
    pub(super) form: Form,
    pub(super) report: &'r mut Report,
}

impl<'a> Cursor<'a, '_> {
    /// Reads a sample.
    pub(super) fn sample(mut self) -> Result<Sample<'a>, Broken> {
        self.start_of_sample();
        let bare = self.until(|byte| matches!(byte, b'{' | b' ' | b'\t'));
        let (quoted, labels) = self.braces_of_sample()?;
        let is_quoted = quoted.is_some();
        let name = match quoted {
            Some(_) if !bare.is_empty() => {
                return Err("a name stands before the braces and in them".to_owned())
            }
            Some(quoted) => quoted,
            None => Cow::Borrowed(bare),
        };
        let (value, timestamp) = self.value_and_timestamp()?;
        let exemplar = self.exemplar()?;
        Ok(Sample { name, is_quoted, labels, value, timestamp, exemplar })
    }

    /// Text may have blanks there by its specification, but Prometheus before 3.0 refuses them.
    fn start_of_sample(&mut self) {
        if !self.is_openmetrics() && self.rest.starts_with([' ', '\t']) {
            let words =
                "blanks come before the sample; leave them out, or Prometheus 2 refuses the whole body";
            self.report.say(self.at, Rule::Spaces, words);
        }
        self.gap("");
    }

    fn braces_of_sample(&mut self) -> Result<Braces<'a>, Broken> {
        let blanks = self.blanks();
        let has_braces = self.rest.starts_with('{');
        self.check_blanks(blanks, if has_braces { "" } else { " " });
        if !self.eat('{') {
            return Ok((None, Vec::new()));
        }
        let braces = self.braces(true)?;
        self.gap(" ");
        Ok(braces)
    }

    /// Reads what is in braces, and the second of them; a metric's name can only come first.
    fn braces(&mut self, has_name: bool) -> Result<Braces<'a>, Broken> {
        let mut name = None;
        let mut labels = Vec::new();
        self.gap("");
        while !self.eat('}') {
            let (key, is_quoted) = self.name()?;
            self.gap("");
            if self.eat('=') {
                labels.push(Label { name: key, is_quoted, value: self.label_value()? });
            } else if has_name && is_quoted && name.is_none() && labels.is_empty() {
                name = Some(key);
            } else {
                return Err(format!("{} in braces has no `=`", shown(&key)));
            }
            self.separator()?;
        }
        Ok((name, labels))
    }

    fn label_value(&mut self) -> Result<Cow<'a, str>, Broken> {
        self.gap("");
        if self.eat('"') {
            self.quoted()
        } else {
            Err("a label's value is not in quotes".to_owned())
        }
    }

    /// Reads the comma after a label, or sees the brace.
    fn separator(&mut self) -> Result<(), Broken> {
        self.gap("");
        match (self.eat(','), self.rest.starts_with('}')) {
            (false, false) => Err("neither `,` nor `}` comes after a label".to_owned()),
            (true, _) => {
                self.gap("");
                match self.is_openmetrics() && self.rest.starts_with('}') {
                    true => Err("a comma stands before `}`".to_owned()),
                    false => Ok(()),
                }
            }
            (false, true) => Ok(()),
        }
    }

    fn value_and_timestamp(&mut self) -> Result<(&'a str, Option<&'a str>), Broken> {
        let value = self.until(is_blank);
        if value.is_empty() {
            return Err("a sample has no value".to_owned());
        }
        self.separate();
        if self.rest.is_empty() || self.rest.starts_with('#') {
            return Ok((value, None));
        }
        let timestamp = self.until(is_blank);
        self.separate();
        Ok((value, Some(timestamp)))
    }

    /// Reads the blanks before what comes next, if anything does.
    fn separate(&mut self) {
        let blanks = self.blanks();
        if !self.rest.is_empty() {
            self.check_blanks(blanks, " ");
        } else if !blanks.is_empty() {
            let words = "the line ends in a space";
            match self.is_openmetrics() {
                true => self.report.say(self.at, Rule::Spaces, words),
                false => self.report.advise(self.at, Rule::Spaces, words),
            }
        }
    }

    fn exemplar(&mut self) -> Result<Option<Exemplar<'a>>, Broken> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        if !self.eat('#') {
            return Err(format!("{} comes after the sample", shown(self.rest)));
        }
        if !self.is_openmetrics() {
            self.report.say(
                self.at,
                Rule::ExemplarPlace,
                "text has no exemplars; end the line after the value",
            );
            return Ok(None);
        }
        self.exemplar_of_openmetrics().map(Some)
    }

    fn exemplar_of_openmetrics(&mut self) -> Result<Exemplar<'a>, Broken> {
        self.gap(" ");
        if !self.eat('{') {
            return Err("an exemplar has no labels; write `{}` for none".to_owned());
        }
        let (_, labels) = self.braces(false)?;
        self.gap(" ");
        let (value, timestamp) = self.value_and_timestamp()?;
        match self.rest {
            "" => Ok(Exemplar { labels, value, timestamp }),
            rest => Err(format!("{} comes after the exemplar", shown(rest))),
        }
    }
}

/// What lines of all kinds are made of.
impl<'a> Cursor<'a, '_> {
    /// Reads a name that ends at a blank or before what no name has, or that stands in quotes.
    pub(super) fn name(&mut self) -> Result<(Cow<'a, str>, bool), Broken> {
        if !self.eat('"') {
            let is_end = |byte| is_blank(byte) || matches!(byte, b'=' | b',' | b'{' | b'}' | b'"');
            return Ok((Cow::Borrowed(self.until(is_end)), false));
        }
        let name = self.quoted()?;
        if self.form.names != Names::Utf8 {
            let words = format!("{} is in quotes, which needs `escaping=allow-utf-8`", shown(&name));
            self.report.say(self.at, Rule::QuotedName, words);
        }
        Ok((name, true))
    }

    /// Reads up to the quote that ends a text, and undoes its escapes.
    fn quoted(&mut self) -> Result<Cow<'a, str>, Broken> {
        let mut text = Cow::Borrowed("");
        loop {
            text += self.until(|byte| matches!(byte, b'"' | b'\\'));
            if self.eat('"') {
                return Ok(text);
            }
            let escaped = self.rest.strip_prefix('\\').and_then(|rest| rest.chars().next());
            let Some(escaped) = escaped else { return Err("a quote is not closed".to_owned()) };
            text.to_mut().push(self.unescape(escaped));
            self.rest = &self.rest['\\'.len_utf8() + escaped.len_utf8()..];
        }
    }

    fn unescape(&mut self, escaped: char) -> char {
        match escaped {
            'n' => '\n',
            '"' | '\\' => escaped,
            _ => {
                let words = r#"is no escape; there are `\\`, `\"` and `\n`, all else stands for itself"#;
                self.check_escape(format!("{} {words}", shown(&format!("\\{escaped}"))));
                escaped
            }
        }
    }

    /// Reports an escape that has no meaning. OpenMetrics recommends not to write it, and some readers of text refuse it.
    pub(super) fn check_escape(&mut self, words: String) {
        match self.is_openmetrics() {
            true => self.report.advise(self.at, Rule::Escape, words),
            false => self.report.say(self.at, Rule::Escape, words),
        }
    }

    pub(super) fn is_openmetrics(&self) -> bool {
        self.form.wire == Wire::OpenMetrics
    }

    /// Reads blanks, where OpenMetrics has exactly these.
    pub(super) fn gap(&mut self, expected: &str) {
        let blanks = self.blanks();
        self.check_blanks(blanks, expected);
    }

    pub(super) fn check_blanks(&mut self, blanks: &str, expected: &str) {
        if self.is_openmetrics() && blanks != expected {
            let expected = if expected.is_empty() { "none" } else { "a single space" };
            let words = format!("{} of blanks where there is to be {expected}", blanks.len());
            self.report.say(self.at, Rule::Spaces, words);
        }
    }

    pub(super) fn blanks(&mut self) -> &'a str {
        self.until(|byte| !is_blank(byte))
    }

    /// Reads up to an ASCII character, or all.
    pub(super) fn until(&mut self, is_end: impl Fn(u8) -> bool) -> &'a str {
        let end = self.rest.bytes().position(is_end).unwrap_or(self.rest.len());
        let (before, rest) = self.rest.split_at(end);
        self.rest = rest;
        before
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.rest.strip_prefix(wanted).inspect(|rest| self.rest = rest).is_some()
    }
}
