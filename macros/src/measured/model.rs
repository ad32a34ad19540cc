//! The facts of a measured type, with every rule applied.

mod alerts;
mod labels;
mod names;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, ExprPath, Fields, GenericParam, LitInt, LitStr, Member, Path, Type};

use self::names::Names;
use super::parse::{Args, Given};
use crate::alert::{self, Alert};
use crate::buckets::Buckets;
use crate::defaults::DURATION_BUCKETS;
use crate::diag::Errors;
use crate::docs;
use crate::kind::Kind;
use crate::name;

pub(crate) use self::alerts::check_alerts_of_struct;
pub(crate) use self::labels::Label;

pub(crate) struct Model {
    pub(crate) krate: Path,
    pub(crate) namespace: String,
    pub(crate) group: String,
    pub(crate) max_series: Option<LitInt>,
    pub(crate) metrics: Vec<Metric>,
    /// The labels of every metric.
    pub(crate) labels: Vec<Label>,
    /// The labels that only the info has.
    pub(crate) infos: Vec<Label>,
    /// The product of the limits of open labels, if there are any.
    pub(crate) max_open: Option<usize>,
    /// Warnings about names that are allowed but unwise.
    pub(crate) warnings: Vec<(Span, String)>,
}

/// A metric of the type.
pub(crate) struct Metric {
    pub(crate) kind: Kind,
    /// The exported name, with the namespace.
    pub(crate) name: String,
    pub(crate) help: String,
    pub(crate) unit: Option<String>,
    /// The bounds of a histogram; empty for any other type.
    pub(crate) buckets: Vec<f64>,
    /// The field; `None` for the info, which has no value.
    pub(crate) field: Option<Field>,
    /// `#[cfg(..)]` of the field, which is copied to every item of the expansion.
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) alerts: Vec<Alert>,
    pub(crate) span: Span,
}

/// A field, and how it is read.
pub(crate) struct Field {
    pub(crate) member: Member,
    pub(crate) ty: Type,
    pub(crate) with: Option<ExprPath>,
}

/// An enum that is exported as a state set.
pub(crate) struct StateModel {
    pub(crate) krate: Path,
    pub(crate) namespace: String,
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) help: String,
    pub(crate) alerts: Vec<Alert>,
}

pub(crate) fn build(
    args: Args,
    fields: Vec<Given>,
    item: &DeriveInput,
    errors: &mut Errors,
) -> Option<Model> {
    check_item(item, errors)?;
    let namespace = names::namespace(args.namespace.as_ref(), errors);
    names::check_group(args.group.as_ref(), errors);
    let (mut names, mut metrics) = (Names::new(&namespace), Vec::new());
    let (mut labels, mut infos, mut has_unread) = (Vec::new(), Vec::new(), false);
    let mut watched = Vec::new();
    for mut given in fields {
        let alerts = std::mem::take(&mut given.alerts);
        let Some(role) = &given.role else {
            has_unread = true;
            continue;
        };
        alerts::check_role(&role.to_string(), &alerts, errors);
        match role.to_string().as_str() {
            "label" => labels.push(labels::build(given, false, &mut names, item, errors)),
            "info" => infos.push(labels::build(given, true, &mut names, item, errors)),
            "skip" => check_skip(&given, errors),
            word => {
                metrics.extend(build_metric(given, word, &mut names, item, errors));
                watched.push((metrics.len().saturating_sub(1), alerts));
            }
        }
    }
    if !infos.is_empty() {
        metrics.push(names.info(item, &infos, errors));
    }
    alerts::build(watched, &mut metrics, &labels, errors);
    if metrics.is_empty() && !has_unread && errors.is_empty() {
        let message = format!(
            "no field of `{}` is a metric; write `#[metric(gauge)]` above a field, for example",
            item.ident
        );
        errors.at(&item.ident, message);
    }
    check_states(&metrics, &labels, errors);
    check_generics(item, &labels, errors);
    labels::check_number(labels.iter().chain(&infos), errors);
    let max_open = labels::max_open(&labels);
    if let (Some(key), Some(_)) = (&args.max_series, max_open) {
        errors.at(key, "the limits of the labels decide how many series exist; remove `max_series`");
    }
    Some(Model {
        krate: args.krate.unwrap_or_else(|| syn::parse_quote!(::gapless)),
        namespace,
        group: args.group.as_ref().map(LitStr::value).unwrap_or_default(),
        max_series: args.max_series,
        metrics,
        warnings: labels.iter().chain(&infos).filter_map(Label::warning).collect(),
        labels,
        infos,
        max_open,
    })
}

/// Reports items that cannot be measured.
fn check_item(item: &DeriveInput, errors: &mut Errors) -> Option<()> {
    let (token, mistake) = match &item.data {
        Data::Union(data) => (
            &data.union_token as &dyn quote::ToTokens,
            "a union cannot be measured, because a reader cannot know which field is valid; write a struct",
        ),
        Data::Struct(data) if matches!(data.fields, Fields::Unit) => {
            (&item.ident as _, "a unit struct has no fields to export; add a field with `#[metric(..)]`")
        }
        _ => return Some(()),
    };
    errors.at(token, mistake);
    None
}

fn check_generics(item: &DeriveInput, labels: &[Label], errors: &mut Errors) {
    for parameter in &item.generics.params {
        match parameter {
            GenericParam::Lifetime(lifetime) => errors.at(
                lifetime,
                "a measured struct cannot borrow, because a scrape reads it at any time; remove the lifetime, and own the fields",
            ),
            GenericParam::Type(parameter) if labels.is_empty() => {
                errors.at(&parameter.ident, without_label(&parameter.ident));
            }
            GenericParam::Const(parameter) if labels.is_empty() => {
                errors.at(&parameter.ident, without_label(&parameter.ident));
            }
            _ => {}
        }
    }
}

fn without_label(parameter: &syn::Ident) -> String {
    format!(
        "the values of all `{parameter}` share these metrics, so a label must tell them apart; add a field with \
         `#[metric(label)]`"
    )
}

/// A state set exports its states as a label with the name of the metric.
fn check_states(metrics: &[Metric], labels: &[Label], errors: &mut Errors) {
    for metric in metrics.iter().filter(|metric| metric.kind == Kind::StateSet) {
        let plain = name::plain_label(&metric.name);
        for label in labels.iter().filter(|label| name::plain_label(&label.name) == plain) {
            let message = format!(
                "the label `{}` holds the states of the stateset; give this label another name",
                label.name
            );
            errors.at_span(label.span, message);
        }
    }
}

fn check_skip(given: &Given, errors: &mut Errors) {
    if let Some(role) = &given.role {
        let has_keys = given.name.is_some()
            || given.unit.is_some()
            || given.with.is_some()
            || given.max.is_some()
            || given.buckets.is_some();
        if has_keys {
            errors.at(role, "a skipped field has no other keys; remove `skip`, or the other keys");
        }
    }
}

fn build_metric(
    given: Given,
    word: &str,
    names: &mut Names<'_>,
    item: &DeriveInput,
    errors: &mut Errors,
) -> Option<Metric> {
    let kind = kind(word);
    labels::check_keys(&given, word, errors);
    check_type(&given, kind, errors);
    if kind == Kind::StateSet {
        labels::check_parameters(&given, "the states", item, errors);
    }
    let (name, unit) = names.metric(&given, kind, errors)?;
    let help = docs::help(&given.attrs).unwrap_or_else(|| {
        errors.at_span(
            given.span(),
            "a metric needs a help text; write a doc comment above the field, such as `/// Players waiting.`",
        );
        String::new()
    });
    let buckets = build_buckets(given.buckets.as_ref(), kind, unit.as_deref(), &given, errors);
    let span = given.span();
    let cfgs = given.attrs.iter().filter(|attr| attr.path().is_ident("cfg")).cloned().collect();
    let field = Field { member: given.member, ty: given.ty, with: given.with.map(|(_, path)| path) };
    Some(Metric { kind, name, help, unit, buckets, field: Some(field), cfgs, alerts: Vec::new(), span })
}

fn kind(word: &str) -> Kind {
    match word {
        "counter" => Kind::Counter,
        "up_down_counter" => Kind::UpDownCounter,
        "histogram" => Kind::Histogram,
        "stateset" => Kind::StateSet,
        _ => Kind::Gauge,
    }
}

/// A value of two states does not only rise.
fn check_type(given: &Given, kind: Kind, errors: &mut Errors) {
    let Type::Path(path) = &given.ty else { return };
    let is_bool =
        path.path.segments.last().is_some_and(|last| last.ident == "bool" || last.ident == "AtomicBool");
    if is_bool && kind == Kind::Counter && given.with.is_none() {
        errors.at(&given.ty, "a counter only increases, and a `bool` does not; write `gauge`");
    }
}

/// Returns the bounds of a histogram. A histogram of durations has default bounds.
fn build_buckets(
    given: Option<&Buckets>,
    kind: Kind,
    unit: Option<&str>,
    field: &Given,
    errors: &mut Errors,
) -> Vec<f64> {
    match (kind, given) {
        (Kind::Histogram, Some(buckets)) => buckets.bounds.clone(),
        (Kind::Histogram, None) if unit == Some("seconds") || field.is_unread("buckets") => {
            DURATION_BUCKETS.to_vec()
        }
        (Kind::Histogram, None) => {
            let message =
                "a histogram needs the bounds that its values have; for example `buckets(0.1, 0.5, 2.5)`";
            match &field.role {
                Some(role) => errors.at(role, message),
                None => errors.at_span(field.span(), message),
            }
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Builds the model of an enum.
pub(crate) fn state(
    args: Args,
    alerts: Vec<alert::Given>,
    item: &DeriveInput,
    errors: &mut Errors,
) -> Option<StateModel> {
    let Data::Enum(data) = &item.data else { return None };
    if let Some(parameter) = item.generics.params.first() {
        errors.at(parameter, "a measured enum cannot have parameters; remove them, or measure a struct with a field of this type");
    }
    if data.variants.is_empty() {
        errors.at(&item.ident, "a state set needs at least one state; add a variant");
    }
    let namespace = names::namespace(args.namespace.as_ref(), errors);
    names::check_group(args.group.as_ref(), errors);
    let part = args
        .name
        .as_ref()
        .map_or_else(|| name::to_snake_case(&item.ident.unraw().to_string()), LitStr::value);
    let mut mistakes = name::rules::check_metric(&namespace, &part, Some("stateset"));
    mistakes.extend(name::rules::check_label(&names::join(&namespace, &part), Some("stateset")));
    for mistake in mistakes {
        match &args.name {
            Some(name) => errors.at(name, mistake.message),
            None => errors.at(&item.ident, mistake.message),
        }
    }
    let help = docs::help(&item.attrs).unwrap_or_else(|| {
        errors.at(
            &item.ident,
            "a metric needs a help text; write a doc comment above the enum, such as `/// The phase of the server.`",
        );
        String::new()
    });
    let name = names::join(&namespace, &part);
    let alerts = alert::build(alerts, &alerts::of_enum(&item.ident, &name), errors);
    Some(StateModel {
        krate: args.krate.unwrap_or_else(|| syn::parse_quote!(::gapless)),
        name,
        alerts,
        namespace,
        group: args.group.as_ref().map(LitStr::value).unwrap_or_default(),
        help,
    })
}
