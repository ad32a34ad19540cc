//! The names of the metrics and labels of a type, which are checked and never changed.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{DeriveInput, LitStr, Member};

use super::super::parse::Given;
use super::{Label, Metric};
use crate::diag::Errors;
use crate::kind::Kind;
use crate::{docs, name};

/// The names so far.
pub(super) struct Names<'a> {
    namespace: &'a str,
    metrics: Vec<(String, Kind)>,
    /// The names of labels, by their plain names.
    labels: BTreeMap<String, String>,
}

pub(super) fn namespace(given: Option<&LitStr>, errors: &mut Errors) -> String {
    let Some(namespace) = given else { return String::new() };
    for mistake in name::rules::check_prefix(&namespace.value(), "namespace") {
        errors.at(namespace, mistake.message);
    }
    namespace.value()
}

pub(super) fn check_group(given: Option<&LitStr>, errors: &mut Errors) {
    let Some(group) = given else { return };
    if let Some(mistake) = name::check_snake_case(&group.value(), "group") {
        errors.at(group, mistake);
    }
}

/// Returns a full name.
pub(super) fn join(namespace: &str, part: &str) -> String {
    match namespace {
        "" => part.to_owned(),
        namespace => format!("{namespace}_{part}"),
    }
}

impl<'a> Names<'a> {
    pub(super) fn new(namespace: &'a str) -> Self {
        Names { namespace, metrics: Vec::new(), labels: BTreeMap::new() }
    }

    /// Returns the name and the unit of a metric.
    pub(super) fn metric(
        &mut self,
        given: &Given,
        kind: Kind,
        errors: &mut Errors,
    ) -> Option<(String, Option<String>)> {
        let part = part(given, errors)?;
        let is_given = given.name.is_some();
        let unit = given.unit.as_ref().map(LitStr::value).filter(|_| kind != Kind::StateSet);
        let at_the_unit = unit.as_deref().and_then(name::check_base);
        for mistake in name::rules::check_metric(self.namespace, &part, Some(kind.as_str())) {
            if Some(&mistake) != at_the_unit.as_ref() {
                errors.at(given.place(), remedy(mistake.message, is_given));
            }
        }
        let name = join(self.namespace, &part);
        if let Some(mistake) = unit.as_ref().and_then(|unit| name::check_named_unit(unit, &part)) {
            errors.at(&given.unit, remedy(mistake.message, is_given));
        }
        self.add_metric(&name, kind, given.place(), errors);
        let unit = unit.or_else(|| name::unit(&name).map(str::to_owned));
        Some((name, unit.filter(|_| kind != Kind::StateSet)))
    }

    fn add_metric(&mut self, name: &str, kind: Kind, place: impl ToTokens, errors: &mut Errors) {
        let clash = self.metrics.iter().find_map(|(other, other_kind)| {
            if name == other {
                return Some(format!("two fields are the metric `{name}`; give one of them another name"));
            }
            name::check_clash((name, kind.as_str()), (other, other_kind.as_str()))
        });
        if let Some(mistake) = clash {
            errors.at(place, mistake);
        }
        self.metrics.push((name.to_owned(), kind));
    }

    /// Returns the name of a label.
    pub(super) fn label(&mut self, given: &Given, errors: &mut Errors) -> Option<String> {
        let name = part(given, errors)?;
        let ident_mistake = given.name.is_none().then(|| name::check_ident(&name, "label name")).flatten();
        let mistake = ident_mistake.or_else(|| name::rules::check_label(&name, None));
        if let Some(mistake) = mistake {
            errors.at(given.place(), remedy(mistake.message, given.name.is_some()));
        }
        if let Some(other) = self.labels.insert(name::plain_label(&name).into_owned(), name.clone()) {
            errors.at(given.place(), name::label_twice(&name, &other));
        }
        Some(name)
    }

    /// Returns the info of a type, whose labels are the fields with `#[metric(info)]`.
    pub(super) fn info(&mut self, item: &DeriveInput, infos: &[Label], errors: &mut Errors) -> Metric {
        let stem = match self.namespace {
            "" => name::to_snake_case(&item.ident.unraw().to_string()),
            namespace => namespace.to_owned(),
        };
        let name = format!("{stem}_info");
        let help = docs::help(&item.attrs).unwrap_or_else(|| {
            errors.at(
                &item.ident,
                format!("the info `{name}` needs a help text; write a doc comment above the struct, such as `/// A lobby.`"),
            );
            String::new()
        });
        self.add_metric(&name, Kind::Info, &item.ident, errors);
        let span = infos.first().map_or_else(|| item.ident.span(), |label| label.span);
        Metric {
            kind: Kind::Info,
            name,
            help,
            unit: None,
            buckets: Vec::new(),
            field: None,
            cfgs: Vec::new(),
            alerts: Vec::new(),
            span,
        }
    }
}

/// Returns the given name, or the name of the field; `None` if the name could not be read.
fn part(given: &Given, errors: &mut Errors) -> Option<String> {
    if given.is_unread("name") {
        return None;
    }
    match (&given.name, &given.member) {
        (Some(name), _) => Some(name.value()),
        (None, Member::Named(ident)) => Some(ident.unraw().to_string()),
        (None, Member::Unnamed(_)) => {
            errors.at(&given.ty, "this field has no name; write one, for example `name = \"waiting\"`");
            None
        }
    }
}

/// A mistake in the name of a field is corrected with `name = ".."`, so that the field can keep its name.
fn remedy(message: String, is_given: bool) -> String {
    match message.rsplit_once("; write `") {
        Some((mistake, name)) if !is_given => {
            format!("{mistake}; write `name = \"{}", name.replacen('`', "\"`", 1))
        }
        _ => message,
    }
}
