//! The label value of each variant.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{Generics, Ident, LitStr, Path, Visibility};

use super::parse::{Input, Variant};
use crate::diag::{Errors, expected};
use crate::{listed_values, name};

pub(crate) struct Model {
    pub(crate) krate: Path,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) values: Vec<(Ident, String)>,
    /// Whether the enum gets the constant `VALUES` and the function `from_label`.
    pub(crate) lists_values: bool,
}

pub(crate) fn build(input: Input, errors: &mut Errors) -> Model {
    let case = input.rename_all.as_ref().map_or("snake_case", |name| check_case(name, errors));
    let text = |variant: &Variant| match &variant.rename {
        Some(rename) => rename.value(),
        None => rename(&variant.ident, case),
    };
    let values: Vec<_> =
        input.variants.iter().map(|variant| (variant.ident.clone(), text(variant))).collect();
    check_values(&input, &values, errors);
    let has_fields = input.variants.iter().any(|variant| !variant.fields.is_empty());
    Model {
        lists_values: listed_values::are_listed(has_fields, input.no_values.as_ref(), "from_label", errors),
        vis: input.item.vis,
        krate: input.krate.unwrap_or_else(|| syn::parse_quote!(::gapless)),
        ident: input.item.ident,
        generics: input.item.generics,
        values,
    }
}

fn check_values(input: &Input, values: &[(Ident, String)], errors: &mut Errors) {
    let mut seen = BTreeMap::new();
    for (variant, (ident, value)) in input.variants.iter().zip(values) {
        let token: &dyn ToTokens = variant.rename.as_ref().map_or(ident, |rename| rename);
        if value.is_empty() {
            errors.at(
                token,
                "Prometheus treats an empty value as an absent label; write a value, or use `Option` in the declaration",
            );
        } else if let Some(first) = seen.insert(value, ident) {
            errors.at(
                token,
                format!("`{first}` already has the label value `{value}`; rename one of the variants"),
            );
        }
    }
}

const CASES: &[&str] = &[
    "snake_case",
    "kebab-case",
    "lowercase",
    "UPPERCASE",
    "camelCase",
    "PascalCase",
    "SCREAMING_SNAKE_CASE",
    "SCREAMING-KEBAB-CASE",
];

fn check_case(name: &LitStr, errors: &mut Errors) -> &'static str {
    let value = name.value();
    let case = CASES.iter().find(|case| **case == value);
    case.copied().unwrap_or_else(|| {
        errors.at(name, expected("case", &value, CASES));
        "snake_case"
    })
}

fn rename(variant: &Ident, case: &str) -> String {
    let name = syn::ext::IdentExt::unraw(variant).to_string();
    let words = name::words(&name);
    match case {
        "kebab-case" => words.join("-").to_lowercase(),
        "lowercase" => words.concat().to_lowercase(),
        "UPPERCASE" => words.concat().to_uppercase(),
        "camelCase" => uncapitalize(&words.iter().map(|word| capitalize(word)).collect::<String>()),
        "PascalCase" => words.iter().map(|word| capitalize(word)).collect(),
        "SCREAMING_SNAKE_CASE" => words.join("_").to_uppercase(),
        "SCREAMING-KEBAB-CASE" => words.join("-").to_uppercase(),
        _ => words.join("_").to_lowercase(),
    }
}

fn capitalize(word: &str) -> String {
    let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + &rest.to_lowercase()
}

fn uncapitalize(name: &str) -> String {
    let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
    first.to_lowercase() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_case_renames_a_variant() {
        let variant: Ident = syn::parse_str("OffTopic").expect("it is an identifier");
        let renamed: Vec<_> = CASES.iter().map(|case| rename(&variant, case)).collect();
        let expected = [
            "off_topic",
            "off-topic",
            "offtopic",
            "OFFTOPIC",
            "offTopic",
            "OffTopic",
            "OFF_TOPIC",
            "OFF-TOPIC",
        ];
        assert_eq!(renamed, expected);
    }
}
