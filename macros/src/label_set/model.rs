//! The labels, their values, and the values of each variant.

use std::collections::BTreeMap;

use proc_macro2::Span;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Generics, Ident, LitStr, Path, Visibility};

use super::parse::{EXAMPLE, Input, Variant};
use crate::defaults::MAX_LABELS;
use crate::diag::{Errors, nearest};
use crate::{listed_values, name};

pub(crate) struct Model {
    pub(crate) krate: Path,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) variants: Vec<Ident>,
    pub(crate) labels: Vec<Label>,
    /// Whether the enum gets the constant `VALUES` and the function `from_labels`.
    pub(crate) lists_values: bool,
    /// Warnings about names that are allowed but unwise.
    pub(crate) warnings: Vec<(Span, String)>,
}

/// A label that the enum exports.
pub(crate) struct Label {
    /// The name in the source.
    pub(crate) ident: Ident,
    pub(crate) name: String,
    /// The values without repetitions.
    pub(crate) values: Vec<String>,
    /// The index of each variant's value.
    pub(crate) indices: Vec<usize>,
}

pub(crate) fn build(input: Input, errors: &mut Errors) -> Model {
    // The first variant with labels decides which labels every variant has.
    let names: Vec<Ident> = input
        .variants
        .iter()
        .find(|variant| !variant.labels.is_empty())
        .map(|variant| variant.labels.iter().map(|(ident, _)| ident.clone()).collect())
        .unwrap_or_default();
    let warnings = check_names(&names, errors);
    input.variants.iter().for_each(|variant| check_variant(variant, &names, errors));
    check_different(&input.variants, &names, errors);
    let has_fields = input.variants.iter().any(|variant| !variant.fields.is_empty());
    let are_listed = listed_values::are_listed(has_fields, input.no_values.as_ref(), "from_labels", errors);
    let lists_values = are_listed && !input.variants.is_empty();
    Model {
        krate: input.krate.unwrap_or_else(|| syn::parse_quote!(::gapless)),
        vis: input.item.vis,
        ident: input.item.ident,
        generics: input.item.generics,
        labels: names.iter().map(|name| build_label(name, &input.variants)).collect(),
        variants: input.variants.into_iter().map(|variant| variant.ident).collect(),
        lists_values,
        warnings,
    }
}

/// Checks each name and returns the warnings.
fn check_names(names: &[Ident], errors: &mut Errors) -> Vec<(Span, String)> {
    if let Some(name) = names.get(MAX_LABELS) {
        errors.at(name, format!("a metric can have at most {MAX_LABELS} labels; remove some"));
    }
    let mut warnings = Vec::new();
    for ident in names {
        let name = ident.unraw().to_string();
        let mistake =
            name::check_ident(&name, "label name").or_else(|| name::rules::check_label(&name, None));
        if let Some(mistake) = mistake {
            errors.at(ident, mistake.message);
        }
        warnings.extend(name::warn_label(&name).map(|warning| (ident.span(), warning)));
    }
    warnings
}

/// Checks that a variant has a value for each label, and no other labels.
fn check_variant(variant: &Variant, names: &[Ident], errors: &mut Errors) {
    let Variant { ident, labels, .. } = variant;
    for (label, value) in labels {
        if !names.contains(label) {
            errors.at(label, unknown(label, names));
        }
        if value.value().is_empty() {
            errors.at(
                value,
                "Prometheus treats an empty value as an absent label; write a value such as `none`",
            );
        }
    }
    if variant.is_unread {
        return;
    }
    if labels.is_empty() {
        let example = match names {
            [] => EXAMPLE.to_owned(),
            names => names.iter().map(|name| format!("{name} = \"..\"")).collect::<Vec<_>>().join(", "),
        };
        errors.at(ident, format!("`{ident}` has no labels; write `#[labels({example})]` above it"));
        return;
    }
    let missing = names.iter().filter(|name| !labels.iter().any(|(label, _)| label == *name));
    let missing: Vec<_> = missing.map(|name| format!("`{name}`")).collect();
    // An unknown label is probably the missing one, and was reported.
    if !missing.is_empty() && labels.iter().all(|(label, _)| names.contains(label)) {
        let message = format!(
            "`{ident}` has no value for {}; add it, because all variants must have the same labels",
            missing.join(", ")
        );
        errors.at(ident, message);
    }
}

fn unknown(label: &Ident, names: &[Ident]) -> String {
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let hint = match nearest(&label.to_string(), &names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write it above every variant, or remove it here".to_owned(),
    };
    format!("unknown label `{label}`; {hint}")
}

/// Checks that no two variants have the same values, because they would be one series.
fn check_different(variants: &[Variant], names: &[Ident], errors: &mut Errors) {
    let mut seen = BTreeMap::new();
    for variant in variants.iter().filter(|variant| !variant.is_unread) {
        let values: Option<Vec<_>> = names.iter().map(|name| variant.value(name)).collect();
        let Some(values) = values.filter(|values| !values.is_empty()) else { continue };
        if let Some(first) = seen.insert(values, &variant.ident) {
            let token: &dyn ToTokens = &variant.ident;
            let message = format!(
                "`{}` has the same labels as `{first}`; change a value, or remove one",
                variant.ident
            );
            errors.at(token, message);
        }
    }
}

impl Variant {
    fn value(&self, name: &Ident) -> Option<String> {
        let found = self.labels.iter().find(|(label, _)| label == name);
        found.map(|(_, value): &(Ident, LitStr)| value.value())
    }
}

fn build_label(name: &Ident, variants: &[Variant]) -> Label {
    let (mut values, mut indices) = (Vec::new(), Vec::new());
    for variant in variants {
        let value = variant.value(name).unwrap_or_else(|| "?".to_owned());
        let index = values.iter().position(|other| *other == value).unwrap_or(values.len());
        if index == values.len() {
            values.push(value);
        }
        indices.push(index);
    }
    Label { ident: name.clone(), name: name.unraw().to_string(), values, indices }
}
