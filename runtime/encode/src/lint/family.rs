//! One family of a text: what its metadata says, and its children one after the other.

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
    /// Whether all that its metadata says is known.
    pub(super) is_settled: bool,
    /// Whether another family came after it.
    pub(super) is_left: bool,
    kind: Option<Kind>,
    unit: String,
    said: Vec<Keyword>,
    has_samples: bool,
    /// In their order; one more for each later time of the same labels.
    children: Vec<Child>,
    /// The last of the children with these labels.
    by_labels: HashMap<Labels, usize>,
    /// The child that is read.
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

    /// Takes what a line of metadata says; a second one of its kind says nothing.
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
            let words = format!("{} has a second {word}", shown(&self.name));
            return report.say(at, Rule::MetadataTwice, words);
        }
        if self.has_samples {
            let words = format!("{word} comes after samples of {}; write it before them", shown(&self.name));
            report.say(at, Rule::MetadataLate, words);
        }
        let after = self.said.iter().find(|said| form.wire == Wire::OpenMetrics && **said > keyword);
        if let Some(after) = after {
            let words = format!("{word} comes after {}; write TYPE, UNIT, HELP", after.word());
            report.advise(at, Rule::MetadataOrder, words);
        }
        self.said.push(keyword);
        match keyword {
            Keyword::Type => self.kind = kind(text, form, at, report),
            Keyword::Unit => text.clone_into(&mut self.unit),
            Keyword::Help => {}
        }
    }

    /// Checks what metadata says of names.
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
            report.advise(self.at, Rule::TargetFirst, "`target` comes before all other families");
        }
    }

    fn check_name(&self, form: Form, report: &mut Report) {
        let name = shown(&self.name);
        match (self.kind(), form.wire, self.name.ends_with("_total")) {
            (Kind::Counter, Wire::OpenMetrics, true) => {
                let words = format!("the counter {name} is named without `_total`, which its samples have");
                report.advise(self.at, Rule::CounterName, words);
            }
            (Kind::Counter, Wire::Text, false) => {
                let words = format!("the name of the counter {name} does not end in `_total`");
                report.advise(self.at, Rule::CounterName, words);
            }
            (Kind::Info, ..) if self.name.ends_with("_info") => {
                let words = format!("the info {name} is named without `_info`, which its samples have");
                report.advise(self.at, Rule::Info, words);
            }
            _ => {}
        }
    }

    /// An empty unit is none.
    fn check_unit(&self, report: &mut Report) {
        let (name, unit) = (shown(&self.name), shown(&self.unit));
        if self.unit.is_empty() {
        } else if matches!(self.kind(), Kind::Info | Kind::StateSet) {
            report.say(self.at, Rule::Unit, format!("{name} has the unit {unit}, and its type has none"));
        } else if !self.name.strip_suffix(&self.unit).is_some_and(|rest| rest.ends_with('_')) {
            report.say(self.at, Rule::Unit, format!("{name} does not end in `_` and its unit, {unit}"));
        }
    }

    /// Reports a sample whose name is not one that the type has. In text, it is a metric without a type, unless readers expect
    /// all samples of the family.
    pub(super) fn refuse_name(&self, sample: &str, at: usize, form: Form, report: &mut Report) {
        if form.wire == Wire::Text && sample.ends_with("_created") {
            return report.advise(at, Rule::Created, "text has no `_created`; leave the line out");
        }
        let suffixes = self.kind().suffixes(form.wire).iter();
        let names: Vec<_> = suffixes.map(|suffix| shown(&format!("{}{suffix}", self.name))).collect();
        let words = format!("{} is no sample of its family; it has {}", shown(sample), names.join(", "));
        match (form.wire, self.kind()) {
            (Wire::Text, Kind::Counter | Kind::Gauge) => report.advise(at, Rule::SampleName, words),
            _ => report.say(at, Rule::SampleName, words),
        }
    }

    /// Puts a sample into its child; one that is there twice is in it already.
    pub(super) fn add(&mut self, reading: &Reading<'_>, is_new: bool, report: &mut Report) {
        self.has_samples = true;
        let part = reading.part(report);
        if reading.is_of_its_type() && is_new {
            let child = self.child(reading, report);
            self.children[child].push(part, report);
        }
    }

    /// The child of a sample, which is the one that is read or comes anew.
    fn child(&mut self, reading: &Reading<'_>, report: &mut Report) -> usize {
        let labels = reading.child();
        let known = self.by_labels.get(&labels).copied();
        if known.is_some() && known != self.child {
            let words = "samples of these labels came before those of others; keep them together";
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

    /// Says what only all samples show.
    pub(super) fn check_children(&self, report: &mut Report) {
        self.children.iter().for_each(|child| child.check(self.kind(), report));
    }
}

fn kind(word: &str, form: Form, at: usize, report: &mut Report) -> Option<Kind> {
    let known = kind::words(form.wire);
    let kind = known.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind);
    if kind.is_none() {
        let known: Vec<_> = known.iter().map(|(known, _)| *known).collect();
        let words = format!("{} is no type of this format; it has {}", shown(word), known.join(", "));
        report.say(at, Rule::Type, words);
    }
    kind
}
