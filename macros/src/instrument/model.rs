//! What is measured of a function, with every rule applied.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Expr, LitInt, LitStr, Path, Signature, Type, Visibility};

use super::parse::{Args, Function, Label};
use super::shape::{may_be_result, Shape};
use crate::diag::Errors;
use crate::name;

pub(crate) struct Model {
    pub(crate) krate: Path,
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    pub(crate) body: TokenStream,
    /// Of calls, duration and in-flight.
    pub(crate) names: [String; 3],
    /// The value of the label `function`.
    pub(crate) function: String,
    pub(crate) labels: Vec<Label>,
    pub(crate) buckets: Option<Vec<f64>>,
    pub(crate) max_series: Option<LitInt>,
    pub(crate) shape: Shape,
    /// What the work returns, if the signature says it.
    pub(crate) output: Option<Type>,
    pub(crate) errors: ErrorRule,
    /// Whether the outcome `error` is exported before one happens.
    pub(crate) seeds_error: bool,
}

/// Which returned values are errors.
pub(crate) enum ErrorRule {
    /// Any `Err`.
    Err,
    /// Any `Err`, told apart by its type's values.
    Kinds(Type),
    /// What the user's rule says is none.
    OkIf(Expr),
    /// What the user's rule says is one.
    ErrorIf(Expr),
}

/// Label names that every instrumented function has, or may have.
const OWN_LABELS: &[&str] = &["function", "module", "outcome", "error"];

/// `function` is the value of the label, unless the arguments give another one.
pub(crate) fn build(args: Args, func: Function, function: &str, errors: &mut Errors) -> Option<Model> {
    check_function(&func, errors);
    let labels = args.labels.map_or_else(Vec::new, |labels| labels.0);
    check_labels(&labels, errors);
    if args.name.is_none() {
        check_shared(&labels, args.buckets.as_ref().map(|buckets| buckets.span), args.error.as_ref(), errors);
    }
    let error_rule = build_error_rule(args.error, args.ok_if, args.error_if, errors);
    let stem = args.name.as_ref().map_or_else(|| "function".to_owned(), |name| check_name(name, errors));
    let function = args.function.as_ref().map_or_else(|| function.to_owned(), LitStr::value);
    let (shape, output) = Shape::of(&func.sig);
    errors.is_empty().then(|| Model {
        krate: args.krate.unwrap_or_else(|| syn::parse_quote!(::gapless)),
        seeds_error: !matches!(error_rule, ErrorRule::Err) || output.as_ref().map_or(true, may_be_result),
        errors: error_rule,
        shape,
        output,
        attrs: func.attrs,
        vis: func.vis,
        sig: func.sig,
        body: func.body,
        names: ["calls_total", "duration_seconds", "in_flight"].map(|suffix| format!("{stem}_{suffix}")),
        function,
        labels,
        buckets: args.buckets.map(|buckets| buckets.bounds),
        max_series: args.max_series,
    })
}

fn check_function(func: &Function, errors: &mut Errors) {
    if let Some(constness) = &func.sig.constness {
        errors.at(constness, "a `const fn` cannot count its calls; remove `const`, or do not instrument it");
    }
    if let Some(attr) = func.attrs.iter().find(|attr| attr.path().is_ident("track_caller")) {
        errors.at(
            attr,
            "an instrumented function cannot see its caller's place; remove this, or do not instrument it",
        );
    }
}

fn check_labels(labels: &[Label], errors: &mut Errors) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for label in labels {
        let name = label.ident.unraw().to_string();
        if OWN_LABELS.contains(&name.as_str()) {
            errors.at(
                &label.ident,
                format!("every instrumented function has the label `{name}`; give this one another name"),
            );
        } else if let Some(mistake) = name::check_label(&name) {
            errors.at(&label.ident, mistake);
        }
        if !seen.insert(name) {
            errors.at(&label.ident, format!("the label `{}` is there twice; remove one", label.ident));
        }
    }
}

/// All functions without a name of their own are one family, so they have the same labels and buckets.
fn check_shared(labels: &[Label], buckets: Option<Span>, error: Option<&Type>, errors: &mut Errors) {
    const REMEDY: &str =
        "need metrics of the function's own, as functions share theirs; write `name = \"..\"` before it";
    if let Some(label) = labels.first() {
        errors.at(&label.ident, format!("labels {REMEDY}"));
    }
    if let Some(error) = error {
        errors.at(error, format!("kinds of errors {REMEDY}"));
    }
    if let Some(span) = buckets {
        errors.at_span(span, format!("buckets {REMEDY}"));
    }
}

fn build_error_rule(
    kinds: Option<Type>,
    ok_if: Option<Expr>,
    error_if: Option<Expr>,
    errors: &mut Errors,
) -> ErrorRule {
    match (kinds, ok_if, error_if) {
        (Some(kinds), None, None) => ErrorRule::Kinds(kinds),
        (None, Some(rule), None) => ErrorRule::OkIf(rule),
        (None, None, Some(rule)) => ErrorRule::ErrorIf(rule),
        (None, None, None) => ErrorRule::Err,
        (kinds, ok_if, error_if) => {
            let last = error_if
                .or(ok_if)
                .map(|rule| rule.to_token_stream())
                .or(kinds.map(|ty| ty.to_token_stream()));
            errors.at(last, "`error`, `ok_if` and `error_if` each say what an error is; keep one of them");
            ErrorRule::Err
        }
    }
}

fn check_name(name: &LitStr, errors: &mut Errors) -> String {
    let stem = name.value();
    let says_too_much =
        name::unit(&stem).is_some() || OWN_SUFFIXES.iter().any(|suffix| stem.ends_with(suffix));
    if let Some(mistake) = name::check_snake_case(&stem, "metric name") {
        errors.at(name, mistake);
    } else if says_too_much {
        errors.at(
            name,
            "this is the first part of three names, as `login` in `login_calls_total`; leave out the suffix",
        );
    }
    stem
}

/// What follows the name of a function in those of its metrics.
const OWN_SUFFIXES: &[&str] = &["_total", "_calls", "_duration", "_in_flight"];
