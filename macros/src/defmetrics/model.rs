//! The facts of each declaration, with every rule applied.

mod alerts;
mod conventions;
pub(crate) mod into_struct;
pub(super) mod labels;
pub(super) mod on;
mod recorded;
mod sampled;
pub(super) mod tracing;

use syn::ext::IdentExt;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitInt, LitStr, Path, Type, Visibility};

use self::conventions::Conventions;
pub(crate) use self::into_struct::IntoStruct;
use self::labels::Labels;
use self::on::On;
use self::recorded::Recorded;
use self::tracing::Feed;
use super::parse::attributes::{self, Attributes, Seed, Storage, Unit, path_text};
use super::parse::{Block, Label, Metric};
use crate::alert::{self, Alert};
use crate::buckets::Buckets;
use crate::defaults::DURATION_BUCKETS;
use crate::diag::{Errors, expected_or_remedy};
use crate::docs;
use crate::duration::Duration;
use crate::keys::Slot;
use crate::kind::{Kind, Value, build_kind};
use crate::name;
use crate::native::Native;
use crate::quantiles::{self, Quantiles};

pub(crate) struct Model {
    pub(crate) krate: Path,
    /// The struct that the block writes, if it does not write statics.
    pub(crate) into: Option<IntoStruct>,
    /// Whether a source emits the samples, so that nothing is recorded.
    pub(crate) is_sampled: bool,
    pub(crate) namespace: String,
    pub(crate) group: String,
    pub(crate) metrics: Vec<MetricModel>,
}

pub(crate) struct MetricModel {
    /// Whether the macro has not found a mistake in the declaration.
    pub(crate) is_sound: bool,
    /// Whether the number of series is known, apart from the values of open labels.
    pub(crate) has_series: bool,
    /// Attributes that are copied to the accessor, such as `#[deprecated]`.
    pub(crate) attrs: Vec<Attribute>,
    /// `#[cfg(..)]`, which is copied to every item of the expansion.
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) kind: Kind,
    /// The exported name, with the namespace.
    pub(crate) name: String,
    pub(crate) help: String,
    /// Why names may break recommendations, if they may.
    pub(crate) unconventional_name: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) value: Value,
    /// The type of a state set's states.
    pub(crate) states: Option<Type>,
    pub(crate) labels: Labels,
    /// The bounds of a histogram; empty for any other type.
    pub(crate) buckets: Vec<f64>,
    pub(crate) native: Option<Native>,
    /// The quantiles of a summary; empty for any other type.
    pub(crate) quantiles: Vec<f64>,
    /// The time that quantiles cover.
    pub(crate) window: Duration,
    /// Whether records keep exemplars, so that handles are marked.
    pub(crate) exemplars: bool,
    pub(crate) seed: Option<Seed>,
    /// Values of open labels that are exported from the start, by the name of the label.
    pub(crate) listed: Vec<(LitStr, Vec<LitStr>)>,
    /// Combinations that cannot happen, by the names of the labels.
    pub(crate) skips: Vec<Vec<(String, LitStr)>>,
    pub(crate) max_series: Option<LitInt>,
    /// How long an unused value of an open label is kept.
    pub(crate) expire_after: Option<Duration>,
    /// Whether all threads share its cells.
    pub(crate) shared: bool,
    /// The events and spans of `tracing` that are recorded.
    pub(crate) feeds: Vec<Feed>,
    /// The events that are recorded.
    pub(crate) on: Vec<On>,
    pub(crate) alerts: Vec<Alert>,
}

pub(crate) fn build(mut block: Block, errors: &mut Errors) -> Model {
    let is_sampled = sampled::build(&mut block, errors);
    let into = into_struct::build(&mut block, errors);
    let (mut krate, mut namespace, mut group) =
        (Slot::new("crate"), Slot::new("namespace"), Slot::new("group"));
    for attr in &block.attrs {
        match attr.path().get_ident().map(ToString::to_string).as_deref() {
            Some("namespace") => set_name(&mut namespace, attr, check_namespace, errors),
            Some("group") => set_name(&mut group, attr, check_group, errors),
            Some("crate") => {
                if let Some(path) = errors.ok(path_value(attr)) {
                    krate.set(attr, path, errors);
                }
            }
            _ => errors.at(
                attr.path(),
                expected_or_remedy(
                    "attribute",
                    &path_text(attr.path()),
                    &["namespace", "group", "into", "sampled", "crate"],
                    KEYS_ELSEWHERE,
                ),
            ),
        }
    }
    let namespace = namespace.get().unwrap_or_default();
    let mut metrics: Vec<_> = block
        .metrics
        .into_iter()
        .map(|metric| build_metric(metric, &namespace, is_sampled, errors))
        .collect();
    check_duplicates(&mut metrics, errors);
    if let Some(into) = &into {
        into.check_names(&mut metrics, errors);
    }
    Model {
        into,
        is_sampled,
        krate: krate.get().unwrap_or_else(|| syn::parse_quote!(::gapless)),
        namespace,
        group: group.get().unwrap_or_default(),
        metrics,
    }
}

/// Attributes of blocks in other libraries, and what to write instead.
const KEYS_ELSEWHERE: &[(&str, &str)] = &[
    ("prefix", "write `namespace`"),
    ("subsystem", "write both parts in `namespace`"),
    ("module", "write `group`"),
];

/// Reads the string in `#![key = "string"]`.
fn set_name(slot: &mut Slot<String>, attr: &Attribute, check: fn(&str) -> Vec<String>, errors: &mut Errors) {
    let Some(text) = errors.ok(string_value(attr)) else { return };
    check(&text.value()).into_iter().for_each(|mistake| errors.at(&text, mistake));
    slot.set(attr, text.value(), errors);
}

/// A namespace is a part of each name, so it follows all rules for names.
fn check_namespace(namespace: &str) -> Vec<String> {
    let mistakes = name::rules::check_prefix(namespace, "namespace");
    mistakes.into_iter().map(|mistake| mistake.message).collect()
}

fn check_group(group: &str) -> Vec<String> {
    name::check_snake_case(group, "group").into_iter().collect()
}

fn string_value(attr: &Attribute) -> syn::Result<LitStr> {
    match &attr.meta.require_name_value()?.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(text.clone()),
        other => Err(syn::Error::new_spanned(other, "expected a string, such as `\"chat\"`")),
    }
}

fn path_value(attr: &Attribute) -> syn::Result<Path> {
    match &attr.meta.require_name_value()?.value {
        Expr::Path(path) => Ok(path.path.clone()),
        other => Err(syn::Error::new_spanned(other, "expected the path of a crate, such as `::gapless`")),
    }
}

fn check_duplicates(metrics: &mut [MetricModel], errors: &mut Errors) {
    for index in 0..metrics.len() {
        let (before, rest) = metrics.split_at_mut(index);
        let [metric, ..] = rest else { return };
        let mut others = before.iter().filter(|other| metric.cfgs.is_empty() && other.cfgs.is_empty());
        if let Some(mistake) = others.find_map(|other| check_pair(metric, other)) {
            errors.at(&metric.ident, mistake);
            metric.is_sound = false;
        }
    }
}

fn check_pair(metric: &MetricModel, other: &MetricModel) -> Option<String> {
    if metric.name == other.name || metric.ident == other.ident {
        Some(format!("`{}` is declared twice in this block; remove one", metric.ident))
    } else {
        name::check_clash((&metric.name, metric.kind.as_str()), (&other.name, other.kind.as_str()))
    }
}

fn build_metric(metric: Metric, namespace: &str, is_sampled: bool, errors: &mut Errors) -> MetricModel {
    let n_errors = errors.len();
    let (kind, known) = build_kind(&metric.kind, errors);
    let help = build_help(&metric.attrs, &metric.ident, errors);
    let attributes = attributes::build(metric.attrs, kind, errors);
    let Names { name, unit, labels } =
        build_names(&metric.ident, metric.labels, &attributes, namespace, (kind, known), errors);
    let value = build_value(metric.value.as_ref(), kind, unit.as_deref(), errors);
    let states = build_states(&metric.ident, &name, metric.value, &labels, (kind, known), errors);
    if !is_sampled {
        check_buckets(&attributes, &metric.ident, kind, value, errors);
    }
    let recorded = Recorded { ident: &metric.ident, kind, value, unit: unit.as_deref(), labels: &labels };
    let feeds = tracing::build(attributes.feeds, &recorded, errors);
    let on = on::build(attributes.on, &recorded, errors);
    let quantiles = build_quantiles(attributes.quantiles, kind);
    let subject = alerts::subject(&recorded, &name, states.as_ref(), &quantiles);
    let alerts = if known { alert::build(attributes.alerts, &subject, errors) } else { Vec::new() };
    let skips = attributes.skips.into_iter().map(|skip| labels.resolve_skip(skip, errors)).collect();
    let listed = labels.resolve_listed(attributes.listed, errors);
    MetricModel {
        is_sound: metric.is_read && errors.len() == n_errors,
        has_series: known && !attributes.unread && labels.typed.iter().all(|label| label.is_read),
        attrs: attributes.attrs,
        cfgs: attributes.cfgs,
        vis: metric.vis,
        ident: metric.ident,
        kind,
        name,
        help,
        unconventional_name: attributes.unconventional_name.as_ref().map(LitStr::value),
        unit,
        value,
        states,
        listed,
        labels,
        buckets: if is_sampled { Vec::new() } else { build_buckets(attributes.buckets, kind) },
        native: attributes.native,
        quantiles,
        window: attributes.window.unwrap_or_else(quantiles::window),
        exemplars: attributes.exemplars.is_some(),
        seed: attributes.seed,
        skips,
        max_series: attributes.max_series,
        expire_after: attributes.expire_after,
        shared: attributes.storage == Some(Storage::Shared),
        feeds,
        on,
        alerts,
    }
}

/// The names of a metric and its labels, with the unit, which is a part of the name.
struct Names {
    name: String,
    unit: Option<String>,
    labels: Labels,
}

/// `known` is `false` if the type is a guess.
fn build_names(
    ident: &Ident,
    labels: Vec<Label>,
    attributes: &Attributes,
    namespace: &str,
    (kind, known): (Kind, bool),
    errors: &mut Errors,
) -> Names {
    let mut conventions = Conventions::new(attributes.unconventional_name.as_ref());
    let labels = labels::build(labels, known.then_some(kind), &mut conventions, errors);
    let name = build_name(ident, attributes.name.as_ref(), namespace);
    check_name(ident, attributes, namespace, known.then_some(kind), &mut conventions, errors);
    let unit = build_unit(attributes.unit.as_ref(), &name, kind, &mut conventions, errors);
    if known && kind == Kind::StateSet {
        check_name_of_states(ident, &name, conventions.are_off(), errors);
    }
    conventions.finish(ident, errors);
    Names { name, unit, labels }
}

fn build_help(attrs: &[Attribute], ident: &Ident, errors: &mut Errors) -> String {
    docs::help(attrs).unwrap_or_else(|| {
        errors.at(
            ident,
            "a metric needs a help text; write a doc comment above it, such as `/// Messages received.`",
        );
        String::new()
    })
}

/// Returns the given name, or the namespace and the accessor's name.
fn build_name(ident: &Ident, given: Option<&LitStr>, namespace: &str) -> String {
    match (given, namespace) {
        (Some(name), _) => name.value(),
        (None, "") => ident.unraw().to_string(),
        (None, namespace) => format!("{namespace}_{}", ident.unraw()),
    }
}

/// Reports the rules that the name breaks. A mistake in a unit is reported at `#[unit(..)]` if the declaration has it.
fn check_name(
    ident: &Ident,
    attributes: &Attributes,
    namespace: &str,
    kind: Option<Kind>,
    conventions: &mut Conventions<'_>,
    errors: &mut Errors,
) {
    let kind = kind.map(Kind::as_str);
    let mut mistakes = match &attributes.name {
        Some(given) => name::rules::check_metric("", &given.value(), kind),
        None => name::rules::check_metric(namespace, &ident.unraw().to_string(), kind),
    };
    if attributes.name.is_none() {
        mistakes.extend(name::check_ident(&ident.unraw().to_string(), "metric name"));
    }
    if let Some(Unit::Named(unit)) = &attributes.unit {
        let at_the_unit = name::check_base(&unit.value());
        mistakes.retain(|mistake| Some(mistake) != at_the_unit.as_ref());
    }
    match &attributes.name {
        Some(given) => conventions.check(given, mistakes, errors),
        None => conventions.check(ident, mistakes, errors),
    }
}

/// Returns the given unit, or the base unit that the name ends in.
fn build_unit(
    given: Option<&Unit>,
    name: &str,
    kind: Kind,
    conventions: &mut Conventions<'_>,
    errors: &mut Errors,
) -> Option<String> {
    match given {
        _ if matches!(kind, Kind::StateSet | Kind::Info) => None,
        Some(Unit::None) => None,
        Some(Unit::Named(unit)) => {
            conventions.check(&unit, name::check_named_unit(&unit.value(), name), errors);
            Some(unit.value())
        }
        None => name::unit(name).map(str::to_owned),
    }
}

fn build_value(ty: Option<&Type>, kind: Kind, unit: Option<&str>, errors: &mut Errors) -> Value {
    let default = match (kind, unit) {
        (Kind::Histogram | Kind::Summary, Some("seconds")) => Value::Duration,
        (Kind::Histogram | Kind::Summary, Some("bytes")) | (Kind::Counter | Kind::UpDownCounter, _) => {
            Value::U64
        }
        (Kind::Histogram | Kind::Summary | Kind::Gauge, _) => Value::F64,
        (Kind::StateSet, _) => return Value::U64,
        (Kind::Info, _) => Value::U64,
    };
    let Some(ty) = ty else { return default };
    let word = match ty {
        Type::Path(path) => path.path.segments.last().map_or_else(String::new, |last| last.ident.to_string()),
        _ => String::new(),
    };
    match (word.as_str(), kind) {
        ("u64", Kind::Counter | Kind::Histogram | Kind::Summary) => return Value::U64,
        ("f64", Kind::Counter | Kind::Histogram | Kind::Summary) => return Value::F64,
        ("u64", Kind::UpDownCounter) | ("f64", Kind::Gauge) => {}
        (word, kind) => errors.at(ty, wrong_value(word, kind)),
    }
    default
}

/// Returns the type of a state set's states.
fn build_states(
    ident: &Ident,
    name: &str,
    ty: Option<Type>,
    labels: &Labels,
    (kind, known): (Kind, bool),
    errors: &mut Errors,
) -> Option<Type> {
    if known && kind == Kind::StateSet {
        check_states(ident, name, ty.as_ref(), labels, errors);
    }
    ty.filter(|_| kind == Kind::StateSet)
}

/// A state set exports its states as a label with the name of the metric.
fn check_states(ident: &Ident, name: &str, ty: Option<&Type>, labels: &Labels, errors: &mut Errors) {
    if ty.is_none() {
        let message = format!("a stateset needs the type of its states; for example `{ident}: State`");
        errors.at(ident, message);
    }
    let is_of_states = |label: &str| name::plain_label(label) == name::plain_label(name);
    if let Some(label) = labels.typed.iter().find(|label| is_of_states(&label.name)) {
        let message = format!(
            "the label `{}` holds the states of the stateset; give this label another name",
            label.name
        );
        errors.at(&label.ident, message);
    }
    if let Some((label, value)) = labels.constant.iter().find(|(label, _)| is_of_states(label)) {
        errors.at(
            value,
            format!("the label `{label}` holds the states of the stateset; give this label another name"),
        );
    }
}

/// The name of a state set is also the name of a label. A colon is reported elsewhere, unless recommendations are off.
fn check_name_of_states(ident: &Ident, name: &str, are_conventions_off: bool, errors: &mut Errors) {
    if (name.contains(':') && are_conventions_off) || matches!(name, "le" | "quantile") {
        let message = format!(
            "the states of a stateset are a label, which cannot be named `{name}`; rename the stateset"
        );
        errors.at(ident, message);
    }
}

/// Returns the error for a type of values that a metric cannot have.
fn wrong_value(word: &str, kind: Kind) -> String {
    match (kind, word) {
        (Kind::Gauge, _) => "a gauge always stores `f64`; remove the type".to_owned(),
        (Kind::Info, _) => "an info is always 1; remove the type".to_owned(),
        (Kind::UpDownCounter, _) => "an up_down_counter always stores integers; remove the type".to_owned(),
        (Kind::Histogram | Kind::Summary, "Duration" | "Instant" | "SystemTime") => format!(
            "`{word}` is not a type of values; to record durations, end the name in `_seconds` and omit the type"
        ),
        _ => {
            let meant = if word.to_lowercase().contains('f') { "f64" } else { "u64" };
            format!("{} stores `u64` or `f64`; write `{meant}`", kind.with_article())
        }
    }
}

/// Returns the given bounds, or the default bounds of durations.
fn build_buckets(given: Option<Buckets>, kind: Kind) -> Vec<f64> {
    match (given, kind) {
        (Some(buckets), _) => buckets.bounds,
        (None, Kind::Histogram) => DURATION_BUCKETS.to_vec(),
        (None, _) => Vec::new(),
    }
}

/// Returns the given quantiles, or the default quantiles.
fn build_quantiles(given: Option<Quantiles>, kind: Kind) -> Vec<f64> {
    match (given, kind) {
        (Some(quantiles), _) => quantiles.0,
        (None, Kind::Summary) => quantiles::DEFAULT.to_vec(),
        (None, _) => Vec::new(),
    }
}

fn check_buckets(attributes: &Attributes, ident: &Ident, kind: Kind, value: Value, errors: &mut Errors) {
    if attributes.unread {
        return;
    }
    match (attributes.buckets.as_ref(), kind, value) {
        (Some(buckets), _, Value::Duration)
            if buckets.bounds.windows(2).any(|pair| pair[1] - pair[0] < 1e-9) =>
        {
            errors.at_span(
                buckets.span,
                "two bounds are less than a nanosecond apart, the precision of durations; remove one",
            );
        }
        (None, Kind::Histogram, Value::U64 | Value::F64) => {
            errors.at(
                ident,
                "a histogram needs buckets; write them above it, for example `#[buckets(exponential(64, 4.0, 8))]`",
            );
        }
        _ => {}
    }
}
