//! The keys of the attribute, and the function. Its body stays tokens, so that an editor can complete incomplete code.

mod labels;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, Item, LitInt, LitStr, Path, Signature, Token, Type, Visibility};

pub(crate) use self::labels::{Label, Labels, OwnLabel};
use crate::buckets::Buckets;
use crate::diag::{Errors, expected, nearest};
use crate::keys;
use crate::objective::{self, Objective};

#[derive(Clone, Default)]
pub(crate) struct Args {
    pub(crate) name: Option<LitStr>,
    pub(crate) function: Option<OwnLabel>,
    pub(crate) module: Option<OwnLabel>,
    pub(crate) labels: Option<Labels>,
    /// The type of the label `error`.
    pub(crate) error: Option<Type>,
    pub(crate) ok_if: Option<Expr>,
    pub(crate) error_if: Option<Expr>,
    /// The key `client_errors`, which takes no value.
    pub(crate) client_errors: Option<Ident>,
    pub(crate) buckets: Option<Buckets>,
    pub(crate) by_outcome: Option<Ident>,
    pub(crate) exemplars: Option<Ident>,
    pub(crate) items: Option<Ident>,
    pub(crate) sample: Option<LitInt>,
    pub(crate) skip: Option<Skip>,
    pub(crate) objective: Option<Objective>,
    pub(crate) max_series: Option<LitInt>,
    pub(crate) krate: Option<Path>,
}

/// The argument of `skip`.
#[derive(Clone)]
pub(crate) enum Skip {
    /// `skip` alone leaves a method of an `impl` block unchanged.
    Method(Ident),
    /// The names of families that are not recorded.
    Families(Vec<Ident>),
}

pub(crate) struct Function {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    /// The user's own braces. Their edition decides when temporary values are dropped, and lints use their span.
    pub(crate) body: Group,
}

/// The keys of `#[instrument_metric(..)]`.
const KEYS: &[&str] = &[
    "name",
    "function",
    "module",
    "labels",
    "error",
    "ok_if",
    "error_if",
    "client_errors",
    "buckets",
    "by_outcome",
    "exemplars",
    "items",
    "sample",
    "skip",
    "objective",
    "max_series",
    "crate",
];

/// The families that can be skipped.
const SKIPPABLE: &[&str] = &["duration", "in_flight"];

impl Args {
    /// Returns these arguments, with the arguments of `others` where none is given.
    ///
    /// `skip(duration)` also drops the keys of `others` about durations. A rule for errors replaces the rule of
    /// `others`.
    pub(crate) fn or(self, mut others: Args) -> Self {
        if self.ok_if.is_some() || self.error_if.is_some() {
            others.client_errors = None;
        }
        if self.skips("duration") {
            (others.buckets, others.by_outcome) = (None, None);
            (others.exemplars, others.sample) = (None, None);
            others.objective = others.objective.and_then(Objective::without_latency);
        }
        Args {
            name: self.name.or(others.name),
            function: self.function.or(others.function),
            module: self.module.or(others.module),
            labels: self.labels.or(others.labels),
            error: self.error.or(others.error),
            ok_if: self.ok_if.or(others.ok_if),
            error_if: self.error_if.or(others.error_if),
            client_errors: self.client_errors.or(others.client_errors),
            buckets: self.buckets.or(others.buckets),
            by_outcome: self.by_outcome.or(others.by_outcome),
            exemplars: self.exemplars.or(others.exemplars),
            items: self.items.or(others.items),
            sample: self.sample.or(others.sample),
            skip: self.skip.or(others.skip),
            objective: self.objective.or(others.objective),
            max_series: self.max_series.or(others.max_series),
            krate: self.krate.or(others.krate),
        }
    }

    /// Whether a family is skipped.
    pub(crate) fn skips(&self, family: &str) -> bool {
        matches!(&self.skip, Some(Skip::Families(families)) if families.iter().any(|skipped| skipped == family))
    }

    /// Whether a method stays unchanged.
    pub(crate) fn skips_method(&self) -> bool {
        matches!(self.skip, Some(Skip::Method(_)))
    }

    /// Reports `skip` on a single function.
    pub(crate) fn check_skip(&self, errors: &mut Errors) {
        if let Some(Skip::Method(key)) = &self.skip {
            errors.at(
                key,
                "`skip` without a list is for a method of an annotated `impl` block; write `skip(duration)`, or remove the attribute to record nothing",
            );
        }
    }

    /// Reports keys of a method on a block.
    pub(crate) fn check_for_impl(&self, errors: &mut Errors) {
        const REMEDY: &str = "write it above the method, for example `#[metric(function = \"..\")]`";
        if let Some(OwnLabel::Text(function)) = &self.function {
            errors.at(function, format!("`function` cannot be given for a whole block; {REMEDY}"));
        }
        if let Some(label) = self.labels.as_ref().and_then(|labels| labels.typed.first()) {
            errors.at(&label.ident, "a label with a type cannot be given for a whole block; write it above a method, for example `#[metric(labels(..))]`");
        }
    }
}

/// Reads the keys of `#[instrument_metric(..)]`.
pub(crate) fn parse_args(args: TokenStream, errors: &mut Errors) -> Args {
    read_args(args, KEYS, errors)
}

/// Reads the keys of `#[metric(..)]` on a method; `crate` belongs to the block.
pub(crate) fn parse_method_args(args: TokenStream, errors: &mut Errors) -> Args {
    let keys: Vec<_> = KEYS.iter().copied().filter(|key| *key != "crate").collect();
    read_args(args, &keys, errors)
}

fn read_args(args: TokenStream, keys: &[&str], errors: &mut Errors) -> Args {
    let mut read = Args::default();
    let parser = |input: ParseStream<'_>| {
        keys::each_of(input, keys, errors, |key, input, errors| read.read(key, input, errors))
    };
    let parsed = parser.parse2(args);
    let unread = errors.ok(parsed).unwrap_or_default();
    if let Some(key) = unread.iter().find(|key| nearest(&key.to_string(), keys) == Some("name")) {
        // Keys that require `name` are not reported if `name` could not be read.
        read.name.get_or_insert_with(|| LitStr::new("name", key.span()));
    }
    read
}

impl Args {
    fn read(&mut self, key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        use keys::{flag, list, number, once, text, value};
        match key.to_string().as_str() {
            "name" => once(&mut self.name, key, text(key, "login", input)?, errors),
            "function" => once(&mut self.function, key, OwnLabel::parse(key, "Type::method", input)?, errors),
            "module" => once(&mut self.module, key, OwnLabel::parse(key, "shop::orders", input)?, errors),
            "labels" => {
                let labels =
                    list(key, "kind: Kind = form.kind()", input, |input| Labels::parse(input, errors))?;
                once(&mut self.labels, key, labels, errors);
            }
            "error" => once(&mut self.error, key, value(input)?, errors),
            "ok_if" => once(&mut self.ok_if, key, value(input)?, errors),
            "error_if" => once(&mut self.error_if, key, value(input)?, errors),
            "client_errors" => once(&mut self.client_errors, key, flag(key, input)?, errors),
            "buckets" => once(&mut self.buckets, key, list(key, "0.1, 0.5", input, Buckets::parse)?, errors),
            "by_outcome" => once(&mut self.by_outcome, key, flag(key, input)?, errors),
            "exemplars" => once(&mut self.exemplars, key, flag(key, input)?, errors),
            "items" => once(&mut self.items, key, flag(key, input)?, errors),
            "sample" => once(&mut self.sample, key, at_least_one(number(key, 16, input)?)?, errors),
            "skip" => once(&mut self.skip, key, Skip::parse(key, input, errors)?, errors),
            "objective" => {
                let objective =
                    list(key, objective::EXAMPLE, input, |input| Objective::parse(key, input, errors))?;
                once(&mut self.objective, key, objective, errors);
            }
            "max_series" => once(&mut self.max_series, key, number(key, 1000, input)?, errors),
            _ => once(&mut self.krate, key, value(input)?, errors),
        }
        Ok(())
    }
}

fn at_least_one(number: LitInt) -> syn::Result<LitInt> {
    match number.base10_parse::<u64>()? {
        0 => Err(syn::Error::new(
            number.span(),
            "`sample` must be at least 1; write `skip(duration)` to time no calls",
        )),
        _ => Ok(number),
    }
}

impl Skip {
    /// `skip` alone, or `skip(duration, in_flight)`.
    fn parse(key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Self> {
        if input.is_empty() || input.peek(Token![,]) {
            return Ok(Skip::Method(key.clone()));
        }
        let listed = keys::list(key, "duration, in_flight", input, |input| {
            Punctuated::<Ident, Token![,]>::parse_terminated(input)
        })?;
        if listed.is_empty() {
            errors.at(key, "the list is empty; write `skip(duration)`, `skip(in_flight)` or both");
        }
        for (i, family) in listed.iter().enumerate() {
            if !SKIPPABLE.iter().any(|skippable| family == skippable) {
                errors.at(family, expected_family(family));
            } else if listed.iter().take(i).any(|before| before == family) {
                errors.at(family, format!("`{family}` is given twice; remove one"));
            }
        }
        Ok(Skip::Families(listed.into_iter().collect()))
    }
}

fn expected_family(found: &Ident) -> String {
    if found == "calls" {
        "calls are always counted; write `duration` or `in_flight`, or remove this".to_owned()
    } else {
        expected("family", &found.to_string(), SKIPPABLE)
    }
}

pub(crate) fn parse_function(item: TokenStream, errors: &mut Errors) -> Option<Function> {
    let parsed = Function::parse.parse2(item.clone());
    errors.ok(parsed.map_err(|error| wrong_place(item, error)))
}

/// Returns what to annotate instead of an item that is not a function, or the error itself if it is a function.
fn wrong_place(item: TokenStream, error: syn::Error) -> syn::Error {
    let remedy = match syn::parse2(item.clone()) {
        Ok(Item::Fn(_) | Item::Verbatim(_)) | Err(_) => return error,
        Ok(Item::Trait(_)) => "; annotate the `impl` block of this trait, or its default methods",
        Ok(Item::Mod(_)) => "; annotate the functions in this module",
        Ok(Item::ForeignMod(_)) => "; annotate the functions that call these",
        Ok(_) => "",
    };
    let message = format!(
        "`#[instrument_metric]` goes on a function with a body, an `impl` block, a struct or an enum{remedy}"
    );
    let place = item.into_iter().next().map(TokenTree::into_token_stream);
    syn::Error::new_spanned(place, message)
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let sig: Signature = input.parse()?;
        if input.peek(Token![;]) {
            return Err(syn::Error::new(
                sig.ident.span(),
                "this function has no body; annotate its implementation",
            ));
        }
        let content;
        let braces = syn::braced!(content in input);
        for mut attr in content.call(Attribute::parse_inner)? {
            attr.style = syn::AttrStyle::Outer; // the body becomes a closure, which cannot have inner attributes
            attrs.push(attr);
        }
        let mut body = Group::new(Delimiter::Brace, content.parse()?);
        body.set_span(braces.span.join());
        Ok(Function { attrs, vis, sig, body })
    }
}
