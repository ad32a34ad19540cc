//! ```text
//! static __GAPLESS_CHAT_MESSAGES_TOTAL: Family = {
//!     #[link_section = "gapless"]
//!     static __GAPLESS_LINE: .. = ..;
//!     __GAPLESS_BLOCK_1F.family(__GAPLESS_BLOCK_1F.declare(&MetricParts {
//!         kind: Kind::Counter, name: "grapevine_chat_messages_total", help: "Help.", labels: __GAPLESS_LABELS_1F_0, ..
//!     }), 512)
//! };
//! pub fn chat_messages_total(channel: Channel) -> Counter<u64> {
//!     let __gapless_channel = &ByType::of(&channel);
//!     let series = FAMILY.series(__gapless_channel.gapless_index_after(0), [__gapless_channel.gapless_text()]);
//!     <Counter<u64>>::from_parts(Static::of(&FAMILY), series)
//! }
//! const _: () = { inventory::submit! { Registration::Declared(&[&__GAPLESS_CHAT_MESSAGES_TOTAL]) } };
//! ```
//!
//! Users wait for the compiler, so each metric expands to few items and few calls: a descriptor is built in one call,
//! and is a constant only if something else uses it.

mod alerts;
mod block_constants;
mod catalog_line;
mod handle;
mod into_struct;
mod on;
mod rustdoc;
mod sampled;
mod tracing;

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitStr;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use self::block_constants::BlockConstants;
use self::handle::{expand_handle, expand_made, family_ident, handle_type, private, states_type};
use super::model::labels::TypedLabel;
use super::model::{self, MetricModel, Model};
use super::parse::attributes::Seed;
use crate::kind::{Kind, Value};
use crate::{alert, diag, site};

pub(crate) fn expand(model: &Model) -> TokenStream {
    let private = private(model);
    let constants = BlockConstants::new(model);
    let all = model.metrics.iter().map(|metric| expand_metric(metric, model, &constants));
    let (metrics, accessors): (Vec<_>, Vec<_>) = all.unzip();
    let families = model.metrics.iter().map(|metric| {
        let (cfgs, family) = (&metric.cfgs, family_ident(metric, model));
        quote!(#(#cfgs)* &#family)
    });
    let items = (!model.metrics.is_empty()).then(|| constants.expand(model, &private));
    let (registration, accessors) = match &model.into {
        Some(into) => (quote!(OfStruct), into_struct::expand(into, model, &accessors)),
        None if model.is_sampled => (quote!(Sampled), quote!(#(#accessors)*)),
        None => (quote!(Declared), quote!(#(#accessors)*)),
    };
    quote! {
        const _: () = {
            #private::inventory::submit! { #private::Registration::#registration(&[#(#families),*]) }
        };
        #items
        #(#metrics)*
        #accessors
    }
}

/// Expands a block with mistakes. Metrics without mistakes expand as usual, so that the compiler also reports mistakes
/// in types. The other metrics keep their accessors with the declared signatures, so that their uses are not errors.
pub(crate) fn expand_beside_mistakes(model: &Model) -> TokenStream {
    let (private, constants) = (private(model), BlockConstants::new(model));
    let items = (!model.metrics.is_empty()).then(|| constants.expand(model, &private));
    let mut named = BTreeSet::new();
    let first = model.metrics.iter().filter(|metric| {
        let MetricModel { cfgs, ident, .. } = metric;
        named.insert(quote!(#(#cfgs)* #ident).to_string())
    });
    let all = first.map(|metric| match metric.is_sound {
        true => expand_metric(metric, model, &constants),
        false => {
            let checks = expand_series(metric, model, &constants);
            let operand = model.into.is_none().then(|| expand_operand(metric, model));
            (quote!(#checks #operand), expand_stub(metric, model))
        }
    });
    let (metrics, accessors): (Vec<_>, Vec<_>) = all.unzip();
    let accessors = match &model.into {
        Some(into) => into_struct::expand_stub(into, model),
        None => quote!(#(#accessors)*),
    };
    quote!(#items #(#metrics)* #accessors)
}

/// Checks the types and the number of series of a declaration with mistakes.
fn expand_series(metric: &MetricModel, model: &Model, constants: &BlockConstants<'_>) -> Option<TokenStream> {
    let (private, cfgs) = (private(model), &metric.cfgs);
    let states = expand_states(metric, &private);
    let descriptor = metric.has_series.then(|| expand_descriptor(metric, model, constants))?;
    let family = expand_family(metric, model, &constants.block(), &descriptor);
    let ty = family_type(model);
    Some(quote! {
        #(#cfgs)*
        const _: () = {
            #states
            static __GAPLESS_FAMILY: #ty = #family;
        };
    })
}

/// Expands to an accessor that compiles but records nothing. Without labels it may be called in a constant, so it
/// returns the handle of an unregistered family.
pub(super) fn expand_stub(metric: &MetricModel, model: &Model) -> TokenStream {
    if model.is_sampled {
        return sampled::expand_stub(metric, model);
    }
    let (private, kind) = (private(model), metric.kind.variant());
    let made = expand_made(
        metric,
        model,
        &quote!(#private::Static::of(&__GAPLESS_FAMILY)),
        &quote!(#private::SeriesRef::ONLY),
    );
    // `_` patterns, because two labels may have the same name by mistake.
    let arguments = metric.labels.typed.iter().map(|TypedLabel { ty, .. }| quote!(_: #ty));
    let body = match metric.labels.typed[..] {
        [] if model.into.is_none() => quote! {
            static __GAPLESS_FAMILY: #private::Declared =
                #private::Declared::new(#private::Descriptor::new(#private::Kind::#kind, "", "", #private::location!()));
            #made
        },
        _ => quote!(::core::unreachable!()),
    };
    expand_accessor(metric, model, arguments, &body)
}

/// Expands to the static of a metric with all that belongs to it, and to its accessor.
fn expand_metric(
    metric: &MetricModel,
    model: &Model,
    constants: &BlockConstants<'_>,
) -> (TokenStream, TokenStream) {
    let (private, cfgs, family) = (private(model), &metric.cfgs, family_ident(metric, model));
    let descriptor = expand_descriptor(metric, model, constants);
    let states = expand_states(metric, &private);
    let (line, line_ident) = catalog_line::lines(metric, model, constants, &private).expand(&private);
    let (constant, descriptor) = if is_asked(metric) {
        let checks = expand_checks(metric);
        let constant = quote!(const __GAPLESS_DESCRIPTOR: #private::Descriptor = #descriptor; #checks);
        (Some(constant), quote!(__GAPLESS_DESCRIPTOR))
    } else {
        (None, descriptor)
    };
    let alerts = alerts::expand(metric, constants, &private);
    let with_alerts = &alerts.method;
    let descriptor =
        quote!(#descriptor #with_alerts.with_catalog(#private::CatalogLine::new(&#line_ident.0)));
    let alerts = &alerts.constants;
    let operand = model.into.is_none().then(|| expand_operand(metric, model));
    let family_within_budget = expand_family(metric, model, &constants.block(), &descriptor);
    let ty = family_type(model);
    let arguments = metric.labels.typed.iter().map(|TypedLabel { ident, ty, .. }| quote!(#ident: #ty));
    let accessor = match model.is_sampled {
        true => sampled::expand(metric, model),
        false => expand_accessor(metric, model, arguments, &expand_handle(metric, model)),
    };
    let feeds = tracing::expand(metric, &family, constants, &private);
    let handlers = on::expand(metric, model, &private);
    let warnings = metric.labels.warnings.iter().map(|(span, message)| diag::warning(*span, message));
    let items = quote! {
        #(#cfgs)*
        #[doc(hidden)]
        static #family: #ty = {
            #states
            #constant
            #alerts
            #line
            #family_within_budget
        };
        #operand
        #feeds
        #handlers
        #(#warnings)*
    };
    (items, accessor)
}

/// Expands to the constant that ratios of other metrics use. A struct has it beside the accessor.
pub(super) fn expand_operand(metric: &MetricModel, model: &Model) -> TokenStream {
    let (private, MetricModel { cfgs, vis, name, .. }) = (private(model), metric);
    let (ident, kind) = (alert::operand(&metric.ident), metric.kind.variant());
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #vis const #ident: #private::alert::Operand =
            #private::alert::Operand { name: #name, kind: #private::Kind::#kind };
    }
}

/// Returns the type of a metric's static: a struct creates its declarations when it is registered, and the samples of a
/// source have no cells.
fn family_type(model: &Model) -> TokenStream {
    let private = private(model);
    match model.into.is_some() || model.is_sampled {
        true => quote!(#private::Descriptor),
        false => quote!(#private::Declared),
    }
}

/// Whether a constant uses the descriptor.
fn is_asked(metric: &MetricModel) -> bool {
    !metric.listed.is_empty()
        || !metric.skips.is_empty()
        || !metric.labels.constant.is_empty()
        || metric.expire_after.is_some()
}

fn expand_descriptor(metric: &MetricModel, model: &Model, constants: &BlockConstants<'_>) -> TokenStream {
    let (private, MetricModel { name, help, buckets, .. }) = (private(model), metric);
    let kind = metric.kind.variant();
    let value_type = match metric.value {
        Value::U64 => quote!(Integer),
        Value::F64 => quote!(Float),
        Value::Duration => quote!(Duration),
    };
    let unit = metric.unit.as_deref().unwrap_or_default();
    let (block, labels) = (constants.block(), constants.labels(metric));
    let (line, column) = site::place(metric.ident.span());
    let rest = expand_rest(metric, model, &private);
    quote! {
        #block.declare(&#private::MetricParts {
            kind: #private::Kind::#kind,
            value_type: #private::ValueType::#value_type,
            name: #name,
            help: #help,
            unit: #unit,
            labels: #labels,
            buckets: &[#(#buckets),*],
            place: (#line, #column),
        }) #rest
    }
}

/// Expands the parts that few metrics have.
fn expand_rest(metric: &MetricModel, model: &Model, private: &TokenStream) -> TokenStream {
    let owner = model.into.as_ref().map(|into| {
        let name = into.ident.unraw().to_string();
        quote!(.into_struct(#name))
    });
    let max_series = metric.max_series.as_ref().map(|number| quote!(.with_max_series(#number)));
    let constant = metric.labels.constant.iter().map(|(name, value)| quote!((#name, #value)));
    let constant = (!metric.labels.constant.is_empty())
        .then(|| quote!(.with_constant_labels(const { &[#(#constant),*] })));
    let seeds = expand_seeds(metric, private);
    let shared = metric.shared.then(|| quote!(.with_storage(#private::Storage::Shared)));
    let expire_after = metric.expire_after.as_ref().map(|after| {
        let milliseconds = after.milliseconds;
        quote!(.with_expire_after(::core::time::Duration::from_millis(#milliseconds)))
    });
    let native = metric.native.as_ref().map(|native| {
        let native = native.expand(private);
        quote!(.with_native(#native))
    });
    let quantiles = (metric.kind == Kind::Summary).then(|| {
        let (at, window) = (&metric.quantiles, metric.window.milliseconds);
        quote!(.with_quantiles(&[#(#at),*], ::core::time::Duration::from_millis(#window)))
    });
    let exemplars = metric.exemplars.then(|| quote!(.with_exemplars()));
    let too_large = metric.unit.as_deref() == Some("bytes") && metric.on.iter().any(model::on::On::measures);
    let fed = (too_large || !metric.feeds.is_empty()).then(|| quote!(.with_feeds()));
    let states = metric.states.as_ref().map(|_| quote!(.with_states(__GAPLESS_STATES)));
    quote!(#owner #max_series #constant #states #seeds #shared #expire_after #native #quantiles #exemplars #fed)
}

fn expand_seeds(metric: &MetricModel, private: &TokenStream) -> TokenStream {
    let start = metric.seed.as_ref().map(|seed| match seed {
        Seed::None => quote!(.with_seed(#private::Seed::None)),
        Seed::At(value) if metric.kind == Kind::StateSet => {
            let ty = states_type(metric);
            quote_spanned! {value.span()=> .with_seed(#private::Seed::In(|| {
                use #private::ByAny as _;
                let state: #ty = #value;
                #private::ByType::of(&state).gapless_index_after(0)
            }))}
        }
        Seed::At(value) => {
            quote_spanned!(value.span()=> .with_seed(#private::Seed::With(|| #private::GaugeSeed::value(#value))))
        }
    });
    let listed = metric.listed.iter().map(|(label, values)| quote!((#label, &[#(#values),*])));
    let listed = (!metric.listed.is_empty()).then(|| quote!(.with_listed(&[#(#listed),*])));
    let skips = metric.skips.iter().map(|skip| {
        let pairs = skip.iter().map(|(label, value)| quote!((#label, #value)));
        quote!(&[#(#pairs),*])
    });
    let skips = (!metric.skips.is_empty()).then(|| quote!(.with_skipped(&[#(#skips),*])));
    quote!(#start #listed #skips)
}

/// Expands the states of a state set. The compiler reports a type that is not a label here.
fn expand_states(metric: &MetricModel, private: &TokenStream) -> Option<TokenStream> {
    let ty = metric.states.as_ref()?;
    let states = quote_spanned!(ty.span()=> <#ty as #private::LabelValue>::LABELS.as_states());
    Some(quote!(const __GAPLESS_STATES: #private::LabelValues = #states;))
}

/// Expands to the family, in a call with the span of the name: the compiler reports wrong series and labels there.
fn expand_family(
    metric: &MetricModel,
    model: &Model,
    block: &Ident,
    descriptor: &TokenStream,
) -> TokenStream {
    let private = private(model);
    let max_series = match &metric.max_series {
        Some(number) => quote!(#number),
        None => quote!(#private::DEFAULT_MAX_SERIES),
    };
    let block = Ident::new(&block.to_string(), metric.ident.span());
    if model.is_sampled {
        return sampled::expand_descriptor(metric, &block, descriptor);
    }
    let method = if model.into.is_some() { "checked" } else { "family" };
    let method = Ident::new(method, metric.ident.span());
    quote_spanned!(metric.ident.span()=> #block.#method(#descriptor, #max_series))
}

/// Expands the checks that need the labels' types, each with the span of the token that it checks.
fn expand_checks(metric: &MetricModel) -> TokenStream {
    let listed = metric.listed.iter().map(
        |(label, _)| quote_spanned!(label.span()=> const _: () = __GAPLESS_DESCRIPTOR.check_listed(#label);),
    );
    let all_listed = metric.listed.first().map(
        |(label, _)| quote_spanned!(label.span()=> const _: () = __GAPLESS_DESCRIPTOR.check_all_listed();),
    );
    let skipped = metric.skips.iter().flatten().map(|(label, value): &(String, LitStr)| {
        quote_spanned!(value.span()=> const _: () = __GAPLESS_DESCRIPTOR.check_skipped(#label, #value);)
    });
    let expires = metric
        .expire_after
        .as_ref()
        .map(|after| quote_spanned!(after.span=> const _: () = __GAPLESS_DESCRIPTOR.check_expires();));
    quote!(#(#listed)* #all_listed #(#skipped)* #expires)
}

fn expand_accessor(
    metric: &MetricModel,
    model: &Model,
    arguments: impl Iterator<Item = TokenStream>,
    body: &TokenStream,
) -> TokenStream {
    let MetricModel { attrs, cfgs, vis, ident, .. } = metric;
    let labels = &metric.labels.typed;
    let handle = handle_type(metric, model);
    // Without labels the handle is a constant: `static REQUESTS: Counter = requests_total();`
    let constness = (labels.is_empty() && model.into.is_none()).then(|| quote!(const));
    let receiver = model.into.as_ref().map(|_| quote!(&self,));
    let docs = rustdoc::lines(metric).join("\n");
    // A metric that events record may have no other caller.
    let unused = (!metric.on.is_empty()).then(|| quote!(#[allow(dead_code)]));
    let many = (labels.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    // A declaration with `String` asks for an owned string.
    let owned = (!labels.is_empty()).then(|| quote!(#[allow(clippy::needless_pass_by_value)]));
    quote! {
        #(#cfgs)*
        #many
        #unused
        #owned
        #(#attrs)*
        #[doc = #docs]
        #[must_use]
        #vis #constness fn #ident(#receiver #(#arguments),*) -> #handle {
            #body
        }
    }
}
