//! The struct, its fields and their attributes.

use proc_macro2::TokenStream;
use syn::parse::ParseStream;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Path, Token, Type};

use crate::diag::{Errors, expected, expected_or_remedy};
use crate::keys::{self, Slot};

pub(crate) struct Input {
    pub(crate) item: DeriveInput,
    pub(crate) name: Option<LitStr>,
    pub(crate) krate: Option<Path>,
    /// The key `span`, if it is given.
    pub(crate) span: Option<Ident>,
    pub(crate) fields: Vec<Field>,
}

pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) measure: Option<Measure>,
}

/// `measure`, or `measure = "ms"`.
pub(crate) struct Measure {
    pub(crate) unit: Option<LitStr>,
}

/// The keys above the struct, and the keys above a field.
const OF_EVENT: &[&str] = &["name", "span", "crate"];
const OF_FIELD: &[&str] = &["measure"];

/// Keys of other libraries, and what to write instead.
const FIELDS_ELSEWHERE: &[(&str, &str)] = &[
    ("unit", "write `measure = \"ms\"`"),
    ("tag", "every field without `measure` is a label; remove this"),
    ("label", "every field without `measure` is a label; remove this"),
];

pub(crate) fn parse(item: TokenStream, errors: &mut Errors) -> Option<Input> {
    let item: DeriveInput = errors.ok(syn::parse2(item))?;
    let (mut name, mut krate, mut span) = (Slot::new("name"), Slot::new("crate"), Slot::new("span"));
    let of_event = item.attrs.iter().filter(|attr| is_event(attr));
    let example = "name = \"account.created\"";
    keys::for_each(of_event, example, errors, |key, input, errors| {
        match key.to_string().as_str() {
            "name" => name.set(key, keys::text(key, "account.created", input)?, errors),
            "span" => span.set(key, keys::flag(key, input)?, errors),
            "crate" => krate.set(key, keys::path(key, input)?, errors),
            other => return Err(unknown(key, other, OF_EVENT)),
        }
        Ok(())
    });
    let fields = parse_fields(&item, errors);
    Some(Input { name: name.get(), krate: krate.get(), span: span.get(), fields, item })
}

fn is_event(attr: &Attribute) -> bool {
    attr.path().is_ident("event")
}

/// Returns the error for an unknown key. A key of the other place is an error that names that place.
fn unknown(key: &Ident, name: &str, valid: &[&str]) -> syn::Error {
    let message = match name {
        _ if OF_EVENT.contains(&name) => format!("`{name}` is a key of the event; write it above the struct"),
        _ if OF_FIELD.contains(&name) => format!("`{name}` is a key of a field; write it above the field"),
        _ if valid == OF_FIELD => expected_or_remedy("key", name, valid, FIELDS_ELSEWHERE),
        _ => expected("key", name, valid),
    };
    syn::Error::new(key.span(), message)
}

fn parse_fields(item: &DeriveInput, errors: &mut Errors) -> Vec<Field> {
    let Data::Struct(data) = &item.data else {
        errors.at(&item.ident, "an event must be a struct; write one struct for each event");
        return Vec::new();
    };
    match &data.fields {
        Fields::Named(fields) => fields.named.iter().filter_map(|field| parse_field(field, errors)).collect(),
        Fields::Unnamed(fields) => {
            errors.at(fields, "the fields of an event need names; for example `{ channel: Channel }`");
            Vec::new()
        }
        Fields::Unit => Vec::new(),
    }
}

fn parse_field(field: &syn::Field, errors: &mut Errors) -> Option<Field> {
    let mut measure = Slot::new("measure");
    let of_field = field.attrs.iter().filter(|attr| is_event(attr));
    keys::for_each(of_field, "measure", errors, |key, input, errors| {
        match key.to_string().as_str() {
            "measure" => measure.set(key, parse_measure(key, input)?, errors),
            other => return Err(unknown(key, other, OF_FIELD)),
        }
        Ok(())
    });
    Some(Field { ident: field.ident.clone()?, ty: field.ty.clone(), measure: measure.get() })
}

fn parse_measure(key: &Ident, input: ParseStream<'_>) -> syn::Result<Measure> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(Measure { unit: None });
    }
    keys::text(key, "ms", input).map(|unit| Measure { unit: Some(unit) })
}
