//! The procedural macros of Gapless. Use the crate `gapless`, whose re-exports document them.
//!
//! Each macro has three steps. `parse` builds syntax and keeps every span. `model` applies the rules and collects
//! facts, so that tokens are not read again. `expand` emits one static descriptor and one call; the logic itself is in
//! `gapless-core`.
//!
//! `diag` collects every mistake, so that one build reports all of them. The user's item is emitted even with mistakes.
//! Small macros are one file. `name::rules` is a copy of core's rules for names. `catalog` writes the lines that tools
//! read from the program's file.
//!
//! Start with `label_value`, the smallest macro with three steps. The snapshots of expansions are in
//! `macros/snapshots`.

mod alert;
mod buckets;
mod catalog;
mod defaults;
mod defmetrics;
mod diag;
mod docs;
mod duration;
mod event;
mod expect_crates;
mod expect_modules;
mod instrument;
mod keys;
mod kind;
mod label_set;
mod label_value;
mod labels;
mod listed_values;
mod measured;
#[cfg(test)]
mod mutations;
mod name;
mod native;
mod objective;
mod on_event;
mod poll;
mod quantiles;
mod rustdoc;
mod site;
#[cfg(test)]
mod snapshot;
mod unit;

use proc_macro::TokenStream;

/// See `gapless::LabelSet`.
#[proc_macro_derive(LabelSet, attributes(labels))]
pub fn derive_label_set(item: TokenStream) -> TokenStream {
    label_set::derive(item.into()).into()
}

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
    let (args, item) = (args.into(), item.into());
    if measured::is_type(&item) {
        measured::measure(args, item).into()
    } else {
        instrument::instrument(args, item).into()
    }
}

/// See `gapless::poll`.
#[proc_macro_attribute]
pub fn poll(args: TokenStream, item: TokenStream) -> TokenStream {
    poll::poll(args.into(), item.into()).into()
}
