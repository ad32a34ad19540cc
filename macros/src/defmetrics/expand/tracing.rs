//! ```text
//! const _: () = {
//!     inventory::submit! {
//!         Feed { declared: &__GAPLESS_QUERY_DURATION_SECONDS, of: Traced::Events, name: "", target: "sqlx::query",
//!             level: "", measure: Measure::Field("elapsed_secs", Unit::None), tags: &[Tag::Field("kind")] }
//!     }
//! };
//! ```

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::super::model::MetricModel;
use super::super::model::labels::TypedLabel;
use super::super::model::tracing::{Feed, Measure};
use super::super::parse::tracing::TagOrigin;
use super::block_constants::{BlockConstants, label_type};

/// Expands to the data that the `tracing` layer reads.
pub(crate) fn expand(
    metric: &MetricModel,
    family: &Ident,
    constants: &BlockConstants<'_>,
    private: &TokenStream,
) -> TokenStream {
    if metric.feeds.is_empty() {
        return TokenStream::new();
    }
    let feeds = metric.feeds.iter().map(|feed| {
        let feed = expand_feed(feed, metric, family, private);
        quote!(#private::inventory::submit! { #feed })
    });
    let cfgs = &metric.cfgs;
    let checks = expand_checks(metric, constants, private);
    quote!(#(#cfgs)* const _: () = { #checks #(#feeds)* };)
}

fn expand_feed(feed: &Feed, metric: &MetricModel, family: &Ident, private: &TokenStream) -> TokenStream {
    let Feed { name, target, level, .. } = feed;
    let of = if feed.spans { quote!(Spans) } else { quote!(Events) };
    let measure = match &feed.measure {
        Measure::One => quote!(One),
        Measure::Duration => quote!(Duration),
        Measure::Field(field, unit) => {
            let unit = unit.map_or_else(|| quote!(None), |unit| unit.variant().into_token_stream());
            quote!(Field(#field, #private::event::Unit::#unit))
        }
    };
    let tags = feed.tags.iter().zip(&metric.labels.typed).map(|(tag, label)| expand_tag(tag, label, private));
    quote! {
        #private::Feed {
            declared: &#family,
            of: #private::Traced::#of,
            name: #name,
            target: #target,
            level: #level,
            measure: #private::Measure::#measure,
            tags: &[#(#tags),*],
        }
    }
}

/// Expands the source of a tag. The compiler reports a function that does not return the label's type here.
fn expand_tag(tag: &TagOrigin, label: &TypedLabel, private: &TokenStream) -> TokenStream {
    let tag = match tag {
        TagOrigin::Field(field) => quote!(Field(#field)),
        TagOrigin::Level => quote!(Level),
        TagOrigin::Target => quote!(Target),
        TagOrigin::Name => quote!(Name),
        TagOrigin::Made(function, field) => {
            let ty = label_type(label);
            let index = quote_spanned! {function.span()=>
                |__gapless_text: &::core::primitive::str| {
                    use #private::ByAny as _;
                    let __gapless_value: #ty = (#function)(__gapless_text);
                    #private::ByType::of(&__gapless_value).gapless_index_after(0)
                }
            };
            quote!(Made(#field, #index))
        }
    };
    quote!(#private::Tag::#tag)
}

/// Expands the checks that need the labels' types: a function may only produce the value of a typed label. The names
/// are short, so that the whole check has the span of the function.
fn expand_checks(
    metric: &MetricModel,
    constants: &BlockConstants<'_>,
    private: &TokenStream,
) -> Option<TokenStream> {
    let tags = metric.feeds.iter().flat_map(|feed| feed.tags.iter().zip(&metric.labels.typed));
    let checks: Vec<_> = tags
        .map(|(tag, label)| match tag {
            TagOrigin::Made(function, _) => {
                let values = constants.values(metric, label);
                quote_spanned!(function.span()=> const _: () = __GaplessTag::check_made(#values);)
            }
            _ => {
                let values = constants.values(metric, label);
                quote_spanned!(label.ty.span()=> const _: () = __GaplessTag::check(#values);)
            }
        })
        .collect();
    (!checks.is_empty()).then(|| {
        quote! {
            use #private::Tag as __GaplessTag;
            #(#checks)*
        }
    })
}
