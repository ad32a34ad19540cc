//! The catalog line of a metric.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Expr, ExprLit, Lit};

use super::super::model::{MetricModel, Model};
use super::block_constants::BlockConstants;
use crate::alert;
use crate::catalog::{Lines, list};

/// Writes a line such as
/// `{"name":"jobs_total","type":"counter","help":"Jobs.","labels":[..],"constant_labels":{..},..}`.
pub(crate) fn lines(
    metric: &MetricModel,
    model: &Model,
    constants: &BlockConstants<'_>,
    private: &TokenStream,
) -> Lines {
    let mut line = Lines::default();
    line.raw("{").member("name", &metric.name).member("type", metric.kind.as_str());
    line.member("help", &metric.help);
    if let Some(unit) = &metric.unit {
        line.member("unit", unit);
    }
    write_labels(metric, constants, &mut line);
    write_constant_labels(metric, private, &mut line);
    if !metric.buckets.is_empty() {
        line.raw(&format!("\"buckets\":{},", list(&metric.buckets)));
    }
    if let Some(native) = &metric.native {
        line.raw(&format!("\"native\":{},", native.json()));
    }
    if !metric.quantiles.is_empty() {
        line.raw(&format!(
            "\"quantiles\":{},\"window_ms\":{},",
            list(&metric.quantiles),
            metric.window.milliseconds
        ));
    }
    if metric.exemplars {
        line.raw("\"exemplars\":true,");
    }
    if metric.states.is_some() {
        line.raw("\"states\":")
            .values(&quote!(::core::option::Option::Some(__GAPLESS_STATES)), private)
            .raw(",");
    }
    alert::write(metric.alerts.iter().enumerate(), private, &mut line);
    if let Some(into) = &model.into {
        line.member("struct", &into.ident.unraw().to_string());
    }
    if model.is_sampled {
        line.raw("\"sampled\":true,");
    }
    line.member("group", &model.group).member("namespace", &model.namespace).end(metric.ident.span());
    line
}

/// Writes the labels as a list, because their order matters.
fn write_labels(metric: &MetricModel, constants: &BlockConstants<'_>, line: &mut Lines) {
    line.raw("\"labels\":[");
    for label in &metric.labels.typed {
        let (ty, values) = constants.json(metric, label);
        line.item("").constant(quote!(#ty), quote!(#values));
    }
    line.raw("],");
}

fn write_constant_labels(metric: &MetricModel, private: &TokenStream, line: &mut Lines) {
    line.raw("\"constant_labels\":{");
    for (index, (name, value)) in metric.labels.constant.iter().enumerate() {
        line.item("").string(name).raw(":");
        if let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = value {
            line.string(&text.value());
        } else {
            line.constant_string(&quote!(__GAPLESS_DESCRIPTOR.constant_labels[#index].1), private);
        }
    }
    line.raw("},");
}
