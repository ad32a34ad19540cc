//! The keys of the attribute, and the fields with their `#[metric(..)]`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DeriveInput, ExprPath, Field, Ident, LitInt, LitStr, Member, Meta, Path, Token, Type,
};

use crate::alert;
use crate::buckets::Buckets;
use crate::diag::{Errors, expected, expected_or_remedy};
use crate::keys::{self, list, number, once, path, text};

/// The keys of `#[instrument_metric(..)]` on a type.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) name: Option<LitStr>,
    pub(crate) namespace: Option<LitStr>,
    pub(crate) group: Option<LitStr>,
    pub(crate) max_series: Option<LitInt>,
    pub(crate) krate: Option<Path>,
}

/// A field with `#[metric(..)]`.
pub(crate) struct Given {
    pub(crate) member: Member,
    pub(crate) ty: Type,
    /// All attributes of the field except `#[metric(..)]`.
    pub(crate) attrs: Vec<Attribute>,
    /// The word for what the field is, such as `gauge` or `label`; `None` if it could not be read.
    pub(crate) role: Option<Ident>,
    pub(crate) name: Option<LitStr>,
    pub(crate) unit: Option<LitStr>,
    /// The function that reads the field.
    pub(crate) with: Option<(Ident, ExprPath)>,
    pub(crate) max: Option<(Ident, LitInt)>,
    pub(crate) buckets: Option<Buckets>,
    pub(crate) alerts: Vec<alert::Given>,
    /// The keys that could not be read.
    pub(crate) unread: Vec<Ident>,
}

const OF_STRUCT: &[&str] = &["namespace", "group", "max_series", "crate"];
const OF_ENUM: &[&str] = &["name", "namespace", "group", "crate"];

/// The roles of a field.
pub(crate) const ROLES: &[&str] =
    &["gauge", "counter", "up_down_counter", "histogram", "stateset", "info", "label", "skip"];
const OPTIONS: &[&str] = &["name", "unit", "with", "max", "buckets"];

/// Words of other libraries and of other places.
const ELSEWHERE: &[(&str, &str)] = &[
    ("summary", "write `histogram`, because a summary needs every observation"),
    ("timer", "write `histogram` with a name that ends in `_seconds`"),
    ("max_series", "write `max = 100` on a label"),
    ("rename", "write `name = \"..\"`"),
    ("help", "write a doc comment above the field"),
    ("ignore", "write `skip`"),
];

/// Keys of functions, which a type does not have.
const OF_FUNCTIONS: &[(&str, &str)] = &[
    ("prefix", "write `namespace`"),
    ("labels", "write `#[metric(label)]` above a field"),
    ("skip", "write `#[metric(skip)]` above a field, or leave it without `#[metric(..)]`"),
];

/// Reads the keys of `#[instrument_metric(..)]`.
pub(crate) fn parse_args(args: TokenStream, is_enum: bool, errors: &mut Errors) -> Args {
    let (mut read, keys) = (Args::default(), if is_enum { OF_ENUM } else { OF_STRUCT });
    let parser = |input: ParseStream<'_>| {
        keys::each(input, errors, |key, input, errors| {
            let word = key.to_string();
            if !keys.contains(&word.as_str()) {
                return Err(syn::Error::new(key.span(), unknown_key(&word, keys)));
            }
            match word.as_str() {
                "name" => once(&mut read.name, key, text(key, "phase", input)?, errors),
                "namespace" => once(&mut read.namespace, key, text(key, "lobby", input)?, errors),
                "group" => once(&mut read.group, key, text(key, "games", input)?, errors),
                "max_series" => once(&mut read.max_series, key, number(key, 1000, input)?, errors),
                _ => once(&mut read.krate, key, path(key, input)?, errors),
            }
            Ok(())
        })
    };
    let parsed = parser.parse2(args);
    errors.ok(parsed);
    read
}

fn unknown_key(word: &str, keys: &[&str]) -> String {
    match word {
        "name" => {
            "`name` is a key of enums and fields; write `namespace`, or `#[metric(name = \"..\")]` on a \
                   field"
                .to_owned()
        }
        _ => expected_or_remedy("key", word, keys, OF_FUNCTIONS),
    }
}

/// Removes `#[metric(..)]` from all fields, and returns the fields that had it.
pub(crate) fn take_fields(item: &mut DeriveInput, errors: &mut Errors) -> Vec<Given> {
    match &mut item.data {
        Data::Struct(data) => data
            .fields
            .iter_mut()
            .enumerate()
            .filter_map(|(at, field)| take_field(at, field, errors))
            .collect(),
        Data::Union(data) => {
            data.fields.named.iter_mut().for_each(|field| drop(take_attrs(&mut field.attrs)));
            Vec::new()
        }
        Data::Enum(data) => {
            for variant in &mut data.variants {
                let fields = variant.fields.iter_mut().flat_map(|field| take_attrs(&mut field.attrs));
                let all: Vec<_> = fields.collect();
                for alert in take_alerts(&mut variant.attrs, errors) {
                    errors.at_span(alert.span(), "an enum is one state set; write the alert above the enum");
                }
                for attr in take_attrs(&mut variant.attrs).into_iter().chain(all) {
                    errors.at(attr, "an enum is one state set, whose states are its variants; remove this");
                }
            }
            Vec::new()
        }
    }
}

/// Removes the alerts from attributes, and returns them.
pub(crate) fn take_alerts(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Vec<alert::Given> {
    let (alerts, others): (Vec<_>, _) = attrs.drain(..).partition(alert::is_alert);
    *attrs = others;
    alerts.iter().filter_map(|attr| alert::read(attr, errors)).collect()
}

fn take_attrs(attrs: &mut Vec<Attribute>) -> Vec<Attribute> {
    let (ours, others) = attrs.drain(..).partition(|attr| attr.path().is_ident("metric"));
    *attrs = others;
    ours
}

fn take_field(at: usize, field: &mut Field, errors: &mut Errors) -> Option<Given> {
    let mut ours = take_attrs(&mut field.attrs).into_iter();
    let alerts = take_alerts(&mut field.attrs, errors);
    let Some(first) = ours.next() else {
        for alert in alerts {
            errors.at_span(
                alert.span(),
                "the field is not a metric; write `#[metric(gauge)]` above it, for example",
            );
        }
        return None;
    };
    for second in ours {
        errors.at(second, "a field can have only one `#[metric(..)]`; move these keys to the first");
    }
    let member = field.ident.clone().map_or(Member::Unnamed(at.into()), Member::Named);
    let mut given = Given {
        member,
        ty: field.ty.clone(),
        attrs: field.attrs.clone(),
        role: None,
        name: None,
        unit: None,
        with: None,
        max: None,
        buckets: None,
        alerts,
        unread: Vec::new(),
    };
    given.read_attr(&first, errors);
    Some(given)
}

impl Given {
    fn read_attr(&mut self, attr: &Attribute, errors: &mut Errors) {
        let Meta::List(list) = &attr.meta else {
            errors.at(attr, "`#[metric]` needs arguments in parentheses; for example `#[metric(gauge)]`");
            return;
        };
        let n_errors = errors.len();
        let parser = |input: ParseStream<'_>| {
            keys::each(input, errors, |key, input, errors| self.read(key, input, errors))
        };
        let parsed = parser.parse2(list.tokens.clone());
        self.unread = errors.ok(parsed).unwrap_or_default();
        if self.role.is_none() && errors.len() == n_errors {
            errors.at(attr, format!("the type of the metric is missing; {}", expected("", "", ROLES)));
        }
    }

    fn read(&mut self, key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        match key.to_string().as_str() {
            word if ROLES.contains(&word) => {
                keys::flag(key, input)?;
                match &self.role {
                    None => self.role = Some(key.clone()),
                    Some(first) => errors.at(
                        key,
                        format!(
                            "a field is one thing; write `{first}` or `{key}`, and add a field for the other"
                        ),
                    ),
                }
            }
            "name" => once(&mut self.name, key, text(key, "waiting", input)?, errors),
            "unit" => once(&mut self.unit, key, text(key, "seconds", input)?, errors),
            "with" => once(&mut self.with, key, (key.clone(), function(key, input)?), errors),
            "max" => once(&mut self.max, key, (key.clone(), number(key, 100, input)?), errors),
            "buckets" => once(&mut self.buckets, key, list(key, "0.1, 0.5", input, Buckets::parse)?, errors),
            word => {
                let all: Vec<_> = ROLES.iter().chain(OPTIONS).copied().collect();
                return Err(syn::Error::new(key.span(), expected_or_remedy("key", word, &all, ELSEWHERE)));
            }
        }
        Ok(())
    }
}

/// Parses the function in `with = path`.
fn function(key: &Ident, input: ParseStream<'_>) -> syn::Result<ExprPath> {
    const FORM: &str = "`with` takes the path of a function of the field; for example `with = Room::players`";
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(key.span(), FORM));
    }
    input.parse::<Token![=]>()?;
    if input.peek(Token![|]) || input.peek(Token![move]) {
        let closure: syn::Expr = input.parse()?;
        return Err(syn::Error::new_spanned(closure, FORM));
    }
    let at = if input.is_empty() { key.span() } else { input.span() };
    input.parse::<ExprPath>().map_err(|_| syn::Error::new(at, FORM))
}

impl Given {
    /// Returns the tokens at which a mistake in the field's name is reported.
    pub(crate) fn place(&self) -> TokenStream {
        match (&self.name, &self.member) {
            (Some(name), _) => name.to_token_stream(),
            (None, Member::Named(ident)) => ident.to_token_stream(),
            (None, Member::Unnamed(_)) => self.ty.to_token_stream(),
        }
    }

    /// Returns whether a key was given, but could not be read.
    pub(crate) fn is_unread(&self, key: &str) -> bool {
        self.unread.iter().any(|unread| unread == key)
    }

    /// Returns the span of the field's name.
    pub(crate) fn span(&self) -> proc_macro2::Span {
        match &self.member {
            Member::Named(ident) => ident.span(),
            Member::Unnamed(_) => self.ty.span(),
        }
    }
}
