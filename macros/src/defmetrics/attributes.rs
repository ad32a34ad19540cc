//! The attributes of a declaration: what is said of a metric beside its type, name and labels.

use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{bracketed, Attribute, Expr, Ident, LitInt, LitStr, Meta, Path, Token};

use super::model::Kind;
use crate::buckets::Buckets;
use crate::diag::{expected, Errors};
use crate::keys::Slot;

/// What the attributes say.
pub(crate) struct Attributes {
    /// Attributes that go to the accessor as they are, such as `#[deprecated]`.
    pub(crate) attrs: Vec<Attribute>,
    /// `#[cfg(..)]`, which goes to everything that the declaration expands to.
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) name: Option<LitStr>,
    pub(crate) unit: Option<Unit>,
    pub(crate) buckets: Option<Buckets>,
    pub(crate) seed: Option<Seed>,
    pub(crate) listed: Vec<Listed>,
    pub(crate) skips: Vec<Vec<Pair>>,
    pub(crate) max_series: Option<LitInt>,
    /// Whether there is an attribute that could not be read, so that nothing is said to be missing.
    pub(crate) unread: bool,
}

/// The unit that a declaration names.
pub(crate) enum Unit {
    /// It has none, whatever its name ends in.
    None,
    Named(LitStr),
}

/// Where series start.
pub(crate) enum Seed {
    None,
    Gauge(Box<Expr>),
}

/// `game = ["MidMUD", "ExVenture"]`: values that an open label has from the start.
pub(crate) struct Listed {
    pub(crate) label: Ident,
    pub(crate) values: Vec<LitStr>,
}

/// `channel = "gossip"`
pub(crate) struct Pair {
    pub(crate) label: Ident,
    pub(crate) value: LitStr,
}

const ATTRIBUTES: &[&str] =
    &["buckets", "seed", "skip", "max_series", "unit", "name", "cfg", "allow", "expect", "deprecated"];

pub(crate) fn build(all: Vec<Attribute>, kind: Kind, errors: &mut Errors) -> Attributes {
    let (mut attrs, mut cfgs, mut unread) = (Vec::new(), Vec::new(), false);
    let (mut name, mut unit, mut buckets) = (Slot::new("name"), Slot::new("unit"), Slot::new("buckets"));
    let (mut seed, mut listed, mut max_series) =
        (Slot::new("seed"), Slot::new("seed"), Slot::new("max_series"));
    let mut skips = Vec::new();
    for attr in all {
        let read = match path_text(attr.path()).as_str() {
            "doc" => Ok(()),
            "cfg" => {
                cfgs.push(attr);
                Ok(())
            }
            "allow" | "expect" | "deprecated" => {
                attrs.push(attr);
                Ok(())
            }
            "name" => parse_as(&attr, "a name as a text, as `#[name(\"http.requests_total\")]`")
                .map(|value| name.set(&attr, value, errors)),
            "unit" => attr.parse_args().map(|value| unit.set(&attr, value, errors)),
            "buckets" if kind != Kind::Histogram => {
                Err(syn::Error::new_spanned(&attr, "only a histogram has buckets; remove this"))
            }
            "buckets" => attr.parse_args().map(|value| buckets.set(&attr, value, errors)),
            "seed" => build_seed(&attr, kind).map(|value| match value {
                SeedArgs::Start(start) => seed.set(&attr, start, errors),
                SeedArgs::Listed(values) => listed.set(&attr, values, errors),
            }),
            "skip" => attr.parse_args::<Pairs>().map(|pairs| skips.push(pairs.0)),
            "max_series" => parse_as(&attr, "a number, as `#[max_series(1000)]`")
                .map(|value| max_series.set(&attr, value, errors)),
            other => Err(syn::Error::new_spanned(attr.path(), expected(other, ATTRIBUTES))),
        };
        unread |= errors.ok(read).is_none();
    }
    let listed: Vec<Listed> = listed.get().unwrap_or_default();
    let seed = seed.get();
    check_seed(seed.as_ref(), &listed, kind, errors);
    check_skips(seed.as_ref(), &skips, errors);
    let (name, unit, buckets, max_series) = (name.get(), unit.get(), buckets.get(), max_series.get());
    Attributes { attrs, cfgs, name, unit, buckets, seed, listed, skips, max_series, unread }
}

/// What is in the parentheses of an attribute, or that it should be `form`.
pub(crate) fn parse_as<T: Parse>(attr: &Attribute, form: &str) -> syn::Result<T> {
    attr.parse_args().map_err(|error| syn::Error::new(error.span(), format!("expected {form}")))
}

pub(crate) fn path_text(path: &Path) -> String {
    let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    segments.join("::")
}

/// What is in `#[seed(..)]`.
enum SeedArgs {
    Start(Seed),
    Listed(Vec<Listed>),
}

fn build_seed(attr: &Attribute, kind: Kind) -> syn::Result<SeedArgs> {
    const FORMS: &str =
        "expected `#[seed(none)]`, for a gauge `#[seed(0.0)]`, or for an open label `#[seed(game = [\"chess\"])]`";
    let Meta::List(_) = &attr.meta else { return Err(syn::Error::new_spanned(attr, FORMS)) };
    if let Ok(SeedLists(lists)) = attr.parse_args() {
        return Ok(SeedArgs::Listed(lists));
    }
    let value: Expr = attr.parse_args()?;
    match &value {
        Expr::Path(path) if path.path.is_ident("none") => Ok(SeedArgs::Start(Seed::None)),
        Expr::Assign(assign) => {
            attr.parse_args::<SeedLists>().map_err(|error| syn::Error::new(error.span(), error))?;
            Err(syn::Error::new_spanned(assign, FORMS))
        }
        _ if kind == Kind::Gauge => Ok(SeedArgs::Start(Seed::Gauge(Box::new(value)))),
        _ => Err(syn::Error::new(
            value.span(),
            "this always starts at zero; remove the attribute, or write `#[seed(none)]`",
        )),
    }
}

fn check_seed(seed: Option<&Seed>, listed: &[Listed], kind: Kind, errors: &mut Errors) {
    let Some(first) = listed.first() else { return };
    match (seed, kind) {
        (Some(Seed::None), _) => {
            errors.at(&first.label, "`#[seed(none)]` leaves out what is listed here; keep one of the two");
        }
        (None, Kind::Gauge) => errors.at(
            &first.label,
            "a gauge is absent until it is set; say where the listed ones start too, as `#[seed(0.0)]`",
        ),
        _ => {}
    }
}

fn check_skips(seed: Option<&Seed>, skips: &[Vec<Pair>], errors: &mut Errors) {
    if let (Some(Seed::None), Some(first)) = (seed, skips.iter().flatten().next()) {
        errors
            .at(&first.label, "`#[seed(none)]` leaves out every combination already; remove one of the two");
    }
}

struct SeedLists(Vec<Listed>);

impl Parse for SeedLists {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(SeedLists(Punctuated::<Listed, Token![,]>::parse_terminated(input)?.into_iter().collect()))
    }
}

impl Parse for Listed {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let label: Ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let form = format!("expected a list of texts, as `{label} = [\"chess\", \"go\"]`");
        if !input.peek(syn::token::Bracket) {
            return Err(input.error(form));
        }
        let content;
        let brackets = bracketed!(content in input);
        let values = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)
            .map_err(|error| syn::Error::new(error.span(), &form))?;
        if values.is_empty() {
            return Err(syn::Error::new(brackets.span.join(), form));
        }
        Ok(Listed { label, values: values.into_iter().collect() })
    }
}

struct Pairs(Vec<Pair>);

impl Parse for Pairs {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let span: Span = input.span();
        let pairs: Vec<Pair> = Punctuated::<Pair, Token![,]>::parse_terminated(input)?.into_iter().collect();
        if pairs.is_empty() {
            return Err(syn::Error::new(
                span,
                "expected what cannot happen, as `#[skip(channel = \"gossip\")]`",
            ));
        }
        Ok(Pairs(pairs))
    }
}

impl Parse for Pair {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let label: Ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let value = input.parse().map_err(|error| {
            syn::Error::new(
                error.span(),
                format!("expected the value of the label as a text, as `{label} = \"gossip\"`"),
            )
        })?;
        Ok(Pair { label, value })
    }
}

impl Parse for Unit {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Unit::Named);
        }
        let word: Option<Ident> = input.parse()?;
        match word {
            Some(word) if word == "none" => Ok(Unit::None),
            Some(word) => Err(syn::Error::new(
                word.span(),
                format!("expected a unit as a text, as `#[unit(\"{word}\")]`, or `#[unit(none)]`"),
            )),
            None => {
                Err(input.error("expected a unit as a text, as `#[unit(\"requests\")]`, or `#[unit(none)]`"))
            }
        }
    }
}
