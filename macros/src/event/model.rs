//! The facts of an event and its fields, with every rule applied.

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{GenericParam, Generics, Ident, Lifetime, LitStr, Path, Type};

use super::parse::{Field, Input};
use crate::diag::Errors;
use crate::name;
use crate::unit::{self, Unit};

pub(crate) struct Model {
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    /// The lifetime of an event that borrows.
    pub(crate) lifetime: Option<Lifetime>,
    pub(crate) name: String,
    pub(crate) is_span: bool,
    pub(crate) fields: Vec<FieldModel>,
}

pub(crate) struct FieldModel {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) of: FieldOf,
}

pub(crate) enum FieldOf {
    Tag,
    /// A measurement in the unit of its type.
    Measure,
    MeasureIn(LitStr, Unit),
}

pub(crate) fn build(input: Input, errors: &mut Errors) -> Model {
    let name = build_name(&input.item.ident, input.name.as_ref(), errors);
    let lifetime = build_lifetime(&input.item.generics, errors);
    if let (Some(key), Some(_)) = (&input.span, &lifetime) {
        errors.at(key, "a span cannot borrow, because it lives as long as its work; use owned fields");
    }
    let fields = input.fields.into_iter().map(|field| build_field(field, errors)).collect();
    Model {
        krate: input.krate.unwrap_or_else(|| syn::parse_quote!(::gapless)),
        ident: input.item.ident,
        generics: input.item.generics,
        lifetime,
        name,
        is_span: input.span.is_some(),
        fields,
    }
}

/// Returns the given name, or the name of the type in `snake_case`.
fn build_name(ident: &Ident, given: Option<&LitStr>, errors: &mut Errors) -> String {
    let Some(given) = given else { return name::to_snake_case(&ident.unraw().to_string()) };
    if let Some(mistake) = name::check_event(&given.value()) {
        errors.at(given, mistake);
    }
    given.value()
}

/// Returns the lifetime of the event. One lifetime is allowed, and no other parameter.
fn build_lifetime(generics: &Generics, errors: &mut Errors) -> Option<Lifetime> {
    let mut found = None;
    for param in &generics.params {
        match param {
            GenericParam::Lifetime(param) if found.is_none() => found = Some(param.lifetime.clone()),
            GenericParam::Lifetime(param) => {
                errors.at(param, "an event can have only one lifetime; use the first one instead of this");
            }
            GenericParam::Type(_) | GenericParam::Const(_) => {
                errors.at(param.to_token_stream(), "an event cannot be generic; write a concrete type");
            }
        }
    }
    found
}

fn build_field(field: Field, errors: &mut Errors) -> FieldModel {
    let of = match field.measure.map(|measure| measure.unit) {
        None => FieldOf::Tag,
        Some(None) => FieldOf::Measure,
        Some(Some(text)) => match errors.ok(unit::parse(&text)) {
            Some(unit) => FieldOf::MeasureIn(text, unit),
            None => FieldOf::Measure,
        },
    };
    FieldModel { ident: field.ident, ty: field.ty, of }
}
