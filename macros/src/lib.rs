//! The procedural macros of Gapless. Use the crate `gapless`, whose re-exports have their documentation.
//!
//! Each macro is three steps: `parse` makes syntax with every span kept, `model` applies the rules and knows no
//! tokens that it would have to read again, `expand` writes code that is one static descriptor and one call. Mistakes
//! are gathered on the way, so that a build shows all of them, and what the user wrote is emitted in any case.

mod buckets;
mod catalog;
mod defmetrics;
mod diag;
mod docs;
mod duration;
mod event;
mod expect_crates;
mod expect_modules;
mod instrument;
mod keys;
mod label_value;
#[cfg(test)]
mod mutations;
mod name;
mod native;
mod on_event;
mod poll;
mod quantiles;
mod rustdoc;
mod site;
#[cfg(test)]
mod snapshot;
mod unit;

use proc_macro::TokenStream;

/// See `gapless::LabelValue`.
#[proc_macro_derive(LabelValue, attributes(label))]
pub fn derive_label_value(item: TokenStream) -> TokenStream {
    label_value::derive(item.into()).into()
}

/// See `gapless::Event`.
#[proc_macro_derive(Event, attributes(event))]
pub fn derive_event(item: TokenStream) -> TokenStream {
    event::derive(item.into()).into()
}

/// See `gapless::on_event`.
#[proc_macro_attribute]
pub fn on_event(args: TokenStream, item: TokenStream) -> TokenStream {
    on_event::on_event(args.into(), &item.into()).into()
}

/// See `gapless::defmetrics!`.
#[proc_macro]
pub fn defmetrics(block: TokenStream) -> TokenStream {
    defmetrics::defmetrics(block.into()).into()
}

/// See `gapless::expect_crates!`.
#[proc_macro]
pub fn expect_crates(list: TokenStream) -> TokenStream {
    expect_crates::expect_crates(list.into()).into()
}

/// See `gapless::expect_modules!`.
#[proc_macro]
pub fn expect_modules(list: TokenStream) -> TokenStream {
    expect_modules::expect_modules(list.into()).into()
}

/// See `gapless::instrument_metric`.
#[proc_macro_attribute]
pub fn instrument_metric(args: TokenStream, item: TokenStream) -> TokenStream {
    instrument::instrument(args.into(), item.into()).into()
}

/// See `gapless::poll`.
#[proc_macro_attribute]
pub fn poll(args: TokenStream, item: TokenStream) -> TokenStream {
    poll::poll(args.into(), item.into()).into()
}
