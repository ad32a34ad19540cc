//! What each declaration says, with every rule applied.

use std::collections::BTreeSet;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitInt, LitStr, Meta, Path, Type, Visibility};

use super::parse::{Block, Label, Metric};
use crate::buckets::Buckets;
use crate::diag::{expected, nearest, Errors};
use crate::docs;
use crate::keys::Slot;
use crate::name;

pub(crate) struct Model {
    pub(crate) krate: Path,
    pub(crate) namespace: String,
    pub(crate) group: String,
    pub(crate) metrics: Vec<MetricModel>,
}

pub(crate) struct MetricModel {
    /// Attributes that go to the accessor as they are, such as `#[deprecated]`.
    pub(crate) attrs: Vec<Attribute>,
    /// `#[cfg(..)]`, which goes to everything that the declaration expands to.
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) kind: Kind,
    /// With the namespace.
    pub(crate) name: String,
    pub(crate) help: String,
    pub(crate) unit: Option<&'static str>,
    pub(crate) value: Value,
    pub(crate) labels: Vec<Label>,
    /// Labels that may be called so and better were not.
    pub(crate) warnings: Vec<(Span, String)>,
    /// Those of durations if there are none.
    pub(crate) buckets: Option<Vec<f64>>,
    pub(crate) seed: Option<Seed>,
    pub(crate) max_series: Option<LitInt>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Counter,
    Gauge,
    UpDownCounter,
    Histogram,
}

const KINDS: &[(&str, Kind)] = &[
    ("counter", Kind::Counter),
    ("gauge", Kind::Gauge),
    ("up_down_counter", Kind::UpDownCounter),
    ("histogram", Kind::Histogram),
];

/// What a counter adds up and a histogram observes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    U64,
    F64,
    Duration,
}

pub(crate) enum Seed {
    None,
    Gauge(Box<Expr>),
}

pub(crate) fn build(block: Block, errors: &mut Errors) -> Model {
    let (mut krate, mut namespace, mut group) =
        (Slot::new("crate"), Slot::new("namespace"), Slot::new("group"));
    for attr in &block.attrs {
        match attr.path().get_ident().map(ToString::to_string).as_deref() {
            Some("namespace") => set_name(&mut namespace, attr, "namespace", errors),
            Some("group") => set_name(&mut group, attr, "group", errors),
            Some("crate") => {
                if let Some(path) = errors.ok(path_value(attr)) {
                    krate.set(attr, path, errors);
                }
            }
            _ => errors.at(attr.path(), expected(&path_text(attr.path()), &["namespace", "group", "crate"])),
        }
    }
    let namespace = namespace.get().unwrap_or_default();
    let metrics: Vec<_> =
        block.metrics.into_iter().map(|metric| build_metric(metric, &namespace, errors)).collect();
    check_duplicates(&metrics, errors);
    Model {
        krate: krate.get().unwrap_or_else(|| syn::parse_quote!(::gapless)),
        namespace,
        group: group.get().unwrap_or_default(),
        metrics,
    }
}

/// The text in `#![key = "text"]`.
fn set_name(slot: &mut Slot<String>, attr: &Attribute, what: &str, errors: &mut Errors) {
    let Some(text) = errors.ok(string_value(attr)) else { return };
    if let Some(mistake) = name::check_snake_case(&text.value(), what) {
        errors.at(&text, mistake);
    }
    slot.set(attr, text.value(), errors);
}

fn string_value(attr: &Attribute) -> syn::Result<LitStr> {
    match &attr.meta.require_name_value()?.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(text.clone()),
        other => Err(syn::Error::new_spanned(other, "expected a text, as `\"chat\"`")),
    }
}

fn path_value(attr: &Attribute) -> syn::Result<Path> {
    match &attr.meta.require_name_value()?.value {
        Expr::Path(path) => Ok(path.path.clone()),
        other => Err(syn::Error::new_spanned(other, "expected the path of a crate, as `::gapless`")),
    }
}

fn path_text(path: &Path) -> String {
    let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    segments.join("::")
}

fn check_duplicates(metrics: &[MetricModel], errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for metric in metrics.iter().filter(|metric| metric.cfgs.is_empty()) {
        if !seen.insert(&metric.name) {
            errors
                .at(&metric.ident, format!("`{}` is declared twice in this block; remove one", metric.ident));
        }
    }
}

fn build_metric(mut metric: Metric, namespace: &str, errors: &mut Errors) -> MetricModel {
    let (kind, known) = build_kind(&metric.kind, errors);
    let name = full_name(namespace, &metric.ident);
    let is_counter = known.then_some(kind == Kind::Counter);
    for mistake in name::check_metric(&metric.ident.unraw().to_string(), is_counter) {
        errors.at(&metric.ident, mistake);
    }
    let help = docs::help(&metric.attrs).unwrap_or_else(|| {
        errors.at(
            &metric.ident,
            "a metric needs a help text; write a doc comment above it, as `/// Messages received.`",
        );
        String::new()
    });
    let unit = name::unit(&name);
    let value = build_value(metric.value.as_ref(), kind, unit, errors);
    let warnings = check_labels(&mut metric.labels, errors);
    let Attributes { attrs, cfgs, buckets, seed, max_series, unread } =
        build_attributes(metric.attrs, kind, errors);
    if !unread {
        check_buckets(buckets.as_ref(), &metric.ident, kind, value, errors);
    }
    let buckets = buckets.map(|buckets| buckets.bounds);
    let (vis, ident, labels) = (metric.vis, metric.ident, metric.labels);
    MetricModel {
        attrs,
        cfgs,
        vis,
        ident,
        kind,
        name,
        help,
        unit,
        value,
        labels,
        warnings,
        buckets,
        seed,
        max_series,
    }
}

/// The type that a word names, or, with `false`, the one that it probably means.
fn build_kind(word: &Ident, errors: &mut Errors) -> (Kind, bool) {
    let text = word.to_string();
    let named = |text: &str| KINDS.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind);
    if let Some(kind) = named(&text) {
        return (kind, true);
    }
    let names: Vec<_> = KINDS.iter().map(|(name, _)| *name).collect();
    errors.at(word, expected(&text, &names));
    (nearest(&text, &names).and_then(named).unwrap_or(Kind::Counter), false)
}

fn full_name(namespace: &str, ident: &Ident) -> String {
    match namespace {
        "" => ident.unraw().to_string(),
        namespace => format!("{namespace}_{}", ident.unraw()),
    }
}

fn build_value(ty: Option<&Type>, kind: Kind, unit: Option<&str>, errors: &mut Errors) -> Value {
    let default = match (kind, unit) {
        (Kind::Histogram, Some("seconds")) => Value::Duration,
        (Kind::Histogram, Some("bytes")) | (Kind::Counter | Kind::UpDownCounter, _) => Value::U64,
        (Kind::Histogram | Kind::Gauge, _) => Value::F64,
    };
    let Some(ty) = ty else { return default };
    let given = match ty {
        Type::Path(path) if path.path.is_ident("u64") => Value::U64,
        Type::Path(path) if path.path.is_ident("f64") => Value::F64,
        _ => {
            errors.at(ty, "a metric keeps `u64` or `f64`");
            return default;
        }
    };
    if matches!(kind, Kind::Gauge | Kind::UpDownCounter) && given != default {
        errors.at(ty, "a gauge keeps `f64` and an up_down_counter `u64`; remove the type");
        return default;
    }
    given
}

/// The most labels of a metric: `LabelSet` is implemented for tuples of up to so many.
const MAX_LABELS: usize = 8;

/// Finds mistakes in labels, and leaves out those that are there already; returns what to warn of.
fn check_labels(labels: &mut Vec<Label>, errors: &mut Errors) -> Vec<(Span, String)> {
    let mut seen = BTreeSet::new();
    labels.retain(|label| {
        let name = label.ident.unraw().to_string();
        if let Some(mistake) = name::check_label(&name) {
            errors.at(&label.ident, mistake);
        }
        let first = seen.insert(name);
        if !first {
            errors.at(&label.ident, format!("the label `{}` is there twice; remove one", label.ident));
        }
        first
    });
    if let Some(label) = labels.get(MAX_LABELS) {
        errors.at(&label.ident, format!("a metric has at most {MAX_LABELS} labels; leave some out"));
    }
    let warn =
        |label: &Label| Some((label.ident.span(), name::warn_label(&label.ident.unraw().to_string())?));
    labels.iter().filter_map(warn).collect()
}

struct Attributes {
    attrs: Vec<Attribute>,
    cfgs: Vec<Attribute>,
    buckets: Option<Buckets>,
    seed: Option<Seed>,
    max_series: Option<LitInt>,
    /// Whether there is an attribute that could not be read, so that nothing is said to be missing.
    unread: bool,
}

const ATTRIBUTES: &[&str] = &["buckets", "seed", "max_series", "cfg", "allow", "expect", "deprecated"];

fn build_attributes(all: Vec<Attribute>, kind: Kind, errors: &mut Errors) -> Attributes {
    let (mut attrs, mut cfgs, mut unread) = (Vec::new(), Vec::new(), false);
    let (mut buckets, mut seed, mut max_series) =
        (Slot::new("buckets"), Slot::new("seed"), Slot::new("max_series"));
    for attr in all {
        match path_text(attr.path()).as_str() {
            "doc" => {}
            "cfg" => cfgs.push(attr),
            "allow" | "expect" | "deprecated" => attrs.push(attr),
            "buckets" if kind != Kind::Histogram => {
                errors.at(&attr, "only a histogram has buckets; remove this");
            }
            "buckets" => match errors.ok(attr.parse_args()) {
                Some(bounds) => buckets.set(&attr, bounds, errors),
                None => unread = true,
            },
            "seed" => {
                if let Some(start) = errors.ok(build_seed(&attr, kind)) {
                    seed.set(&attr, start, errors);
                }
            }
            "max_series" => {
                if let Some(number) = errors.ok(attr.parse_args()) {
                    max_series.set(&attr, number, errors);
                }
            }
            other => {
                errors.at(attr.path(), expected(other, ATTRIBUTES));
                unread = true;
            }
        }
    }
    Attributes { unread, attrs, cfgs, buckets: buckets.get(), seed: seed.get(), max_series: max_series.get() }
}

fn build_seed(attr: &Attribute, kind: Kind) -> syn::Result<Seed> {
    let value: Expr = match &attr.meta {
        Meta::List(_) => attr.parse_args()?,
        _ => {
            return Err(syn::Error::new_spanned(
                attr,
                "expected `#[seed(none)]`, or for a gauge `#[seed(0.0)]`",
            ))
        }
    };
    match &value {
        Expr::Path(path) if path.path.is_ident("none") => Ok(Seed::None),
        _ if kind == Kind::Gauge => Ok(Seed::Gauge(Box::new(value))),
        _ => Err(syn::Error::new(
            value.span(),
            "this always starts at zero; remove the attribute, or write `#[seed(none)]`",
        )),
    }
}

fn check_buckets(buckets: Option<&Buckets>, ident: &Ident, kind: Kind, value: Value, errors: &mut Errors) {
    match (buckets, kind, value) {
        (Some(buckets), _, Value::Duration)
            if buckets.bounds.windows(2).any(|pair| pair[1] - pair[0] < 1e-9) =>
        {
            errors.at_span(
                buckets.span,
                "durations are kept in nanoseconds, and these bounds are nearer than one",
            );
        }
        (None, Kind::Histogram, Value::U64 | Value::F64) => {
            errors.at(
                ident,
                "a histogram needs buckets; write above it, as `#[buckets(exponential(64, 4.0, 8))]`",
            );
        }
        _ => {}
    }
}
