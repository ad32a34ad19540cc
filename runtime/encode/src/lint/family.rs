//! One family of a body with lines: its metadata and its label sets.

use std::collections::HashMap;

use super::child::Child;
use super::content_type::{Form, Wire};
use super::finding::{shown, Report};
use super::kind::{self, Kind};
use super::metadata::Keyword;
use super::rule::Rule;
use super::sample::{Labels, Reading};

#[derive(Debug)]
pub(super) struct Family {
    pub(super) name: String,
    /// Its first line.
    pub(super) at: usize,
    /// Whether its metadata is complete.
    pub(super) is_settled: bool,
    /// Whether another family came after it.
    pub(super) is_left: bool,
    kind: Option<Kind>,
    unit: String,
    said: Vec<Keyword>,
    has_samples: bool,
    /// The label sets in order, with one entry for each timestamp.
    children: Vec<Child>,
    /// The last entry of each label set.
    by_labels: HashMap<Labels, usize>,
    /// The entry that is being read.
    child: Option<usize>,
}

impl Family {
    pub(super) fn new(name: &str, at: usize) -> Self {
        Family {
            name: name.to_owned(),
            at,
            is_settled: false,
            is_left: false,
            kind: None,
            unit: String::new(),
            said: Vec::new(),
            has_samples: false,
            children: Vec::new(),
            by_labels: HashMap::new(),
            child: None,
        }
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind.unwrap_or(Kind::Unknown)
    }

    /// Takes a metadata line. The linter ignores a second line with the same keyword.
    pub(super) fn describe(
        &mut self,
        keyword: Keyword,
        text: &str,
        at: usize,
        form: Form,
        report: &mut Report,
    ) {
        let word = keyword.word();
        if self.said.contains(&keyword) {
            let words = format!("{} has a second {word}; write one", shown(&self.name));
            return report.say(at, Rule::MetadataTwice, words);
        }
        if self.has_samples {
            let words =
                format!("{word} comes after samples of {}; write it before the samples", shown(&self.name));
            report.say(at, Rule::MetadataLate, words);
        }
        let after = self.said.iter().find(|said| form.wire == Wire::OpenMetrics && **said > keyword);
        if let Some(after) = after {
            let words = format!("{word} comes after {}; write TYPE, then UNIT, then HELP", after.word());
            report.advise(at, Rule::MetadataOrder, words);
        }
        self.said.push(keyword);
        match keyword {
            Keyword::Type => self.kind = kind(text, form, at, report),
            Keyword::Unit => text.clone_into(&mut self.unit),
            Keyword::Help => {}
        }
    }

    /// Checks the name and the unit.
    pub(super) fn check_metadata(&self, is_first: bool, form: Form, report: &mut Report) {
        self.check_name(form, report);
        self.check_unit(report);
        let lost = match (self.kind(), form.wire) {
            (Kind::Counter, Wire::OpenMetrics) => "_total",
            (Kind::Info, _) => "_info",
            _ => "",
        };
        form.names.check_family(&self.name, lost, self.at, report);
        if self.kind() == Kind::Info && self.name == "target" && !is_first {
            report.advise(self.at, Rule::TargetFirst, "`target` comes after other families; write it first");
        }
    }

    fn check_name(&self, form: Form, report: &mut Report) {
        let name = shown(&self.name);
        match (self.kind(), form.wire, self.name.ends_with("_total")) {
            (Kind::Counter, Wire::OpenMetrics, true) => {
                let words = format!("the name of the counter {name} ends in `_total`; write `_total` only in the names of its samples");
                report.advise(self.at, Rule::CounterName, words);
            }
            (Kind::Counter, Wire::Text, false) => {
                let words = format!("the name of the counter {name} does not end in `_total`; add it");
                report.advise(self.at, Rule::CounterName, words);
            }
            (Kind::Info, ..) if self.name.ends_with("_info") => {
                let words = format!("the name of the info {name} ends in `_info`; write `_info` only in the names of its samples");
                report.advise(self.at, Rule::Info, words);
            }
            _ => {}
        }
    }

    /// Checks the unit. An empty unit means that the family has no unit.
    fn check_unit(&self, report: &mut Report) {
        let (name, unit) = (shown(&self.name), shown(&self.unit));
        if self.unit.is_empty() {
        } else if matches!(self.kind(), Kind::Info | Kind::StateSet) {
            report.say(
                self.at,
                Rule::Unit,
                format!("{name} has the unit {unit}, but its type cannot have a unit; leave UNIT out"),
            );
        } else if !self.name.strip_suffix(&self.unit).is_some_and(|rest| rest.ends_with('_')) {
            report.say(
                self.at,
                Rule::Unit,
                format!("the name {name} does not end in its unit {unit}; append `_` and the unit"),
            );
        }
    }

    /// Reports a sample whose name does not fit the type. Readers of text take it for a metric without a type, except
    /// in a histogram or summary.
    pub(super) fn refuse_name(&self, sample: &str, at: usize, form: Form, report: &mut Report) {
        if form.wire == Wire::Text && sample.ends_with("_created") {
            return report.advise(at, Rule::Created, "`_created` does not exist in text; leave the line out");
        }
        let suffixes = self.kind().suffixes(form.wire).iter();
        let names: Vec<_> = suffixes.map(|suffix| shown(&format!("{}{suffix}", self.name))).collect();
        let words = format!("{} is not a sample of its family; write {}", shown(sample), names.join(" or "));
        match (form.wire, self.kind()) {
            (Wire::Text, Kind::Counter | Kind::Gauge) => report.advise(at, Rule::SampleName, words),
            _ => report.say(at, Rule::SampleName, words),
        }
    }

    /// Adds a sample to its label set, unless it is a duplicate.
    pub(super) fn add(&mut self, reading: &Reading<'_>, is_new: bool, report: &mut Report) {
        self.has_samples = true;
        let part = reading.part(report);
        if reading.is_of_its_type() && is_new {
            let child = self.child(reading, report);
            self.children[child].push(part, report);
        }
    }

    /// Returns the entry of a sample, and creates it if needed.
    fn child(&mut self, reading: &Reading<'_>, report: &mut Report) -> usize {
        let labels = reading.child();
        let known = self.by_labels.get(&labels).copied();
        if known.is_some() && known != self.child {
            let words = "samples of other labels come between samples of these labels; keep them together";
            match reading.is_openmetrics() {
                true => report.say(reading.at, Rule::ChildSplit, words),
                false => report.advise(reading.at, Rule::ChildSplit, words),
            }
        }
        let same = known.filter(|known| self.children[*known].timestamp == reading.timestamp);
        let child = same.unwrap_or_else(|| {
            self.children.push(Child::new(reading));
            self.by_labels.insert(labels, self.children.len() - 1);
            self.children.len() - 1
        });
        self.child = Some(child);
        child
    }

    /// Checks the rules about all samples of a label set.
    pub(super) fn check_children(&self, report: &mut Report) {
        self.children.iter().for_each(|child| child.check(self.kind(), report));
    }
}

fn kind(word: &str, form: Form, at: usize, report: &mut Report) -> Option<Kind> {
    let known = kind::words(form.wire);
    let kind = known.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind);
    if kind.is_none() {
        let known: Vec<_> = known.iter().map(|(known, _)| *known).collect();
        let words = format!("{} is not a type of this format; write {}", shown(word), known.join(" or "));
        report.say(at, Rule::Type, words);
    }
    kind
}
