//! Assigns lines to families. The lines of a family must be together.

use std::collections::HashMap;

use super::clash::Owners;
use super::content_type::Form;
use super::family::Family;
use super::finding::{shown, Report};
use super::kind::{Kind, ALL_SUFFIXES};
use super::rule::Rule;

/// The families of a body, and the family that is being read.
#[derive(Debug)]
pub(super) struct Blocks {
    form: Form,
    families: Vec<Family>,
    by_name: HashMap<String, usize>,
    owners: Owners,
    current: Option<usize>,
}

/// A family, and the suffix of a sample's name after the family's name; `None` if the type does not have the suffix.
pub(super) type Owner<'a> = (&'a mut Family, Option<&'static str>);

impl Blocks {
    pub(super) fn new(form: Form) -> Self {
        let (by_name, owners) = (HashMap::new(), Owners::default());
        Blocks { form, families: Vec::new(), by_name, owners, current: None }
    }

    /// Returns the family of a metadata line.
    pub(super) fn described(&mut self, name: &str, at: usize, report: &mut Report) -> &mut Family {
        let index = match self.by_name.get(name) {
            Some(index) => *index,
            None => self.push(name, at),
        };
        self.enter(index, at, report);
        &mut self.families[index]
    }

    /// Returns the family of a sample.
    pub(super) fn sampled(&mut self, name: &str, at: usize, report: &mut Report) -> Owner<'_> {
        if let Some(current) = self.current {
            self.settle(current, report);
            if let Some(suffix) = self.suffix(current, name) {
                return (&mut self.families[current], Some(suffix));
            }
        }
        if let Some(owner) = self.owners.of(name) {
            self.enter(owner, at, report);
            let suffix = self.suffix(owner, name);
            return (&mut self.families[owner], suffix);
        }
        if let Some(stray) = self.stray(name) {
            self.enter(stray, at, report);
            self.families[stray].refuse_name(name, at, self.form, report);
            return (&mut self.families[stray], None);
        }
        let index = self.push(name, at);
        self.enter(index, at, report);
        self.settle(index, report);
        (&mut self.families[index], Some(""))
    }

    /// Reports what is known only at the end of the body.
    pub(super) fn finish(&mut self, report: &mut Report) {
        self.leave(report);
        self.families.iter().for_each(|family| family.check_children(report));
    }

    fn push(&mut self, name: &str, at: usize) -> usize {
        self.families.push(Family::new(name, at));
        self.by_name.insert(name.to_owned(), self.families.len() - 1);
        self.families.len() - 1
    }

    /// Makes a family the current one. It is a mistake if another family came in between.
    fn enter(&mut self, index: usize, at: usize, report: &mut Report) {
        if self.current == Some(index) {
            return;
        }
        self.leave(report);
        self.current = Some(index);
        if self.families[index].is_left {
            let words = format!(
                "{} has lines before and after another family; keep its lines together",
                self.shown(index)
            );
            report.say(at, Rule::FamilySplit, words);
        }
    }

    fn leave(&mut self, report: &mut Report) {
        if let Some(left) = self.current.take() {
            self.settle(left, report);
            self.families[left].is_left = true;
        }
    }

    /// Checks the metadata of a family before its first sample or at its end. The names of its samples are known then.
    fn settle(&mut self, index: usize, report: &mut Report) {
        let family = &mut self.families[index];
        if !family.is_settled {
            family.is_settled = true;
            family.check_metadata(index == 0, self.form, report);
            let suffixes = family.kind().suffixes(self.form.wire);
            self.owners.claim(index, &family.name, suffixes, family.at, report);
        }
    }

    fn suffix(&self, index: usize, sample: &str) -> Option<&'static str> {
        let family = &self.families[index];
        let suffix = sample.strip_prefix(family.name.as_str())?;
        family.kind().suffixes(self.form.wire).iter().copied().find(|known| *known == suffix)
    }

    /// Returns the family of a sample whose name has a suffix of another type.
    fn stray(&self, sample: &str) -> Option<usize> {
        let is_meant = |index: &usize| {
            let rest = sample.strip_prefix(self.families[*index].name.as_str());
            rest.is_some_and(|rest| ALL_SUFFIXES.contains(&rest))
                && self.families[*index].kind() != Kind::Unknown
        };
        self.current.filter(is_meant).or_else(|| self.by_name.get(sample).copied())
    }

    fn shown(&self, index: usize) -> String {
        shown(&self.families[index].name)
    }
}
