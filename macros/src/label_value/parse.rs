//! The enum, its variants and their attributes.

use proc_macro2::TokenStream;
use syn::parse::ParseStream;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Path};

use crate::diag::{Errors, expected};
use crate::keys::{self, Slot};

pub(crate) struct Input {
    pub(crate) item: DeriveInput,
    pub(crate) rename_all: Option<LitStr>,
    pub(crate) krate: Option<Path>,
    /// The key `no_values`, which takes no value.
    pub(crate) no_values: Option<Ident>,
    pub(crate) variants: Vec<Variant>,
}

pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) rename: Option<LitStr>,
    /// The shape of its fields, if it has any.
    pub(crate) fields: Fields,
}

/// The keys above the enum, and the keys above a variant.
const OF_ENUM: &[&str] = &["rename_all", "no_values", "crate"];
const OF_VARIANT: &[&str] = &["rename"];

pub(crate) fn parse(item: TokenStream, errors: &mut Errors) -> Option<Input> {
    let item: DeriveInput = errors.ok(syn::parse2(item))?;
    let (mut rename_all, mut krate) = (Slot::new("rename_all"), Slot::new("crate"));
    let mut no_values = Slot::new("no_values");
    for_each_key(&item.attrs, OF_ENUM, "rename_all = \"kebab-case\"", errors, |key, input, errors| {
        match key.to_string().as_str() {
            "rename_all" => rename_all.set(key, keys::text(key, "kebab-case", input)?, errors),
            "no_values" => no_values.set(key, keys::flag(key, input)?, errors),
            _ => krate.set(key, keys::path(key, input)?, errors),
        }
        Ok(())
    });
    let variants = parse_variants(&item, errors);
    Some(Input {
        rename_all: rename_all.get(),
        krate: krate.get(),
        no_values: no_values.get(),
        variants,
        item,
    })
}

fn parse_variants(item: &DeriveInput, errors: &mut Errors) -> Vec<Variant> {
    let Data::Enum(data) = &item.data else {
        errors.at(
            &item.ident,
            "only an enum can derive `LabelValue`, because its variants are the label values; write an enum",
        );
        return Vec::new();
    };
    if data.variants.is_empty() {
        errors.at(&item.ident, "a label needs at least one value; add a variant");
    }
    let parse = |variant: &syn::Variant| {
        let mut rename = Slot::new("rename");
        for_each_key(&variant.attrs, OF_VARIANT, "rename = \"off-topic\"", errors, |key, input, errors| {
            rename.set(key, keys::text(key, "off-topic", input)?, errors);
            Ok(())
        });
        for attr in variant.fields.iter().flat_map(|field| &field.attrs).filter(|attr| is_label(attr)) {
            errors.at(
                attr,
                "the fields of a variant are not a part of its label value; write this above the variant",
            );
        }
        Variant { ident: variant.ident.clone(), rename: rename.get(), fields: variant.fields.clone() }
    };
    data.variants.iter().map(parse).collect()
}

fn is_label(attr: &Attribute) -> bool {
    attr.path().is_ident("label")
}

/// Visits the valid keys of all `#[label(..)]`.
fn for_each_key(
    attrs: &[Attribute],
    valid: &[&str],
    example: &str,
    errors: &mut Errors,
    mut visit: impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    let labels = attrs.iter().filter(|attr| is_label(attr));
    keys::for_each(labels, example, errors, |key, input, errors| match key.to_string() {
        name if valid.contains(&name.as_str()) => visit(key, input, errors),
        name => Err(syn::Error::new(key.span(), unknown(&name, valid))),
    });
}

/// Returns the error for an unknown key. A key of the other place is an error that names that place.
fn unknown(name: &str, valid: &[&str]) -> String {
    match name {
        _ if OF_ENUM.contains(&name) => format!("`{name}` is a key of the enum; write it above the enum"),
        _ if OF_VARIANT.contains(&name) => {
            format!("`{name}` is a key of a variant; write it above the variant")
        }
        _ => expected("key", name, valid),
    }
}
