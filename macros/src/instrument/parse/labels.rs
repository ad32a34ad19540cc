//! `labels(..)`, and the keys `function` and `module`. Every function has these two labels unless they are off.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Path, Token, Type};

use crate::diag::Errors;
use crate::keys;

/// The labels that the attribute adds, and the names that it gives to `function` and `module`.
#[derive(Clone, Default)]
pub(crate) struct Labels {
    pub(crate) typed: Vec<Label>,
    /// Constant labels, such as `query = "get"`.
    pub(crate) constant: Vec<(Ident, Expr)>,
    /// The `handler` in `handler = function`.
    pub(crate) function: Option<Ident>,
    /// The `file` in `file = module`.
    pub(crate) module: Option<Ident>,
}

/// `kind: Kind = form.kind()`
#[derive(Clone)]
pub(crate) struct Label {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) value: Expr,
}

/// The value of the key `function` or `module`.
#[derive(Clone)]
pub(crate) enum OwnLabel {
    Text(LitStr),
    /// The word `off`: the label is left out.
    Off(Ident),
}

impl OwnLabel {
    /// Reads `= "text"` or `= off` after a key.
    pub(super) fn parse(key: &Ident, example: &str, input: ParseStream<'_>) -> syn::Result<Self> {
        let ahead = input.fork();
        if ahead.parse::<Token![=]>().is_err() || !ahead.peek(Ident) {
            return keys::text(key, example, input).map(OwnLabel::Text);
        }
        let word: Ident = keys::value(input)?;
        if word == "off" {
            return Ok(OwnLabel::Off(word));
        }
        let message =
            format!("`{key}` takes a string or `off`; for example `{key} = {example:?}` or `{key} = off`");
        Err(syn::Error::new(word.span(), message))
    }
}

impl Labels {
    /// Reads all labels. An error in one label does not hide errors in the next.
    pub(super) fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Self> {
        let mut labels = Labels::default();
        while !input.is_empty() {
            let ident: Ident = input.parse()?;
            let read = labels.read(ident, input, errors).and_then(|()| keys::check_end(input));
            errors.ok(read);
            keys::skip_to_next(input);
        }
        Ok(labels)
    }

    fn read(&mut self, ident: Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let form = |error: syn::Error| {
            let message = format!(
                "the label `{ident}` needs a value; write `{ident}: Kind = form.kind()` or `{ident} = \"get\"`"
            );
            syn::Error::new(error.span(), message)
        };
        let ty: Option<Type> = match input.parse::<Option<Token![:]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        input.parse::<Token![=]>().map_err(form)?;
        let value: Expr = input.parse().map_err(form)?;
        match (ty, own_label(&value)) {
            (Some(ty), _) => self.typed.push(Label { ident, ty, value }),
            (None, Some(own)) if own == "function" => keys::once(&mut self.function, own, ident, errors),
            (None, Some(own)) => keys::once(&mut self.module, own, ident, errors),
            (None, None) => {
                check_constant(&ident, &value, errors);
                self.constant.push((ident, value));
            }
        }
        Ok(())
    }

    /// Returns all names that the attribute gives to labels.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Ident> {
        let typed = self.typed.iter().map(|label| &label.ident);
        let constant = self.constant.iter().map(|(ident, _)| ident);
        typed.chain(constant).chain(&self.function).chain(&self.module)
    }
}

/// Returns the word `function` or `module` if it is the value of a label.
fn own_label(value: &Expr) -> Option<&Ident> {
    let Expr::Path(path) = value else { return None };
    path.path.get_ident().filter(|ident| *ident == "function" || *ident == "module")
}

/// Checks that the value of a label without a type is a constant string.
fn check_constant(ident: &Ident, value: &Expr, errors: &mut Errors) {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if text.value().is_empty() => {
            errors.at(text, format!("Prometheus treats an empty value as an absent label; remove `{ident}`"));
        }
        Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) | Expr::Macro(_) => {}
        Expr::Lit(literal) => {
            errors.at(literal, "the value of a constant label must be a string; write it in quotes");
        }
        Expr::Path(path) if is_constant(&path.path) => {}
        other => {
            let message = format!(
                "a label without a type must be a string or a constant; write the type of this value, for example `{ident}: Kind = ..`"
            );
            errors.at(other, message);
        }
    }
}

/// Whether a path is spelled as a constant; a variable is in lower case.
fn is_constant(path: &Path) -> bool {
    let last = path.segments.last().map(|segment| segment.ident.unraw().to_string());
    last.is_some_and(|name| !name.chars().any(char::is_lowercase))
}
