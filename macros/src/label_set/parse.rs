//! The enum, its variants and their `#[labels(..)]`.

use proc_macro2::TokenStream;
use syn::parse::ParseStream;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Path};

use crate::diag::Errors;
use crate::keys::{self, Slot};

pub(crate) struct Input {
    pub(crate) item: DeriveInput,
    pub(crate) krate: Option<Path>,
    /// The key `no_values`, which takes no value.
    pub(crate) no_values: Option<Ident>,
    pub(crate) variants: Vec<Variant>,
}

pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) fields: Fields,
    /// The labels, such as `method = "GET"`.
    pub(crate) labels: Vec<(Ident, LitStr)>,
    /// Whether labels could not be read, so that missing labels are not reported.
    pub(crate) is_unread: bool,
}

/// The keys of an enum.
const ENUM_KEYS: &[&str] = &["no_values", "crate"];

/// An example of the labels of a variant.
pub(crate) const EXAMPLE: &str = "method = \"GET\", route = \"/games\"";

pub(crate) fn parse(item: TokenStream, errors: &mut Errors) -> Option<Input> {
    let item: DeriveInput = errors.ok(syn::parse2(item))?;
    let (mut no_values, mut krate) = (Slot::new("no_values"), Slot::new("crate"));
    keys::for_each(labels(&item.attrs), "no_values", errors, |key, input, errors| {
        match key.to_string().as_str() {
            "no_values" => no_values.set(key, keys::flag(key, input)?, errors),
            "crate" => krate.set(key, keys::path(key, input)?, errors),
            word => return Err(syn::Error::new(key.span(), misplaced(word))),
        }
        Ok(())
    });
    let variants = parse_variants(&item, errors);
    Some(Input { krate: krate.get(), no_values: no_values.get(), variants, item })
}

fn misplaced(word: &str) -> String {
    let near = crate::diag::nearest(word, ENUM_KEYS);
    match near {
        Some(near) => format!("unknown key `{word}`; did you mean `{near}`?"),
        None => {
            format!(
                "`{word}` is a label of one variant; write `#[labels({word} = \"..\")]` above each variant"
            )
        }
    }
}

fn parse_variants(item: &DeriveInput, errors: &mut Errors) -> Vec<Variant> {
    let Data::Enum(data) = &item.data else {
        let message = format!(
            "only an enum can derive `LabelSet`, because its variants are the label sets; write an enum with \
             `#[labels({EXAMPLE})]` above each variant"
        );
        errors.at(&item.ident, message);
        return Vec::new();
    };
    if data.variants.is_empty() {
        errors.at(&item.ident, "a label set needs at least one variant; add a variant");
    }
    data.variants.iter().map(|variant| parse_variant(variant, errors)).collect()
}

fn parse_variant(variant: &syn::Variant, errors: &mut Errors) -> Variant {
    let (mut read, before) = (Vec::new(), errors.len());
    keys::for_each(labels(&variant.attrs), EXAMPLE, errors, |key, input: ParseStream<'_>, errors| {
        if ENUM_KEYS.contains(&key.to_string().as_str()) {
            let message = format!("`{key}` is a key of the enum; write it above the enum");
            return Err(syn::Error::new(key.span(), message));
        }
        let value = keys::text(key, "GET", input)?;
        if read.iter().any(|(other, _)| other == key) {
            errors.at(key, format!("`{key}` is given twice; remove one"));
        } else {
            read.push((key.clone(), value));
        }
        Ok(())
    });
    for attr in variant.fields.iter().flat_map(|field| labels(&field.attrs)) {
        errors.at(attr, "the fields of a variant are not a part of its labels; write this above the variant");
    }
    Variant {
        ident: variant.ident.clone(),
        fields: variant.fields.clone(),
        labels: read,
        is_unread: errors.len() > before,
    }
}

fn labels(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("labels"))
}
