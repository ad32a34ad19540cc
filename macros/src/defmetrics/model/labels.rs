//! The labels of a declaration, and the attributes about single label values.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Type};

use super::super::parse::attributes::{Listed, Pair, parse_as, path_text};
use super::super::parse::{Label, LabelOf};
use super::conventions::Conventions;
use crate::defaults::MAX_LABELS;
use crate::diag::{Errors, expected, nearest};
use crate::keys::Slot;
use crate::kind::Kind;
use crate::name;

/// The labels of a declaration.
#[derive(Default)]
pub(crate) struct Labels {
    /// Labels with a type, in order.
    pub(crate) typed: Vec<TypedLabel>,
    /// Labels with one constant value.
    pub(crate) constant: Vec<(String, Expr)>,
    /// Warnings about names that are allowed but unwise.
    pub(crate) warnings: Vec<(Span, String)>,
}

/// A label that is an argument of the accessor.
pub(crate) struct TypedLabel {
    pub(crate) ident: Ident,
    /// The exported name.
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// Whether the type comes from the declaration.
    pub(crate) is_read: bool,
}

impl TypedLabel {
    /// Creates a stand-in for a label that could not be read. It accepts any argument.
    fn unread(ident: Ident) -> Self {
        let name = ident.unraw().to_string();
        TypedLabel { ident, name, ty: any_type(), is_read: false }
    }
}

/// Returns a type that accepts any argument, for a label whose type is not known.
fn any_type() -> Type {
    syn::parse_quote!(impl ::core::marker::Sized)
}

/// Fails for a type that a function cannot have as an argument: a type with a named lifetime, or with `_`.
fn check_type(ty: &Type) -> syn::Result<()> {
    let mut after_quote = false;
    for token in flat(ty.to_token_stream()) {
        let word = if let TokenTree::Ident(word) = &token { word.to_string() } else { String::new() };
        if after_quote && !matches!(word.as_str(), "static" | "_") {
            let message = format!("the type of a label cannot have a lifetime; remove `'{word}`");
            return Err(syn::Error::new(token.span(), message));
        }
        if !after_quote && word == "_" {
            return Err(syn::Error::new(
                token.span(),
                "`_` is not the type of a label; write the type in full",
            ));
        }
        after_quote = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
    }
    Ok(())
}

/// Returns the tokens outside and inside of all groups.
fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) => flat(group.stream()),
            token => vec![token],
        })
        .collect()
}

/// Builds the labels of a metric, whose type may be unknown. Labels with mistakes are kept, so that the accessor keeps
/// its arguments.
pub(crate) fn build(
    labels: Vec<Label>,
    kind: Option<Kind>,
    conventions: &mut Conventions<'_>,
    errors: &mut Errors,
) -> Labels {
    let (mut built, mut seen) = (Labels::default(), BTreeMap::new());
    for label in labels {
        if let LabelOf::Unread = label.of {
            built.typed.push(TypedLabel::unread(label.ident));
            continue;
        }
        let name = build_name(&label, kind, conventions, errors);
        if let Some(other) = seen.insert(name::plain_label(&name).into_owned(), name.clone()) {
            errors.at(&label.ident, name::label_twice(&name, &other));
        }
        built.warnings.extend(name::warn_label(&name).map(|warning| (label.ident.span(), warning)));
        match label.of {
            LabelOf::Type(ty) => {
                let is_read = errors.ok(check_type(&ty)).is_some();
                let ty = if is_read { *ty } else { any_type() };
                built.typed.push(TypedLabel { ident: label.ident, name, ty, is_read });
            }
            LabelOf::Constant(value) => {
                let value = build_constant(*value, errors);
                built.constant.push((name, value));
            }
            LabelOf::Unread => {}
        }
    }
    if let Some(label) = built.typed.get(MAX_LABELS) {
        errors.at(&label.ident, format!("a metric can have at most {MAX_LABELS} labels; remove some"));
    }
    built
}

/// Returns the exported name, which may differ from the argument's name.
fn build_name(
    label: &Label,
    kind: Option<Kind>,
    conventions: &mut Conventions<'_>,
    errors: &mut Errors,
) -> String {
    let check = |name: &str| name::rules::check_label(name, kind.map(Kind::as_str));
    match given_name(&label.attrs, errors) {
        Some(given) => {
            conventions.check(&given, check(&given.value()), errors);
            given.value()
        }
        None => {
            let name = label.ident.unraw().to_string();
            let mistake = name::check_ident(&name, "label name").or_else(|| check(&name));
            conventions.check(&label.ident, mistake, errors);
            name
        }
    }
}

fn given_name(attrs: &[Attribute], errors: &mut Errors) -> Option<LitStr> {
    let mut name = Slot::new("name");
    for attr in attrs {
        if attr.path().is_ident("name") {
            if let Some(value) =
                errors.ok(parse_as(attr, "a name in quotes, such as `#[name(\"http.method\")]`"))
            {
                name.set(attr, value, errors);
            }
        } else {
            errors.at(attr.path(), expected("attribute", &path_text(attr.path()), &["name"]));
        }
    }
    name.get()
}

/// Returns the value of a constant label, or a stand-in for an invalid literal. The compiler checks that any other
/// expression is a constant `&'static str`.
fn build_constant(value: Expr, errors: &mut Errors) -> Expr {
    let Expr::Lit(ExprLit { lit, .. }) = &value else { return value };
    match lit {
        Lit::Str(text) if text.value().is_empty() => {
            errors.at(
                text,
                "Prometheus treats an empty value as an absent label; write a value or remove the label",
            );
        }
        Lit::Str(_) => return value,
        other => errors.at(other, "the value of a constant label must be a string; write it in quotes"),
    }
    syn::parse_quote!("?")
}

impl Labels {
    /// Returns the listed values by the exported name of their label.
    pub(crate) fn resolve_listed(
        &self,
        listed: Vec<Listed>,
        errors: &mut Errors,
    ) -> Vec<(LitStr, Vec<LitStr>)> {
        let mut seen = BTreeSet::new();
        let mut resolve = |Listed { label, values }: Listed| {
            let name = self.resolve(&label, errors)?;
            if !seen.insert(name.to_owned()) {
                errors.at(&label, format!("the values of `{name}` are listed twice; write them in one list"));
            }
            check_values(&values, errors);
            Some((LitStr::new(name, label.span()), values))
        };
        listed.into_iter().filter_map(&mut resolve).collect()
    }

    /// Returns an impossible combination, by the exported names of its labels.
    pub(crate) fn resolve_skip(&self, skip: Vec<Pair>, errors: &mut Errors) -> Vec<(String, LitStr)> {
        let mut seen = BTreeSet::new();
        let mut resolve = |Pair { label, value }: Pair| {
            let name = self.resolve(&label, errors)?;
            if !seen.insert(name.to_owned()) {
                let message = format!(
                    "`{name}` cannot have two values at once; write one `#[skip(..)]` for each value"
                );
                errors.at(&label, message);
            }
            Some((name.to_owned(), value))
        };
        skip.into_iter().filter_map(&mut resolve).collect()
    }

    /// Returns the exported name of the label that an argument names.
    pub(crate) fn resolve(&self, label: &Ident, errors: &mut Errors) -> Option<&str> {
        if let Some(found) = self.typed.iter().find(|typed| typed.ident == *label) {
            return Some(&found.name);
        }
        if self.constant.iter().any(|(name, _)| label == name) {
            errors.at(label, format!("the label `{label}` has one constant value; remove it here"));
            return None;
        }
        let names: Vec<String> = self.typed.iter().map(|typed| typed.ident.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let message = match (nearest(&label.to_string(), &names), &names[..]) {
            (Some(name), _) => format!("unknown label `{label}`; did you mean `{name}`?"),
            (None, []) => format!("unknown label `{label}`; declare it after the name of the metric"),
            (None, names) => expected("label", &label.to_string(), names),
        };
        errors.at(label, message);
        None
    }
}

fn check_values(values: &[LitStr], errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for value in values {
        if !seen.insert(value.value()) {
            errors.at(value, format!("`{}` is listed twice; remove one", value.value()));
        }
    }
}
