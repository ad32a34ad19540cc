//! `#[poll]`: a function that runs regularly and sets gauges.
//!
//! ```text
//! fn queue() { .. }
//!
//! const _: () = {
//!     fn make() -> PollingGroup {
//!         PollingGroup::new("queue", queue).every(Duration::from_millis(5000))
//!     }
//!     static FUNCTION: PollFunction = PollFunction::new(make);
//!     inventory::submit! { FUNCTION.registered() }
//! };
//! ```

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Ident, ItemFn, LitStr, Path, ReturnType, Safety, Signature};

use crate::diag::Errors;
use crate::duration::{Duration, FORM};
use crate::keys;

const KEYS: &[&str] = &["every", "name", "group", "limit", "delay", "detach_on_error", "crate"];

#[derive(Default)]
struct Args {
    every: Option<Duration>,
    name: Option<LitStr>,
    group: Option<LitStr>,
    limit: Option<Duration>,
    delay: Option<Duration>,
    detach_on_error: Option<Ident>,
    krate: Option<Path>,
}

pub(crate) fn poll(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse_args(args, &mut errors);
    let func = errors.ok(syn::parse2::<ItemFn>(item.clone()).map_err(|_| wrong_place(&item)));
    if let Some(func) = &func {
        check(&func.sig, &mut errors);
    }
    args.check(&mut errors);
    match func.filter(|_| errors.is_empty()) {
        Some(func) => expand(&args, &func),
        None => [item, errors.into_compile_errors()].into_iter().collect(),
    }
}

fn parse_args(args: TokenStream, errors: &mut Errors) -> Args {
    let mut read = Args::default();
    let parser = |input: ParseStream<'_>| {
        keys::each_of(input, KEYS, errors, |key, input, errors| read.read(key, input, errors))
    };
    let parsed = parser.parse2(args);
    errors.ok(parsed);
    read
}

impl Args {
    fn read(&mut self, key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        use keys::{flag, once, text, value};
        match key.to_string().as_str() {
            "every" => once(&mut self.every, key, duration(key, input)?, errors),
            "name" => once(&mut self.name, key, text(key, "queue", input)?, errors),
            "group" => once(&mut self.group, key, text(key, "jobs", input)?, errors),
            "limit" => once(&mut self.limit, key, duration(key, input)?, errors),
            "delay" => once(&mut self.delay, key, duration(key, input)?, errors),
            "detach_on_error" => once(&mut self.detach_on_error, key, flag(key, input)?, errors),
            _ => once(&mut self.krate, key, value(input)?, errors),
        }
        Ok(())
    }

    fn check(&self, errors: &mut Errors) {
        let (Some(every), Some(limit)) = (&self.every, &self.limit) else { return };
        if limit.milliseconds > every.milliseconds {
            let message = format!(
                "the limit `{}` is longer than the interval `{}`; write a shorter limit",
                limit.text, every.text
            );
            errors.at_span(limit.span, message);
        }
    }
}

/// Parses the duration in `key = "5s"`.
fn duration(key: &Ident, input: ParseStream<'_>) -> syn::Result<Duration> {
    if input.is_empty() || input.peek(syn::Token![,]) {
        return Err(syn::Error::new(key.span(), format!("`{key}` takes {FORM}")));
    }
    keys::value(input)
}

/// Reports a signature that cannot be called without arguments.
fn check(sig: &Signature, errors: &mut Errors) {
    if let Some(first) = sig.inputs.first() {
        let message = "a `#[poll]` function cannot have arguments; use a `static`, or a closure with `PollingGroup::new`";
        errors.at(first, message);
    }
    if !sig.generics.params.is_empty() {
        errors.at(&sig.generics, "a `#[poll]` function cannot be generic; write concrete types");
    }
    if let Safety::Unsafe(token) = &sig.safety {
        errors.at(token, "a `#[poll]` function cannot be unsafe; remove `unsafe`");
    }
}

fn wrong_place(item: &TokenStream) -> syn::Error {
    let first = item.clone().into_iter().next().map(ToTokens::into_token_stream);
    syn::Error::new_spanned(first, "`#[poll]` goes on a function; for example `fn queue() { .. }`")
}

fn expand(args: &Args, func: &ItemFn) -> TokenStream {
    let krate = args.krate.clone().unwrap_or_else(|| syn::parse_quote!(::gapless));
    let poll = expand_poll(args, func);
    let every = call("every", &args.every);
    let limit = call("limit", &args.limit);
    let delay = call("delay", &args.delay);
    let group = args.group.iter().map(|group| quote!(.in_group(#group)));
    let detach = args.detach_on_error.iter().map(|_| quote!(.detach_on_error()));
    quote! {
        #func

        #[allow(deprecated)] // the function may be deprecated
        const _: () = {
            fn __gapless_make() -> #krate::plugins::PollingGroup {
                #poll #every #limit #delay #(#group)* #(#detach)*
            }
            static __GAPLESS_FUNCTION: #krate::__private::PollFunction =
                #krate::__private::PollFunction::new(__gapless_make);
            #krate::__private::inventory::submit! { __GAPLESS_FUNCTION.registered() }
        };
    }
}

/// Expands to the polling group, with the span of the return type, where the compiler reports a type that is not
/// supported.
fn expand_poll(args: &Args, func: &ItemFn) -> TokenStream {
    let (ident, own) = (&func.sig.ident, func.sig.ident.unraw().to_string());
    let place = match &func.sig.output {
        ReturnType::Default => ident.span(),
        ReturnType::Type(_, ty) => ty.span(),
    };
    let place = Span::call_site().located_at(place);
    let krate = match &args.krate {
        Some(krate) => quote!(#krate),
        None => quote_spanned!(place=> ::gapless),
    };
    let name = args.name.as_ref().map_or(own, LitStr::value);
    let new = Ident::new(if func.sig.asyncness.is_some() { "new_async" } else { "new" }, place);
    let mut func = ident.clone();
    func.set_span(ident.span().located_at(place));
    quote_spanned!(place=> #krate::plugins::PollingGroup::#new(#name, #func))
}

fn call(method: &str, duration: &Option<Duration>) -> Option<TokenStream> {
    let milliseconds = duration.as_ref()?.milliseconds;
    let method = Ident::new(method, Span::call_site());
    Some(quote!(.#method(::core::time::Duration::from_millis(#milliseconds))))
}

#[cfg(test)]
mod tests {
    use crate::snapshot;

    #[test]
    fn a_poll_keeps_its_function_and_registers_a_constructor() {
        let args = "every = \"5s\", name = \"queue_length\", group = \"jobs\", limit = \"1s\", delay = \"100ms\", detach_on_error, crate = crate::metrics";
        let item = "/// Looks.\npub(crate) async fn queue() -> Result<(), Error> { look().await }";
        let [args, item] = [args, item].map(|tokens| tokens.parse().expect("the test's tokens are Rust"));
        snapshot::check("poll", super::poll(args, item));
    }
}
