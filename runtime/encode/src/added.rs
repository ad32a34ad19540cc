//! The prefix and the labels that a view adds, and their rules.

mod standard;

use std::borrow::Cow;

use gapless_core::__private::is_snake_case;
use gapless_core::{Descriptor, FamilySnapshot, Kind};

use crate::error::ErrorKind;
use crate::escaping::Escaping;

/// The prefix and labels that a view adds to every series.
#[derive(Clone, Debug, Default)]
pub(crate) struct Added {
    pub(crate) prefix: Option<String>,
    /// Written before all other labels.
    pub(crate) labels: Vec<LabelPair>,
}

pub(crate) type LabelPair = (Cow<'static, str>, Cow<'static, str>);

/// The prefix of renamed labels.
const OWN_PREFIX: &str = "gapless_";

impl Added {
    pub(crate) fn is_empty(&self) -> bool {
        self.prefix.is_none() && self.labels.is_empty()
    }

    /// Returns the name of a family in the view. Standard names do not get the prefix.
    pub(crate) fn name<'a>(&self, of: &'a str) -> Cow<'a, str> {
        match &self.prefix {
            Some(prefix) if !standard::is_standard(of) => format!("{prefix}_{of}").into(),
            _ => of.into(),
        }
    }

    /// Adds the labels of the view before the labels of a declared series.
    pub(crate) fn add_to(&self, labels: &mut Vec<LabelPair>, of: &str) {
        self.rename_own(labels, of);
        labels.splice(0..0, self.labels.iter().cloned());
    }

    /// Returns the prefix of the labels of a metric that have the name of an added label, if they are renamed.
    pub(crate) fn own_prefix(of: &str) -> Option<&'static str> {
        standard::is_own(of).then_some(OWN_PREFIX)
    }

    /// Renames labels of a metric of Gapless that have the name of an added label.
    fn rename_own(&self, labels: &mut [LabelPair], of: &str) {
        if standard::is_own(of) {
            for (name, _) in
                labels.iter_mut().filter(|(own, _)| self.labels.iter().any(|(name, _)| name == own))
            {
                *name = format!("{OWN_PREFIX}{name}").into();
            }
        }
    }

    /// Returns the prefix and the labels for a family of a source, without labels that would merge two series or clash
    /// with the label of states.
    pub(crate) fn beside(&self, of: &FamilySnapshot) -> Added {
        let state = (of.kind == Kind::StateSet).then(|| self.name(&of.name));
        let all = || of.series.iter().flat_map(|series| &series.labels);
        let is_there =
            |label: &LabelPair| all().any(|(name, value)| *value == label.1 && plain_label(name) == label.0);
        let is_state = |name: &str| state.as_deref().is_some_and(|state| plain_label(state) == name);
        let is_own = standard::is_own(&of.name);
        let labels = self.labels.iter().filter(|label| is_own || !is_state(&label.0) && !is_there(label));
        Added { prefix: self.prefix.clone(), labels: labels.cloned().collect() }
    }

    /// Adds the labels of the view before the labels of a source's series. A label of the series wins, except in
    /// metrics of Gapless.
    pub(crate) fn with<'a>(&self, labels: &'a [LabelPair], of: &str) -> Cow<'a, [LabelPair]> {
        if self.labels.is_empty() {
            return labels.into();
        }
        if standard::is_own(of) {
            let mut labels = labels.to_vec();
            self.add_to(&mut labels, of);
            return labels.into();
        }
        let is_own = |name: &str| labels.iter().any(|(own, _)| plain_label(own) == name);
        self.labels.iter().filter(|(name, _)| !is_own(name)).chain(labels).cloned().collect()
    }

    pub(crate) fn check(&self) -> Result<(), ErrorKind> {
        self.prefix.as_deref().map_or(Ok(()), check_prefix)?;
        for (index, (name, _)) in self.labels.iter().enumerate() {
            if !is_snake_case(name) || matches!(&**name, "le" | "quantile") {
                return Err(ErrorKind::Label(name.to_string()));
            }
            if self.labels[..index].iter().any(|(other, _)| other == name) {
                return Err(ErrorKind::LabelTwice(name.to_string()));
            }
        }
        Ok(())
    }

    /// Checks that the added labels differ from the labels of a family, even with escaped names.
    pub(crate) fn check_beside(&self, of: &Descriptor) -> Result<(), ErrorKind> {
        if standard::is_own(of.name) {
            return Ok(()); // its labels are renamed
        }
        let state = (of.kind == Kind::StateSet).then(|| self.name(of.name));
        let own = of.label_names().map(Cow::Borrowed).chain(state);
        let own: Vec<_> = own.map(|name| plain_label(&name).into_owned()).collect();
        match self.labels.iter().find(|(name, _)| own.iter().any(|own| own == name)) {
            Some((label, _)) => Err(ErrorKind::LabelTaken { label: label.to_string(), metric: of.name }),
            None => Ok(()),
        }
    }
}

fn check_prefix(prefix: &str) -> Result<(), ErrorKind> {
    if !is_snake_case(prefix) {
        return Err(ErrorKind::Prefix(prefix.to_owned()));
    }
    match standard::starting_with(prefix) {
        Some(standard) => Err(ErrorKind::PrefixTaken { prefix: prefix.to_owned(), standard }),
        None => Ok(()),
    }
}

/// Returns the name of a label with the escaping `underscores`.
fn plain_label(name: &str) -> Cow<'_, str> {
    Escaping::Underscores.escape_label(name)
}
