//! The syntax of a line, which text and OpenMetrics share.
//!
//! The parser accepts the more tolerant syntax of the two, and reports what OpenMetrics forbids.

use std::borrow::Cow;

use super::content_type::{Form, Wire};
use super::finding::{shown, Report};
use super::name::{Label, Names};
use super::rule::Rule;

/// The parts of a sample, before they are interpreted.
#[derive(Debug)]
pub(super) struct Sample<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) is_quoted: bool,
    pub(super) labels: Vec<Label<'a>>,
    pub(super) value: &'a str,
    pub(super) timestamp: Option<&'a str>,
    pub(super) exemplar: Option<Exemplar<'a>>,
}

/// An exemplar after a sample, in OpenMetrics.
#[derive(Debug)]
pub(super) struct Exemplar<'a> {
    pub(super) labels: Vec<Label<'a>>,
    pub(super) value: &'a str,
    pub(super) timestamp: Option<&'a str>,
}

/// Why a line cannot be read.
pub(super) type Broken = String;

/// The name and the labels between braces.
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
                return Err("the sample has a name before the braces and in them; write one name".to_owned())
            }
            Some(quoted) => quoted,
            None => Cow::Borrowed(bare),
        };
        let (value, timestamp) = self.value_and_timestamp()?;
        let exemplar = self.exemplar()?;
        Ok(Sample { name, is_quoted, labels, value, timestamp, exemplar })
    }

    /// Reads blanks. The specification of text allows them here, but Prometheus before 3.0 rejects them.
    fn start_of_sample(&mut self) {
        if !self.is_openmetrics() && self.rest.starts_with([' ', '\t']) {
            let words =
                "blanks come before the sample, and Prometheus 2 rejects the whole body; leave them out";
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

    /// Reads up to the closing brace. The name of a metric can only come first.
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
                return Err(format!(
                    "{} in braces has no value; write `=` and a value in quotes",
                    shown(&key)
                ));
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
            Err("the value of a label is not in quotes; write `\"` around it".to_owned())
        }
    }

    /// Reads the comma after a label, unless the closing brace comes next.
    fn separator(&mut self) -> Result<(), Broken> {
        self.gap("");
        match (self.eat(','), self.rest.starts_with('}')) {
            (false, false) => Err("the label is not followed by `,` or `}`; write one of them".to_owned()),
            (true, _) => {
                self.gap("");
                match self.is_openmetrics() && self.rest.starts_with('}') {
                    true => Err("a comma comes before `}`; leave it out".to_owned()),
                    false => Ok(()),
                }
            }
            (false, true) => Ok(()),
        }
    }

    fn value_and_timestamp(&mut self) -> Result<(&'a str, Option<&'a str>), Broken> {
        let value = self.until(is_blank);
        if value.is_empty() {
            return Err("the sample has no value; write one after the name and labels".to_owned());
        }
        self.separate();
        if self.rest.is_empty() || self.rest.starts_with('#') {
            return Ok((value, None));
        }
        let timestamp = self.until(is_blank);
        self.separate();
        Ok((value, Some(timestamp)))
    }

    /// Reads the blanks before the next part or the line end.
    fn separate(&mut self) {
        let blanks = self.blanks();
        if !self.rest.is_empty() {
            self.check_blanks(blanks, " ");
        } else if !blanks.is_empty() {
            let words = "the line ends in blanks; leave them out";
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
            return Err(format!("{} comes after the sample; end the line there", shown(self.rest)));
        }
        if !self.is_openmetrics() {
            self.report.say(
                self.at,
                Rule::ExemplarPlace,
                "exemplars do not exist in text; end the line after the value",
            );
            return Ok(None);
        }
        self.exemplar_of_openmetrics().map(Some)
    }

    fn exemplar_of_openmetrics(&mut self) -> Result<Exemplar<'a>, Broken> {
        self.gap(" ");
        if !self.eat('{') {
            return Err("the exemplar has no labels; write `{}` for an empty label set".to_owned());
        }
        let (_, labels) = self.braces(false)?;
        self.gap(" ");
        let (value, timestamp) = self.value_and_timestamp()?;
        match self.rest {
            "" => Ok(Exemplar { labels, value, timestamp }),
            rest => Err(format!("{} comes after the exemplar; end the line there", shown(rest))),
        }
    }
}

/// The elements of all lines.
impl<'a> Cursor<'a, '_> {
    /// Reads a name in quotes, or up to a blank or a delimiter.
    pub(super) fn name(&mut self) -> Result<(Cow<'a, str>, bool), Broken> {
        if !self.eat('"') {
            let is_end = |byte| is_blank(byte) || matches!(byte, b'=' | b',' | b'{' | b'}' | b'"');
            return Ok((Cow::Borrowed(self.until(is_end)), false));
        }
        let name = self.quoted()?;
        if self.form.names != Names::Utf8 {
            let words = format!(
                "{} is in quotes; write a plain name, or `escaping=allow-utf-8` in the `Content-Type`",
                shown(&name)
            );
            self.report.say(self.at, Rule::QuotedName, words);
        }
        Ok((name, true))
    }

    /// Reads up to the closing quote, and replaces escapes.
    fn quoted(&mut self) -> Result<Cow<'a, str>, Broken> {
        let mut text = Cow::Borrowed("");
        loop {
            text += self.until(|byte| matches!(byte, b'"' | b'\\'));
            if self.eat('"') {
                return Ok(text);
            }
            let escaped = self.rest.strip_prefix('\\').and_then(|rest| rest.chars().next());
            let Some(escaped) = escaped else {
                return Err("a quote is not closed; write `\"` at its end".to_owned());
            };
            text.to_mut().push(self.unescape(escaped));
            self.rest = &self.rest['\\'.len_utf8() + escaped.len_utf8()..];
        }
    }

    fn unescape(&mut self, escaped: char) -> char {
        match escaped {
            'n' => '\n',
            '"' | '\\' => escaped,
            _ => {
                let words = r#"is not an escape; write `\\`, `\"` or `\n`, and other characters unescaped"#;
                self.check_escape(format!("{} {words}", shown(&format!("\\{escaped}"))));
                escaped
            }
        }
    }

    /// Reports an unknown escape. OpenMetrics advises against it, and some readers of text reject it.
    pub(super) fn check_escape(&mut self, words: String) {
        match self.is_openmetrics() {
            true => self.report.advise(self.at, Rule::Escape, words),
            false => self.report.say(self.at, Rule::Escape, words),
        }
    }

    pub(super) fn is_openmetrics(&self) -> bool {
        self.form.wire == Wire::OpenMetrics
    }

    /// Reads blanks. OpenMetrics requires exactly the expected blanks.
    pub(super) fn gap(&mut self, expected: &str) {
        let blanks = self.blanks();
        self.check_blanks(blanks, expected);
    }

    pub(super) fn check_blanks(&mut self, blanks: &str, expected: &str) {
        if self.is_openmetrics() && blanks != expected {
            let expected = if expected.is_empty() { "write none" } else { "write a single space" };
            let words =
                format!("the line has {} blanks in a wrong place or number; {expected}", blanks.len());
            self.report.say(self.at, Rule::Spaces, words);
        }
    }

    pub(super) fn blanks(&mut self) -> &'a str {
        self.until(|byte| !is_blank(byte))
    }

    /// Reads up to an ASCII character, or the rest of the line.
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
