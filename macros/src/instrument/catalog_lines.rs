//! The catalog lines of a function: one for each of its families.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::labels::labels_of;
use super::model::{Constant, ConstantValue, ErrorRule, Family, Model, Timing};
use crate::alert;
use crate::catalog::{Lines, list};

/// Returns the lines. They use the function's constant `DESCRIPTOR`.
pub(crate) fn lines(model: &Model, private: &TokenStream) -> Lines {
    let mut lines = Lines::default();
    let outcomes = model.outcomes();
    match &model.errors {
        // Errors with a kind have separate series, with one more label.
        ErrorRule::Kinds(_) => {
            let is_of_no_kind = |outcome: &&str| *outcome != "error" || model.has_errors_without_kind;
            let others: Vec<_> = outcomes.iter().copied().filter(is_of_no_kind).collect();
            write_calls(model, &others, private, &mut lines);
            write_start(model, 0, "counter", &mut lines);
            write_end(model, &["error"], true, private, &mut lines);
        }
        _ => write_calls(model, &outcomes, private, &mut lines),
    }
    if let Some(timing) = &model.timing {
        write_durations(model, timing, &outcomes, private, &mut lines);
    }
    if model.in_flight {
        write_start(model, 2, "up_down_counter", &mut lines);
        alert::write(model.watch.alerts_of(Family::InFlight), private, &mut lines);
        write_end(model, &[], false, private, &mut lines);
    }
    if let Some([name, help]) = &model.items {
        write_head(name, "counter", help, &mut lines);
        write_end(model, &[], false, private, &mut lines);
    }
    lines
}

/// Writes the line of all calls, or of the calls without a kind of error.
fn write_calls(model: &Model, outcomes: &[&str], private: &TokenStream, lines: &mut Lines) {
    write_start(model, 0, "counter", lines);
    write_watch(model, Family::Calls, private, lines);
    write_end(model, outcomes, false, private, lines);
}

/// Writes the alerts of a family, and the objective of the function.
fn write_watch(model: &Model, family: Family, private: &TokenStream, lines: &mut Lines) {
    alert::write(model.watch.alerts_of(family), private, lines);
    if let Some(objective) = &model.watch.objective {
        objective.write(lines);
    }
}

fn write_durations(
    model: &Model,
    timing: &Timing,
    outcomes: &[&str],
    private: &TokenStream,
    lines: &mut Lines,
) {
    write_start(model, 1, "histogram", lines);
    lines.member("unit", "seconds").raw(&format!("\"buckets\":{},", list(&timing.buckets)));
    if timing.exemplars {
        lines.raw("\"exemplars\":true,");
    }
    write_watch(model, Family::Durations, private, lines);
    write_end(model, if timing.by_outcome { outcomes } else { &[] }, false, private, lines);
}

/// Writes the start of a line, such as `{"name":"login_calls_total","type":"counter","help":"Calls.",`.
fn write_start(model: &Model, family: usize, ty: &str, lines: &mut Lines) {
    write_head(&model.names[family], ty, &model.helps[family], lines);
}

fn write_head(name: &str, ty: &str, help: &str, lines: &mut Lines) {
    lines.raw("{").member("name", name).member("type", ty).member("help", help);
}

/// Writes the labels, and the members that all families of the function share.
fn write_end(model: &Model, outcomes: &[&str], kinds: bool, private: &TokenStream, lines: &mut Lines) {
    lines.raw("\"labels\":[");
    for label in &model.labels {
        lines.labels_of(&label.ident.unraw().to_string(), &labels_of(&label.ty, private), private);
    }
    if !outcomes.is_empty() {
        let outcomes = list(outcomes.iter().map(|outcome| format!("{outcome:?}")));
        lines.item(&format!("{{\"name\":\"outcome\",\"values\":{outcomes}}}"));
    }
    if let (true, ErrorRule::Kinds(ty)) = (kinds, &model.errors) {
        let labels = quote!(#private::LabelsOf::One(<#ty as #private::LabelValue>::LABELS));
        lines.labels_of("error", &labels, private);
    }
    lines.raw("],\"constant_labels\":{");
    for (index, Constant { name, value }) in model.constant.iter().enumerate() {
        lines.item("").string(name).raw(":");
        match value {
            ConstantValue::Function(text) | ConstantValue::Text(text) => lines.string(text),
            ConstantValue::Module => lines.constant_string(&quote!(::core::module_path!()), private),
            ConstantValue::Expr(_) => {
                lines.constant_string(&quote!(DESCRIPTOR.constant_labels[#index].1), private)
            }
        };
    }
    lines.raw("},").member("origin", "function").member("group", "functions").end(model.sig.ident.span());
}
