//! `#![into = HttpMetrics]`: the struct that a block writes instead of statics.

use syn::ext::IdentExt;
use syn::{Attribute, Expr, ExprLit, Ident, Lit};

use super::super::parse::Block;
use super::MetricModel;
use crate::diag::Errors;
use crate::keys::Slot;

/// The struct of a block.
pub(crate) struct IntoStruct {
    pub(crate) ident: Ident,
    /// `//!` comments of the block.
    pub(crate) docs: Vec<Attribute>,
}

/// Takes the attributes of the struct out of a block, and reports attributes of metrics that a struct cannot have.
pub(super) fn build(block: &mut Block, errors: &mut Errors) -> Option<IntoStruct> {
    let mut slot = Slot::new("into");
    let is_into = |attr: &Attribute| attr.path().is_ident("into");
    let (into, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut block.attrs).into_iter().partition(is_into);
    block.attrs = rest;
    for attr in &into {
        if let Some(ident) = struct_name(attr, errors) {
            slot.set(attr, ident, errors);
        }
    }
    let ident = slot.get()?;
    let is_doc = |attr: &Attribute| attr.path().is_ident("doc");
    let (docs, rest) = std::mem::take(&mut block.attrs).into_iter().partition(is_doc);
    block.attrs = rest;
    remove_records_of_others(block, &ident, errors);
    Some(IntoStruct { ident, docs: docs.into_iter().map(outer).collect() })
}

/// Returns the name of the struct. A string with the name is reported, and then used.
fn struct_name(attr: &Attribute, errors: &mut Errors) -> Option<Ident> {
    let form = "expected the name of the struct, such as `#![into = HttpMetrics]`";
    let value = match errors.ok(attr.meta.require_name_value()) {
        Some(meta) => &meta.value,
        None => return None,
    };
    match value {
        Expr::Path(path) if path.path.get_ident().is_some() => path.path.get_ident().cloned(),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            errors.at(text, format!("{form}, without quotes"));
            syn::parse_str(&text.value()).ok()
        }
        Expr::Path(path) => {
            errors.at(path, form);
            path.path.segments.last().map(|last| last.ident.clone())
        }
        other => {
            errors.at(other, form);
            None
        }
    }
}

/// Reports and removes `#[on(..)]` and `#[tracing(..)]`: an event does not know which value of the struct records it.
fn remove_records_of_others(block: &mut Block, of: &Ident, errors: &mut Errors) {
    for metric in &mut block.metrics {
        metric.attrs.retain(|attr| {
            let Some(name) = ["on", "tracing"].into_iter().find(|name| attr.path().is_ident(name)) else {
                return true;
            };
            let message = format!(
                "`#[{name}(..)]` cannot choose one of several `{of}`; declare the metric in a block without `#![into = ..]`"
            );
            errors.at(attr.path(), message);
            false
        });
    }
}

/// Returns an attribute of the block as an attribute of the struct.
fn outer(mut attr: Attribute) -> Attribute {
    attr.style = syn::AttrStyle::Outer;
    attr
}

impl IntoStruct {
    /// Reports metrics whose names are methods of the struct.
    pub(super) fn check_names(&self, metrics: &mut [MetricModel], errors: &mut Errors) {
        for metric in metrics {
            if is_method(&metric.ident) {
                errors.at(&metric.ident, self.message(&metric.ident.unraw().to_string()));
                metric.is_sound = false;
            }
        }
    }

    fn message(&self, name: &str) -> String {
        format!(
            "`{}::{name}` is a method of the struct; write another name, and the exported name in \
             `#[name(\"{name}\")]` above it",
            self.ident
        )
    }
}

/// Returns whether the struct has a method of this name.
pub(crate) fn is_method(ident: &Ident) -> bool {
    matches!(&*ident.unraw().to_string(), "register" | "builder" | "unregister" | "clone" | "into")
}
