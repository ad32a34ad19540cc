//! `#![sampled]`: a block of metrics whose samples a source emits.

use proc_macro2::Ident;
use syn::{Attribute, Meta};

use super::super::parse::attributes::path_text;
use super::super::parse::{Block, Metric};
use crate::diag::Errors;

/// Attributes about values, which a source emits itself.
const ATTRIBUTES: &[&str] = &[
    "buckets",
    "native",
    "quantiles",
    "window",
    "exemplars",
    "seed",
    "skip",
    "max_series",
    "expire_after",
    "storage",
    "tracing",
    "on",
];

/// Takes `#![sampled]` out of a block, and returns whether the block has it. Reports and removes everything that such a
/// block cannot have.
pub(super) fn build(block: &mut Block, errors: &mut Errors) -> bool {
    let is_sampled = |attr: &Attribute| attr.path().is_ident("sampled");
    let (sampled, rest): (Vec<_>, Vec<_>) =
        std::mem::take(&mut block.attrs).into_iter().partition(is_sampled);
    block.attrs = rest;
    let Some((first, others)) = sampled.split_first() else { return false };
    others.iter().for_each(|attr| errors.at(attr, "`sampled` is given twice; remove one"));
    if !matches!(first.meta, Meta::Path(_)) {
        errors.at(&first.meta, "`#![sampled]` takes no arguments; write `#![sampled]`");
    }
    if let Some(at) = block.attrs.iter().position(|attr| attr.path().is_ident("into")) {
        let message = "a source emits the samples of the whole program; remove `#![into = ..]`";
        errors.at(block.attrs.remove(at), message);
    }
    block.metrics.iter_mut().for_each(|metric| check(metric, errors));
    true
}

fn check(metric: &mut Metric, errors: &mut Errors) {
    let n_errors = errors.len();
    if let Some((kind, message)) = other_kind(&metric.kind) {
        errors.at(&metric.kind, message);
        metric.kind = Ident::new(kind, metric.kind.span());
        metric.value = None;
    }
    if let Some(ty) = metric.value.take() {
        errors.at(ty, "the source gives the values of a sampled metric; remove the type");
    }
    metric.attrs.retain(|attr| {
        let name = path_text(attr.path());
        let is_there = ATTRIBUTES.contains(&&*name);
        if is_there {
            errors.at(attr, format!("the source emits the series of a sampled metric; remove `{name}`"));
        }
        !is_there
    });
    metric.is_read &= errors.len() == n_errors;
}

/// Returns the type to use instead of a type that a source does not emit.
fn other_kind(kind: &Ident) -> Option<(&'static str, &'static str)> {
    match &*kind.to_string() {
        "up_down_counter" => Some(("gauge", "a source emits the current value; write `gauge`")),
        "summary" => Some(("histogram", "a source emits buckets and not quantiles; write `histogram`")),
        "stateset" => {
            Some(("gauge", "a source cannot emit a stateset; write a `gauge` with a label for the state"))
        }
        _ => None,
    }
}
