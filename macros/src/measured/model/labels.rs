//! The labels of a type, which tell its values apart.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{DeriveInput, GenericParam, LitInt, Type};

use super::super::parse::Given;
use super::Field;
use super::names::Names;
use crate::defaults::MAX_LABELS;
use crate::diag::Errors;
use crate::labels::is_text;
use crate::name;

/// A label.
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) field: Field,
    /// Whether the label holds any string.
    pub(crate) is_open: bool,
    /// The limit of an open label.
    pub(crate) max: Option<usize>,
    pub(crate) span: Span,
}

impl Label {
    pub(crate) fn warning(&self) -> Option<(Span, String)> {
        name::warn_label(&self.name).map(|warning| (self.span, warning))
    }
}

/// The largest limit of a label.
const MAX: usize = 1_000_000;

pub(super) fn build(
    given: Given,
    is_info: bool,
    names: &mut Names<'_>,
    item: &DeriveInput,
    errors: &mut Errors,
) -> Label {
    check_keys(&given, if is_info { "info" } else { "label" }, errors);
    if let Some(cfg) = given.attrs.iter().find(|attr| attr.path().is_ident("cfg")) {
        errors.at(cfg, "every value has the same labels, so a label field cannot have `#[cfg]`; remove it");
    }
    let is_text = given.with.is_none() && is_text(&given.ty);
    // An info needs no limit, so a function of an info returns any string.
    let holds_any = if is_info { given.with.is_some() } else { given.max.is_some() };
    let is_open = is_text || given.is_unread("max") || holds_any;
    if is_text && !is_info && given.max.is_none() && !given.is_unread("max") {
        let message = "the label holds any string, so it needs a limit; write `max = 100`, or use an enum with \
                       `#[derive(LabelValue)]`";
        errors.at(&given.ty, message);
    }
    if let Some((key, _)) = given.max.as_ref().filter(|_| is_type(&given.ty, "bool") && given.with.is_none())
    {
        errors.at(key, "the values of a `bool` are known; remove `max`");
    }
    if !is_open {
        check_parameters(&given, "the label", item, errors);
    }
    let max = given.max.as_ref().and_then(|(_, max)| errors.ok(limit(max)));
    let name = names.label(&given, errors).unwrap_or_default();
    let (span, with) = (given.span(), given.with.map(|(_, path)| path));
    Label { name, field: Field { member: given.member, ty: given.ty, with }, is_open, max, span }
}

fn limit(max: &LitInt) -> syn::Result<usize> {
    let parsed = max.base10_parse::<usize>();
    let number = parsed.map_err(|_| {
        syn::Error::new(max.span(), format!("the limit of a label is a whole number; write 1 to {MAX}"))
    })?;
    match number {
        0 => Err(syn::Error::new(max.span(), "no value could be exported; write a limit of at least 1")),
        n if n > MAX => {
            Err(syn::Error::new(max.span(), format!("the limit is too high; write at most {MAX}")))
        }
        n => Ok(n),
    }
}

/// Reports keys that the role of a field does not have.
pub(super) fn check_keys(given: &Given, role: &str, errors: &mut Errors) {
    if let (Some(unit), "label" | "info" | "stateset") = (&given.unit, role) {
        errors.at(unit, format!("`unit` is for numbers, and this field is `{role}`; remove it"));
    }
    if let Some((key, _)) = given.max.as_ref().filter(|_| role != "label") {
        errors.at(key, "`max` limits the values of a label; remove it");
    }
    if let Some(buckets) = given.buckets.as_ref().filter(|_| role != "histogram") {
        errors.at_span(buckets.span, "`buckets` is for histograms; remove it");
    }
}

/// Reports a type that depends on a parameter of the struct, because all values of the struct share their metrics.
pub(super) fn check_parameters(given: &Given, what: &str, item: &DeriveInput, errors: &mut Errors) {
    let types = item.generics.params.iter().filter_map(|parameter| match parameter {
        GenericParam::Type(parameter) => Some(&parameter.ident),
        GenericParam::Const(parameter) => Some(&parameter.ident),
        GenericParam::Lifetime(_) => None,
    });
    if let Some(parameter) =
        types.into_iter().find(|ident| names(&given.ty.to_token_stream(), &ident.to_string()))
    {
        let message = format!(
            "{what} cannot depend on `{parameter}`, because the values of all `{parameter}` share these metrics; use another type"
        );
        errors.at(&given.ty, message);
    }
}

/// Returns whether tokens contain a word.
fn names(tokens: &TokenStream, word: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => names(&group.stream(), word),
        _ => false,
    })
}

fn is_type(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(name))
}

/// Reports more labels than a metric can have.
pub(super) fn check_number<'a>(mut labels: impl Iterator<Item = &'a Label>, errors: &mut Errors) {
    if let Some(label) = labels.nth(MAX_LABELS) {
        errors.at_span(label.span, format!("a metric can have at most {MAX_LABELS} labels; remove some"));
    }
}

/// Returns the product of the limits of open labels, if there are any.
pub(super) fn max_open(labels: &[Label]) -> Option<usize> {
    let open = || labels.iter().filter(|label| label.is_open);
    let product = open().fold(1_usize, |product, label| product.saturating_mul(label.max.unwrap_or(1)));
    open().next().map(|_| product.min(1_000_000_000))
}
