//! What is written on the enum and its variants.

use proc_macro2::TokenStream;
use syn::parse::ParseStream;
use syn::{Attribute, Data, DeriveInput, Ident, LitStr, Path};

use crate::diag::{expected, Errors};
use crate::keys::{self, Slot};

pub(crate) struct Input {
    pub(crate) item: DeriveInput,
    pub(crate) rename_all: Option<LitStr>,
    pub(crate) krate: Option<Path>,
    pub(crate) variants: Vec<Variant>,
}

pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) rename: Option<LitStr>,
}

pub(crate) fn parse(item: TokenStream, errors: &mut Errors) -> Option<Input> {
    let item: DeriveInput = errors.ok(syn::parse2(item))?;
    let Data::Enum(data) = &item.data else {
        errors.at(
            &item.ident,
            "a label's values are the variants of an enum; only an enum can derive `LabelValue`",
        );
        return None;
    };
    let (mut rename_all, mut krate) = (Slot::new("rename_all"), Slot::new("crate"));
    for_each_key(&item.attrs, &["rename_all", "crate"], errors, |key, input, errors| {
        match key.to_string().as_str() {
            "rename_all" => rename_all.set(key, keys::value(input)?, errors),
            _ => {
                input.parse::<syn::Token![=]>()?;
                krate.set(key, input.call(Path::parse_mod_style)?, errors);
            }
        }
        Ok(())
    });
    let mut variants = Vec::new();
    for variant in &data.variants {
        let mut rename = Slot::new("rename");
        for_each_key(&variant.attrs, &["rename"], errors, |key, input, errors| {
            rename.set(key, keys::value(input)?, errors);
            Ok(())
        });
        variants.push(Variant { ident: variant.ident.clone(), rename: rename.get() });
    }
    Some(Input { rename_all: rename_all.get(), krate: krate.get(), variants, item })
}

/// Visits the keys of all `#[label(..)]`.
fn for_each_key(
    attrs: &[Attribute],
    valid: &[&str],
    errors: &mut Errors,
    mut visit: impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("label")) {
        let parsed = attr.parse_args_with(|input: ParseStream<'_>| {
            while !input.is_empty() {
                let key = keys::key(input)?;
                if valid.contains(&key.to_string().as_str()) {
                    let visited = visit(&key, input, errors);
                    errors.ok(visited);
                } else {
                    errors.at(&key, expected(&key.to_string(), valid));
                }
                keys::skip_to_next(input);
            }
            Ok(())
        });
        errors.ok(parsed);
    }
}
