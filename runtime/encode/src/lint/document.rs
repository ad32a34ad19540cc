//! Checks a whole body of text or OpenMetrics line by line.

use std::collections::HashMap;

use super::blocks::Blocks;
use super::content_type::{Form, Wire};
use super::finding::Report;
use super::line::{Broken, Cursor};
use super::metadata::{self, Metadata};
use super::name;
use super::rule::Rule;
use super::sample::{Reading, Series};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Checks a body of text or OpenMetrics.
pub(super) fn check(body: &[u8], form: Form, report: &mut Report) {
    let mut document =
        Document { form, report, blocks: Blocks::new(form), series: Seen::default(), at: 0, eof: None };
    let body = document.without_mark(body);
    if !body.is_empty() {
        let lines = body.strip_suffix(b"\n").unwrap_or(body);
        lines.split(|byte| *byte == b'\n').for_each(|line| document.line(line));
    }
    document.finish(body);
}

struct Document<'r> {
    form: Form,
    report: &'r mut Report,
    blocks: Blocks,
    series: Seen,
    /// The number of the current line.
    at: usize,
    /// The line of `# EOF`.
    eof: Option<usize>,
}

impl Document<'_> {
    fn without_mark<'a>(&mut self, body: &'a [u8]) -> &'a [u8] {
        let Some(rest) = body.strip_prefix(BYTE_ORDER_MARK) else { return body };
        self.report.say(1, Rule::ByteOrderMark, "the body begins with a byte order mark; leave it out");
        rest
    }

    /// Reads a line. Readers ignore lines after `# EOF`.
    fn line(&mut self, line: &[u8]) {
        self.at += 1;
        match self.eof {
            None => self.text(line),
            Some(eof) if self.at == eof + 1 => {
                self.say(Rule::Eof, "a line comes after `# EOF`; write `# EOF` last");
            }
            Some(_) => {}
        }
    }

    fn text(&mut self, line: &[u8]) {
        if std::str::from_utf8(line).is_err() {
            self.say(Rule::Utf8, "the line is not UTF-8; write UTF-8");
        }
        let line = String::from_utf8_lossy(line);
        let line = self.without_return(&line);
        let read = match line.trim_start_matches([' ', '\t']) {
            "" => self.blank(),
            "# EOF" => self.end(line),
            comment if comment.starts_with('#') => self.comment(line),
            _ => self.sample(line),
        };
        if let Err(broken) = read {
            self.say(Rule::Syntax, broken);
        }
    }

    /// Removes a carriage return at the end of a line, except from the text of HELP, which can end in any character.
    fn without_return<'a>(&mut self, line: &'a str) -> &'a str {
        match line.strip_suffix('\r') {
            Some(rest) if !metadata::is_help(line) => {
                self.say(Rule::LineEnd, "the line ends in a carriage return; write a line feed alone");
                rest
            }
            _ => line,
        }
    }

    fn blank(&mut self) -> Result<(), Broken> {
        if self.form.wire == Wire::OpenMetrics {
            self.say(Rule::BlankLine, "the line is blank; leave it out");
        }
        Ok(())
    }

    fn end(&mut self, line: &str) -> Result<(), Broken> {
        match self.form.wire {
            Wire::OpenMetrics => {
                self.eof = Some(self.at);
                self.cursor(line).gap("");
            }
            _ => self.report.advise(self.at, Rule::Eof, "`# EOF` does not exist in text; leave it out"),
        }
        Ok(())
    }

    fn comment(&mut self, line: &str) -> Result<(), Broken> {
        let mut cursor = self.cursor(line);
        cursor.gap("");
        if let Some(Metadata { keyword, name, text }) = cursor.metadata()? {
            let family = self.blocks.described(&name, self.at, self.report);
            family.describe(keyword, text, self.at, self.form, self.report);
        }
        Ok(())
    }

    fn sample(&mut self, line: &str) -> Result<(), Broken> {
        let sample = self.cursor(line).sample()?;
        name::check_metric(&sample.name, sample.is_quoted, self.at, self.report);
        let (family, suffix) = self.blocks.sampled(&sample.name, self.at, self.report);
        let about = (family.name.as_str(), family.kind());
        let reading = Reading::new(&sample, about, suffix, self.form, self.at, self.report);
        let is_new = self.series.note(&reading, self.report);
        family.add(&reading, is_new, self.report);
        Ok(())
    }

    /// Reports what is known only at the end of the body.
    fn finish(mut self, body: &[u8]) {
        self.blocks.finish(self.report);
        if !body.is_empty() && !body.ends_with(b"\n") {
            let words = "the last line has no line end; write a line feed";
            match self.eof {
                Some(_) => self.report.advise(self.at, Rule::LastLineEnd, words),
                None => self.say(Rule::LastLineEnd, words),
            }
        }
        if self.form.wire == Wire::OpenMetrics && self.eof.is_none() {
            self.at += 1;
            self.say(Rule::Eof, "the body ends without `# EOF`; write it as the last line");
        }
    }

    fn cursor<'a, 'c>(&'c mut self, line: &'a str) -> Cursor<'a, 'c> {
        Cursor { rest: line, at: self.at, form: self.form, report: self.report }
    }

    fn say(&mut self, rule: Rule, words: impl Into<String>) {
        self.report.say(self.at, rule, words);
    }
}

/// The series read so far, with their last timestamps.
#[derive(Debug, Default)]
struct Seen(HashMap<Series, Option<f64>>);

impl Seen {
    /// Adds a sample, and returns whether it is new. OpenMetrics can repeat a series with a later timestamp.
    fn note(&mut self, sample: &Reading<'_>, report: &mut Report) -> bool {
        let Some(last) = self.0.insert(sample.series(), sample.timestamp) else { return true };
        let is_later = sample.timestamp.zip(last).is_some_and(|(timestamp, last)| timestamp > last);
        let is_new = is_later && sample.is_openmetrics();
        if !is_new {
            report.say(sample.at, Rule::SeriesTwice, "the series appears twice; write each series once");
        }
        is_new
    }
}
