//! The attributes of a declaration.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, ExprPath, Ident, Lit, LitInt, LitStr, Meta, Path, Token, bracketed};

use super::{on, tracing};
use crate::alert;
use crate::buckets::Buckets;
use crate::diag::{Errors, expected, expected_or_remedy};
use crate::duration::{self, Duration};
use crate::kind::Kind;
use crate::name;
use crate::native::{self, Native};
use crate::quantiles::{self, Quantiles};

/// The attributes as they were given.
#[derive(Default)]
pub(crate) struct Attributes {
    /// Attributes that are copied to the accessor, such as `#[deprecated]`.
    pub(crate) attrs: Vec<Attribute>,
    /// `#[cfg(..)]`, which is copied to every item of the expansion.
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) name: Option<LitStr>,
    /// The reason why names may break recommendations.
    pub(crate) unconventional_name: Option<LitStr>,
    pub(crate) unit: Option<Unit>,
    pub(crate) buckets: Option<Buckets>,
    pub(crate) native: Option<Native>,
    pub(crate) quantiles: Option<Quantiles>,
    /// The time that quantiles cover.
    pub(crate) window: Option<Duration>,
    pub(crate) exemplars: Option<()>,
    pub(crate) seed: Option<Seed>,
    pub(crate) listed: Vec<Listed>,
    pub(crate) skips: Vec<Vec<Pair>>,
    pub(crate) max_series: Option<LitInt>,
    pub(crate) expire_after: Option<Duration>,
    pub(crate) storage: Option<Storage>,
    pub(crate) feeds: Vec<tracing::Given>,
    pub(crate) on: Vec<on::Given>,
    pub(crate) alerts: Vec<alert::Given>,
    /// Whether an attribute could not be read, so that missing attributes are not reported.
    pub(crate) unread: bool,
}

/// The unit that a declaration names.
pub(crate) enum Unit {
    /// The metric has no unit, whatever its name ends in.
    None,
    Named(LitStr),
}

/// The value at which series start.
pub(crate) enum Seed {
    None,
    /// The value of a gauge, or the state of a state set.
    At(Box<Expr>),
}

/// Where counts are stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Storage {
    /// Each thread has its own cells.
    Slab,
    /// All threads share the cells.
    Shared,
}

/// `game = ["MidMUD", "ExVenture"]`: values of an open label that are exported from the start.
pub(crate) struct Listed {
    pub(crate) label: Ident,
    pub(crate) values: Vec<LitStr>,
}

/// `channel = "gossip"`
pub(crate) struct Pair {
    pub(crate) label: Ident,
    pub(crate) value: LitStr,
}

const ATTRIBUTES: &[&str] = &[
    "buckets",
    "native",
    "quantiles",
    "window",
    "exemplars",
    "seed",
    "skip",
    "max_series",
    "expire_after",
    "storage",
    "tracing",
    "on",
    "alert",
    "unit",
    "name",
    "unconventional_name",
    "cfg",
    "allow",
    "expect",
    "deprecated",
];

/// Attributes of other libraries, and what to write instead.
const ATTRIBUTES_ELSEWHERE: &[(&str, &str)] = &[
    ("help", "write a doc comment, such as `/// Messages received.`"),
    ("description", "write a doc comment, such as `/// Messages received.`"),
    ("labels", "write labels after the name, such as `messages_total(channel: Channel)`"),
    ("bounds", "write `buckets`"),
    ("default", "write `seed`"),
    ("objectives", "write `quantiles`"),
    ("max_age", "write `window`"),
    ("cardinality", "write `max_series`"),
    ("ttl", "write `expire_after`"),
    ("idle_timeout", "write `expire_after`"),
];

const NAME_FORM: &str = "a name in quotes, such as `#[name(\"http.requests_total\")]`";

const UNCONVENTIONAL_FORM: &str =
    "a reason in quotes, such as `#[unconventional_name(\"older dashboards query this name\")]`";

const BUCKETS_FORM: &str = "bounds, such as `#[buckets(0.1, 0.5, 2.5)]`";

const MAX_SERIES_FORM: &str = "a number, such as `#[max_series(1000)]`";

const STORAGE_FORM: &str = "`#[storage(shared)]` or `#[storage(slab)]`";

const UNIT_FORM: &str = "a unit in quotes, such as `#[unit(\"requests\")]`, or `#[unit(none)]`";

const SKIP_FORM: &str = "an impossible combination, such as `#[skip(channel = \"gossip\")]`";

pub(crate) fn build(all: Vec<Attribute>, kind: Kind, errors: &mut Errors) -> Attributes {
    let mut attributes = Attributes::default();
    for attr in all {
        let name = path_text(attr.path());
        let read = match misplaced(&name, kind) {
            Some(why) => Err(syn::Error::new_spanned(&attr, why)),
            None => attributes.read(&name, attr, kind, errors),
        };
        attributes.unread |= errors.ok(read).is_none();
    }
    check_seed(attributes.seed.as_ref(), &attributes.listed, kind, errors);
    check_skips(attributes.seed.as_ref(), &attributes.skips, errors);
    attributes
}

/// Returns why a metric of a type cannot have an attribute.
fn misplaced(attribute: &str, kind: Kind) -> Option<&'static str> {
    match (attribute, kind) {
        ("seed" | "skip" | "max_series" | "expire_after" | "storage", Kind::Info) => {
            Some("an info is always a single series; remove this attribute")
        }
        ("unit", Kind::StateSet | Kind::Info) => {
            Some("a stateset and an info have no unit; remove this attribute")
        }
        ("buckets", kind) if kind != Kind::Histogram => {
            Some("only a histogram has buckets; remove this attribute")
        }
        ("native", kind) if kind != Kind::Histogram => {
            Some("only a histogram has native buckets; remove this attribute")
        }
        ("quantiles" | "window", kind) if kind != Kind::Summary => {
            Some("only a summary has quantiles; remove this attribute")
        }
        ("exemplars", kind) if !matches!(kind, Kind::Counter | Kind::Histogram) => {
            Some("only a counter or a histogram has exemplars; remove this attribute")
        }
        ("storage", Kind::Gauge) => {
            Some("all threads always share the value of a gauge; remove this attribute")
        }
        ("storage", Kind::StateSet) => {
            Some("all threads always share the value of a stateset; remove this attribute")
        }
        _ => None,
    }
}

impl Attributes {
    fn read(&mut self, name: &str, attr: Attribute, kind: Kind, errors: &mut Errors) -> syn::Result<()> {
        let at = &attr;
        match name {
            "doc" => {}
            "cfg" => self.cfgs.push(attr),
            "allow" | "expect" | "deprecated" => self.attrs.push(attr),
            "name" => once(&mut self.name, at, parse_as(at, NAME_FORM)?, errors),
            "unconventional_name" => once(&mut self.unconventional_name, at, read_reason(at)?, errors),
            "unit" => once(&mut self.unit, at, parse_list(at, UNIT_FORM)?, errors),
            "buckets" => once(&mut self.buckets, at, parse_list(at, BUCKETS_FORM)?, errors),
            "native" => once(&mut self.native, at, native::read(at, errors)?, errors),
            "quantiles" => once(&mut self.quantiles, at, parse_list(at, quantiles::FORM)?, errors),
            "window" => once(&mut self.window, at, parse_list(at, duration::FORM)?, errors),
            "exemplars" => once(&mut self.exemplars, at, read_exemplars(at)?, errors),
            "seed" => self.read_seed(at, kind, errors)?,
            "skip" => self.skips.push(parse_list::<Pairs>(at, SKIP_FORM)?.0),
            "max_series" => once(&mut self.max_series, at, parse_as(at, MAX_SERIES_FORM)?, errors),
            "expire_after" => once(&mut self.expire_after, at, parse_list(at, duration::FORM)?, errors),
            "storage" => once(&mut self.storage, at, parse_list(at, STORAGE_FORM)?, errors),
            "tracing" => self.feeds.push(tracing::read(at, errors)?),
            "on" => self.on.push(on::read(at, errors)?),
            "alert" => self.alerts.extend(alert::read(at, errors)),
            other => return Err(unknown(at.path(), other)),
        }
        Ok(())
    }

    fn read_seed(&mut self, attr: &Attribute, kind: Kind, errors: &mut Errors) -> syn::Result<()> {
        match build_seed(attr, kind)? {
            SeedArgs::Start(start) => once(&mut self.seed, attr, start, errors),
            SeedArgs::Listed(_) if !self.listed.is_empty() => errors.at(attr, twice("seed")),
            SeedArgs::Listed(values) => self.listed = values,
        }
        Ok(())
    }
}

/// Stores the first value of an attribute. A second value is an error at the attribute.
fn once<T>(slot: &mut Option<T>, attr: &Attribute, value: T, errors: &mut Errors) {
    if slot.is_some() {
        errors.at(attr, twice(&path_text(attr.path())));
    } else {
        *slot = Some(value);
    }
}

fn twice(name: &str) -> String {
    format!("`{name}` is given twice; remove one")
}

/// Reads the reason why names break recommendations. The accessor's documentation contains it.
fn read_reason(attr: &Attribute) -> syn::Result<LitStr> {
    let reason: LitStr = parse_as(attr, UNCONVENTIONAL_FORM)?;
    match reason.value().trim() {
        "" => Err(syn::Error::new_spanned(reason, format!("expected {UNCONVENTIONAL_FORM}"))),
        _ => Ok(reason),
    }
}

fn read_exemplars(attr: &Attribute) -> syn::Result<()> {
    match &attr.meta {
        Meta::Path(_) => Ok(()),
        _ => Err(syn::Error::new_spanned(attr, "`#[exemplars]` takes no arguments; write `#[exemplars]`")),
    }
}

fn unknown(path: &Path, name: &str) -> syn::Error {
    syn::Error::new_spanned(path, expected_or_remedy("attribute", name, ATTRIBUTES, ATTRIBUTES_ELSEWHERE))
}

/// Parses the arguments of an attribute. Every error shows `form`.
pub(crate) fn parse_as<T: Parse>(attr: &Attribute, form: &str) -> syn::Result<T> {
    parse_list::<TokenStream>(attr, form)?;
    attr.parse_args().map_err(|error| syn::Error::new(error.span(), format!("expected {form}")))
}

/// Parses the arguments of an attribute, which are required.
fn parse_list<T: Parse>(attr: &Attribute, form: &str) -> syn::Result<T> {
    match &attr.meta {
        Meta::List(_) => attr.parse_args(),
        _ => Err(syn::Error::new_spanned(attr, format!("expected {form}"))),
    }
}

pub(crate) fn path_text(path: &Path) -> String {
    let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    segments.join("::")
}

/// The arguments of `#[seed(..)]`.
enum SeedArgs {
    Start(Seed),
    Listed(Vec<Listed>),
}

fn build_seed(attr: &Attribute, kind: Kind) -> syn::Result<SeedArgs> {
    const FORMS: &str = "expected `#[seed(none)]`; `#[seed(0.0)]` for a gauge, `#[seed(State::Idle)]` for a stateset, or `#[seed(game = [\"chess\"])]` for an open label";
    let Meta::List(_) = &attr.meta else { return Err(syn::Error::new_spanned(attr, FORMS)) };
    match attr.parse_args() {
        Ok(SeedLists(lists)) if lists.is_empty() => return Err(syn::Error::new_spanned(attr, FORMS)),
        Ok(SeedLists(lists)) => return Ok(SeedArgs::Listed(lists)),
        Err(_) => {}
    }
    let value: Expr = attr.parse_args().map_err(|error| syn::Error::new(error.span(), FORMS))?;
    match &value {
        Expr::Path(path) if path.path.is_ident("none") => Ok(SeedArgs::Start(Seed::None)),
        Expr::Assign(assign) => {
            attr.parse_args::<SeedLists>().map_err(|error| syn::Error::new(error.span(), error))?;
            Err(syn::Error::new_spanned(assign, FORMS))
        }
        _ if kind == Kind::Gauge => {
            check_start(&value)?;
            Ok(SeedArgs::Start(Seed::At(Box::new(value))))
        }
        _ if kind == Kind::StateSet => Ok(SeedArgs::Start(Seed::At(Box::new(value)))),
        _ => Err(syn::Error::new(
            value.span(),
            format!(
                "{} always starts at zero; remove the attribute, or write `#[seed(none)]`",
                kind.with_article()
            ),
        )),
    }
}

/// Rejects an integer and `None`, which cannot be the value of a gauge.
fn check_start(value: &Expr) -> syn::Result<()> {
    let number = match value {
        Expr::Unary(unary) => &unary.expr,
        other => other,
    };
    match number {
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) if int.suffix().is_empty() => Err(syn::Error::new(
            value.span(),
            format!(
                "a gauge always stores `f64`; write `{}.0`",
                value.to_token_stream().to_string().replace(' ', "")
            ),
        )),
        Expr::Path(path) if path.path.is_ident("None") => Err(syn::Error::new(
            value.span(),
            "a gauge is not exported until it is set; remove the attribute",
        )),
        _ => Ok(()),
    }
}

fn check_seed(seed: Option<&Seed>, listed: &[Listed], kind: Kind, errors: &mut Errors) {
    let Some(first) = listed.first() else { return };
    match (seed, kind) {
        (Some(Seed::None), _) => {
            errors
                .at(&first.label, "`#[seed(none)]` and listed values cannot be combined; remove one of them");
        }
        (None, Kind::Gauge) => errors.at(
            &first.label,
            "a gauge with listed values needs a start value; add one, for example `#[seed(0.0)]`",
        ),
        (None, Kind::StateSet) => errors.at(
            &first.label,
            "a stateset with listed values needs a start state; add one, for example `#[seed(State::Idle)]`",
        ),
        _ => {}
    }
}

fn check_skips(seed: Option<&Seed>, skips: &[Vec<Pair>], errors: &mut Errors) {
    if let (Some(Seed::None), Some(first)) = (seed, skips.iter().flatten().next()) {
        errors.at(
            &first.label,
            "`#[seed(none)]` already skips every combination; remove `#[skip(..)]` or `#[seed(none)]`",
        );
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
        let form = format!("expected a list of strings, such as `{label} = [\"chess\", \"go\"]`");
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
            return Err(syn::Error::new(span, format!("expected {SKIP_FORM}")));
        }
        Ok(Pairs(pairs))
    }
}

impl Parse for Pair {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let label: Ident = input.parse()?;
        let form = |value: &str| {
            format!("expected the value of the label in quotes, such as `{label} = \"{value}\"`")
        };
        if input.parse::<Option<Token![=]>>()?.is_none() {
            return Err(syn::Error::new(label.span(), form("gossip")));
        }
        if !input.peek(LitStr) {
            let meant = input.fork().parse().ok().and_then(as_text);
            return Err(syn::Error::new(input.span(), form(meant.as_deref().unwrap_or("gossip"))));
        }
        Ok(Pair { value: input.parse()?, label })
    }
}

/// Returns the label value that `Channel::OffTopic` or `true` probably means.
fn as_text(value: Expr) -> Option<String> {
    match value {
        Expr::Path(ExprPath { path, .. }) => {
            path.segments.last().map(|last| name::to_snake_case(&last.ident.to_string()))
        }
        Expr::Lit(literal) => Some(literal.to_token_stream().to_string()),
        _ => None,
    }
}

impl Parse for Storage {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let word: Ident = input
            .parse()
            .map_err(|error| syn::Error::new(error.span(), expected("storage", "", STORAGES)))?;
        if !input.is_empty() {
            return Err(input.error("`#[storage(..)]` takes one word; remove this"));
        }
        match word.to_string().as_str() {
            "slab" => Ok(Storage::Slab),
            "shared" => Ok(Storage::Shared),
            other => Err(syn::Error::new(word.span(), expected("storage", other, STORAGES))),
        }
    }
}

/// The words that `#[storage(..)]` takes.
const STORAGES: &[&str] = &["slab", "shared"];

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
                format!("expected a unit in quotes, such as `#[unit(\"{word}\")]`, or `#[unit(none)]`"),
            )),
            None => Err(input.error(format!("expected {UNIT_FORM}"))),
        }
    }
}
