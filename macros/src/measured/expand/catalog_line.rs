//! The catalog line of a metric of a type, which names the type.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;
use syn::ext::IdentExt;

use super::super::model::{Metric, Model, StateModel};
use super::{labels_of, states_of};
use crate::alert;
use crate::catalog::{Lines, list};
use crate::kind::Kind;

/// Returns the line of a metric of a struct.
pub(super) fn line(metric: &Metric, model: &Model, item: &DeriveInput, private: &TokenStream) -> Lines {
    let mut line = Lines::default();
    line.raw("{").member("name", &metric.name).member("type", metric.kind.as_str());
    line.member("help", &metric.help);
    if let Some(unit) = &metric.unit {
        line.member("unit", unit);
    }
    line.raw("\"labels\":[");
    let infos = model.infos.iter().filter(|_| metric.kind == Kind::Info);
    for label in model.labels.iter().chain(infos) {
        line.labels_of(&label.name, &labels_of(label, private), private);
    }
    line.raw("],\"constant_labels\":{},");
    if !metric.buckets.is_empty() {
        line.raw(&format!("\"buckets\":{},", list(&metric.buckets)));
    }
    if let (Kind::StateSet, Some(field)) = (metric.kind, &metric.field) {
        write_states(&states_of(field, private), private, &mut line);
    }
    alert::write(metric.alerts.iter().enumerate(), private, &mut line);
    line.member("measured", &item.ident.unraw().to_string());
    line.member("group", &model.group).member("namespace", &model.namespace).end(metric.span);
    line
}

/// Returns the line of an enum.
pub(super) fn line_of_states(
    model: &StateModel,
    item: &DeriveInput,
    states: &TokenStream,
    private: &TokenStream,
) -> Lines {
    let mut line = Lines::default();
    line.raw("{").member("name", &model.name).member("type", "stateset").member("help", &model.help);
    line.raw("\"labels\":[],\"constant_labels\":{},");
    write_states(states, private, &mut line);
    alert::write(model.alerts.iter().enumerate(), private, &mut line);
    line.member("measured", &item.ident.unraw().to_string());
    line.member("group", &model.group).member("namespace", &model.namespace).end(item.ident.span());
    line
}

fn write_states(states: &TokenStream, private: &TokenStream, line: &mut Lines) {
    line.raw("\"states\":").values(&quote!(::core::option::Option::Some(#states)), private).raw(",");
}
