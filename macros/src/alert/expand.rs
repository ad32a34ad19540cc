//! ```text
//! const __GAPLESS_ALERT_0_0_0: &str = {
//!     const VALUE: &Kind = &Kind::Mail;
//!     __GAPLESS_VALUES_1F_0.text(VALUE.gapless_const_index())
//! };
//! .with_alerts(const { &[
//!     Alert::new("QueueTooLong", Measure::Value, "The queue is long")
//!         .with_threshold(Comparison::Greater, 100.0)
//!         .with_matchers(&[Matcher::new("kind", &[__GAPLESS_ALERT_0_0_0], false)]),
//! ] })
//! ```
//!
//! and, in the catalog line, `"alerts":[{"name":"QueueTooLong","measure":"value",..}],`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, GenericArgument, Lit, Path, PathArguments, Type};

use super::condition::{Limit, Measure, Window};
use super::model::{Alert, Divisor, Matcher, Value};
use crate::catalog::{Lines, json_string, list};

/// Returns the constant `LabelsOf` of the label with an exported name.
pub(crate) type LabelsOf<'a> = &'a dyn Fn(&str) -> TokenStream;

/// Returns the name of the constant with the string of a typed value.
fn constant(alert: usize, matcher: usize, value: usize) -> Ident {
    format_ident!("__GAPLESS_ALERT_{alert}_{matcher}_{value}")
}

/// Returns the name of the constant with the name of the metric that a ratio divides by.
fn ratio(alert: usize) -> Ident {
    format_ident!("__GAPLESS_RATIO_{alert}")
}

/// Expands to the checks that need the labels' types, and to constants with the facts that only the compiler knows.
pub(crate) fn expand_constants<'a>(
    alerts: impl Iterator<Item = (usize, &'a Alert)>,
    labels_of: LabelsOf<'_>,
) -> TokenStream {
    alerts.map(|(index, alert)| expand_constants_of(index, alert, labels_of)).collect()
}

fn expand_constants_of(index: usize, alert: &Alert, labels_of: LabelsOf<'_>) -> TokenStream {
    let values = alert.matchers.iter().enumerate().flat_map(|(matcher, of)| {
        let label = &of.label;
        of.values.iter().enumerate().map(move |(value, given)| {
            expand_value(&constant(index, matcher, value), given, label, labels_of)
        })
    });
    let by = alert.by.iter().filter(|by| by.is_typed).map(|by| {
        let (label, labels) = (&by.label, located_at(by.span, labels_of(&by.label)));
        quote_spanned!(by.span=> const _: () = #labels.check_single(#label);)
    });
    let divisor = alert.divisor.as_ref().and_then(|divisor| match divisor {
        Divisor::Name(_) => None,
        Divisor::Path(path) => {
            let (ident, operand) = (ratio(index), operand_path(path));
            Some(quote_spanned!(path.span()=> const #ident: &::core::primitive::str = #operand.counted();))
        }
    });
    quote!(#(#values)* #(#by)* #divisor)
}

/// Moves tokens to a place, where the compiler reports their mistakes.
fn located_at(span: Span, tokens: TokenStream) -> TokenStream {
    let moved = tokens.into_iter().map(|mut token| {
        token.set_span(token.span().located_at(span));
        token
    });
    moved.collect()
}

/// Returns the path of the constant beside an accessor.
fn operand_path(path: &Path) -> Path {
    let mut path = path.clone();
    if let Some(last) = path.segments.last_mut() {
        last.ident = operand(&last.ident);
    }
    path
}

/// Returns the name of the constant with the facts that a ratio needs.
pub(crate) fn operand(accessor: &Ident) -> Ident {
    use syn::ext::IdentExt;
    format_ident!("__GAPLESS_METRIC_{}", accessor.unraw().to_string().to_uppercase(), span = accessor.span())
}

/// Expands to the check of a string, or to the string of a typed value. The compiler reports a value of another type at
/// the value.
fn expand_value(ident: &Ident, value: &Value, label: &str, labels_of: LabelsOf<'_>) -> TokenStream {
    match value {
        Value::Known(_) => TokenStream::new(),
        Value::Text(text) => {
            let labels = located_at(text.span(), labels_of(label));
            quote_spanned!(text.span()=> const _: () = #labels.check_matched(#label, #text);)
        }
        Value::Typed(typed) => {
            let (expr, ty) = &**typed;
            let (labels, span) = (labels_of(label), expr.span());
            let value = quote_spanned!(span=> VALUE);
            let index = expand_index(&value, expr, ty);
            let typed = quote_spanned!(span=> const VALUE: &#ty = &#expr;);
            quote! {
                const #ident: &::core::primitive::str = {
                    #typed
                    #labels.text(#index)
                };
            }
        }
    }
}

/// Expands to the index of a value, which is a reference to a type. Methods of traits cannot be called in `const` code.
fn expand_index(value: &TokenStream, expr: &Expr, ty: &Type) -> TokenStream {
    let span = expr.span();
    if let Expr::Lit(ExprLit { lit: Lit::Bool(literal), .. }) = expr {
        let index = usize::from(literal.value);
        return quote_spanned!(span=> { let _ = #value; #index });
    }
    match ty {
        Type::Path(path) if path.path.is_ident("bool") => {
            quote_spanned!(span=> *#value as ::core::primitive::usize)
        }
        Type::Reference(reference) => {
            let target = quote_spanned!(span=> __gapless_value);
            let index = expand_index(&target, expr, &reference.elem);
            quote_spanned!(span=> { let __gapless_value = *#value; #index })
        }
        _ => match optional(ty) {
            Some(inner) => {
                let some = quote_spanned!(span=> __gapless_value);
                let index = expand_index(&some, expr, inner);
                quote_spanned! {span=>
                    match #value {
                        ::core::option::Option::Some(__gapless_value) => 1 + #index,
                        ::core::option::Option::None => 0,
                    }
                }
            }
            None => quote_spanned!(span=> #value.gapless_const_index()),
        },
    }
}

/// Returns the type in `Option<..>`.
fn optional(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Expands to the list of alerts.
pub(crate) fn expand_list<'a>(
    alerts: impl Iterator<Item = (usize, &'a Alert)>,
    private: &TokenStream,
) -> TokenStream {
    let alerts = alerts.map(|(index, alert)| expand_alert(index, alert, private));
    quote!(const { &[#(#alerts),*] })
}

fn expand_alert(index: usize, alert: &Alert, private: &TokenStream) -> TokenStream {
    let Alert { name, severity, summary, .. } = alert;
    let (measure, of) = (expand_measure(index, alert, private), quote!(#private::alert));
    let threshold = alert.limit.as_ref().map(|Limit { comparison, threshold, .. }| {
        let variant = format_ident!("{}", comparison.variant);
        quote!(.with_threshold(#of::Comparison::#variant, #threshold))
    });
    let matchers = alert.matchers.iter().enumerate().map(|(matcher, Matcher { label, negated, values })| {
        let values = values.iter().enumerate().map(|(value, given)| match given {
            Value::Known(text) => quote!(#text),
            Value::Text(text) => quote!(#text),
            Value::Typed(..) => {
                let ident = constant(index, matcher, value);
                quote!(#ident)
            }
        });
        quote!(#of::Matcher::new(#label, &[#(#values),*], #negated))
    });
    let matchers = (!alert.matchers.is_empty()).then(|| quote!(.with_matchers(const { &[#(#matchers),*] })));
    let by = alert.by.iter().map(|by| &by.label);
    let by = (!alert.by.is_empty()).then(|| quote!(.with_by(&[#(#by),*])));
    let hold = alert.hold.as_ref().map(|Window { seconds, .. }| quote!(.with_hold(#seconds)));
    let severity = (severity != "ticket").then(|| quote!(.with_severity(#severity)));
    let description = alert.description.as_ref().map(|text| quote!(.with_description(#text)));
    let runbook = alert.runbook.as_ref().map(|url| quote!(.with_runbook(#url)));
    quote! {
        #of::Alert::new(#name, #measure, #summary)
            #threshold #matchers #by #hold #severity #description #runbook
    }
}

fn expand_measure(index: usize, alert: &Alert, private: &TokenStream) -> TokenStream {
    let of = quote!(#private::alert::Measure);
    let duration = |seconds: u64| quote!(::core::time::Duration::from_secs(#seconds));
    match &alert.measure {
        Measure::Value => quote!(#of::Value),
        Measure::Rate(window) => {
            let window = duration(window.seconds);
            quote!(#of::Rate(#window))
        }
        Measure::Increase(window) => {
            let window = duration(window.seconds);
            quote!(#of::Increase(#window))
        }
        Measure::Absent(window) => {
            let window = duration(window.seconds);
            quote!(#of::Absent(#window))
        }
        Measure::Quantile(at, window) => {
            let (at, window) = (at.value, duration(window.seconds));
            quote!(#of::Quantile(#at, #window))
        }
        Measure::Ratio(_, window) | Measure::Errors(window) => {
            let (divisor, window) = (expand_divisor(index, alert), duration(window.seconds));
            quote!(#of::Ratio(#divisor, #window))
        }
    }
}

fn expand_divisor(index: usize, alert: &Alert) -> TokenStream {
    match &alert.divisor {
        Some(Divisor::Name(name)) => quote!(#name),
        _ => {
            let ident = ratio(index);
            quote!(#ident)
        }
    }
}

/// Writes `"alerts":[..],` to a catalog line, unless the list is empty.
pub(crate) fn write<'a>(
    alerts: impl Iterator<Item = (usize, &'a Alert)>,
    private: &TokenStream,
    line: &mut Lines,
) {
    let mut is_first = true;
    for (index, alert) in alerts {
        line.raw(if is_first { "\"alerts\":[{" } else { ",{" });
        is_first = false;
        write_alert(index, alert, private, line);
        line.raw("}");
    }
    if !is_first {
        line.raw("],");
    }
}

fn write_alert(index: usize, alert: &Alert, private: &TokenStream, line: &mut Lines) {
    line.member("name", &alert.name).raw("\"measure\":");
    write_measure(index, alert, private, line);
    line.raw(",");
    if let Some(Limit { comparison, threshold, .. }) = &alert.limit {
        line.member("comparison", comparison.operator).raw(&format!("\"threshold\":{threshold},"));
    }
    line.raw("\"matchers\":[");
    for (matcher, of) in alert.matchers.iter().enumerate() {
        line.item("{").member("label", &of.label).raw("\"values\":[");
        for (value, given) in of.values.iter().enumerate() {
            line.raw(if value > 0 { "," } else { "" });
            match given {
                Value::Known(text) => line.string(text),
                Value::Text(text) => line.string(&text.value()),
                Value::Typed(..) => {
                    let ident = constant(index, matcher, value);
                    line.constant_string(&quote!(#ident), private)
                }
            };
        }
        line.raw(&format!("],\"negated\":{}}}", of.negated));
    }
    let hold = alert.hold.as_ref().map_or(0, |hold| hold.seconds);
    let by = list(alert.by.iter().map(|by| json_string(&by.label)));
    line.raw(&format!("],\"by\":{by},\"for\":{hold},"));
    line.member("severity", &alert.severity);
    for (key, text) in [("description", &alert.description), ("runbook", &alert.runbook)] {
        if let Some(text) = text {
            line.member(key, text);
        }
    }
    line.string("summary").raw(":").string(&alert.summary);
}

fn write_measure(index: usize, alert: &Alert, private: &TokenStream, line: &mut Lines) {
    match &alert.measure {
        Measure::Value => line.string("value"),
        Measure::Rate(window) => line.raw(&format!("{{\"rate\":{}}}", window.seconds)),
        Measure::Increase(window) => line.raw(&format!("{{\"increase\":{}}}", window.seconds)),
        Measure::Absent(window) => line.raw(&format!("{{\"absent\":{}}}", window.seconds)),
        Measure::Quantile(at, window) => {
            line.raw(&format!("{{\"quantile\":[{},{}]}}", at.value, window.seconds))
        }
        Measure::Ratio(_, window) | Measure::Errors(window) => {
            line.raw("{\"ratio\":[");
            match &alert.divisor {
                Some(Divisor::Name(name)) => line.string(name),
                _ => {
                    let ident = ratio(index);
                    line.constant_string(&quote!(#ident), private)
                }
            };
            line.raw(&format!(",{}]}}", window.seconds))
        }
    };
}

/// Returns the lines about alerts in the documentation of an accessor.
pub(crate) fn docs<'a>(alerts: impl Iterator<Item = &'a Alert>) -> Vec<String> {
    let each = alerts.map(|alert| {
        let hold = alert.hold.as_ref().map_or_else(String::new, |hold| format!(" for `{}`", hold.text));
        let (name, condition, summary) =
            (&alert.name, alert.condition(), alert.summary.trim_end_matches('.'));
        format!("- `{name}` ({}): `{condition}`{hold}. {summary}.", alert.severity)
    });
    let mut lines: Vec<_> = each.collect();
    if !lines.is_empty() {
        lines.splice(..0, ["Alerts:".to_owned(), String::new()]);
    }
    lines
}
