//! The rules for the labels of a function, and its constant labels.

use std::collections::BTreeSet;

use syn::ext::IdentExt;
use syn::{Expr, ExprLit, Ident, Lit};

use super::super::parse::{Args, Labels, OwnLabel};
use crate::diag::Errors;
use crate::name;

/// A constant label.
pub(crate) struct Constant {
    pub(crate) name: String,
    pub(crate) value: ConstantValue,
}

pub(crate) enum ConstantValue {
    /// The name of the function.
    Function(String),
    /// The path of the module.
    Module,
    Text(String),
    /// A constant of the user.
    Expr(Box<Expr>),
}

/// Labels that an instrumented function has or may have.
const OWN_LABELS: &[&str] = &["function", "module", "outcome", "error"];

/// Checks each name at its token.
pub(super) fn check(args: &Args, labels: &Labels, errors: &mut Errors) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for ident in labels.names() {
        let name = ident.unraw().to_string();
        if OWN_LABELS.contains(&name.as_str()) {
            errors.at(
                ident,
                format!(
                    "every instrumented function already has the label `{name}`; give this label another name"
                ),
            );
        } else if let Some(mistake) = name::rules::check_label(&name, None) {
            errors.at(ident, mistake.message);
        }
        if !seen.insert(name) {
            errors.at(ident, format!("the label `{ident}` is given twice; remove one"));
        }
    }
    check_off("function", args.function.as_ref(), labels.function.as_ref(), args, errors);
    check_off("module", args.module.as_ref(), labels.module.as_ref(), args, errors);
}

/// Functions without `name` share families, and all series of a family have the same labels.
fn check_off(label: &str, own: Option<&OwnLabel>, renamed: Option<&Ident>, args: &Args, errors: &mut Errors) {
    let off = match own {
        Some(OwnLabel::Off(off)) => off,
        Some(OwnLabel::Text(text)) if text.value().is_empty() => {
            errors.at(
                text,
                format!("Prometheus treats an empty value as an absent label; write `{label} = off`"),
            );
            return;
        }
        _ => return,
    };
    if args.name.is_none() {
        let message = format!(
            "functions without `name` share families that have the label `{label}`; add `name = \"..\"`"
        );
        errors.at(off, message);
    } else if let Some(renamed) = renamed {
        errors.at(renamed, format!("`{label}` is off; remove this label, or `{label} = off`"));
    }
}

/// Returns the constant labels, with the labels of every function first.
pub(super) fn constant(args: &Args, labels: &Labels, function: &str) -> Vec<Constant> {
    let name = |label: &str, renamed: Option<&Ident>| {
        renamed.map_or_else(|| label.to_owned(), |ident| ident.unraw().to_string())
    };
    let function = match &args.function {
        Some(OwnLabel::Off(_)) => None,
        Some(OwnLabel::Text(text)) => Some(text.value()),
        None => Some(function.to_owned()),
    };
    let function = function.map(|function| Constant {
        name: name("function", labels.function.as_ref()),
        value: ConstantValue::Function(function),
    });
    let module = match &args.module {
        Some(OwnLabel::Off(_)) => None,
        Some(OwnLabel::Text(text)) => Some(ConstantValue::Text(text.value())),
        None => Some(ConstantValue::Module),
    };
    let module = module.map(|value| Constant { name: name("module", labels.module.as_ref()), value });
    let others = labels.constant.iter().map(|(ident, value)| Constant {
        name: ident.unraw().to_string(),
        value: match value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => ConstantValue::Text(text.value()),
            other => ConstantValue::Expr(Box::new(other.clone())),
        },
    });
    function.into_iter().chain(module).chain(others).collect()
}
