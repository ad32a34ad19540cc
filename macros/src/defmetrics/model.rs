//! What each declaration says, with every rule applied.

mod conventions;
pub(super) mod labels;
pub(super) mod on;
pub(super) mod tracing;

use syn::ext::IdentExt;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitInt, LitStr, Path, Type, Visibility};

use self::conventions::Conventions;
use self::labels::Labels;
use self::on::On;
use self::tracing::{Fed, Feed};
use super::kind::{Kind, Value, build_kind};
use super::parse::attributes::{self, Attributes, Seed, Storage, Unit, path_text};
use super::parse::{Block, Metric};
use crate::buckets::{self, Buckets};
use crate::diag::{Errors, expected_beside};
use crate::docs;
use crate::duration::Duration;
use crate::keys::Slot;
use crate::name;
use crate::native::Native;
use crate::quantiles::{self, Quantiles};

pub(crate) struct Model {
    pub(crate) krate: Path,
    pub(crate) namespace: String,
    pub(crate) group: String,
    pub(crate) metrics: Vec<MetricModel>,
}

pub(crate) struct MetricModel {
    /// Whether the declaration has no mistakes that the macro sees.
    pub(crate) is_sound: bool,
    /// Whether the number of series is known, for each value of the labels that are open.
    pub(crate) has_series: bool,
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
    /// Why names break recommendations, if they may.
    pub(crate) unconventional_name: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) value: Value,
    /// The type of a state set's states.
    pub(crate) states: Option<Type>,
    pub(crate) labels: Labels,
    /// Of a histogram; empty for any other type.
    pub(crate) buckets: Vec<f64>,
    pub(crate) native: Option<Native>,
    /// Of a summary; empty for any other type.
    pub(crate) quantiles: Vec<f64>,
    /// How far quantiles reach back.
    pub(crate) window: Duration,
    /// Whether its handles are marked.
    pub(crate) exemplars: bool,
    pub(crate) seed: Option<Seed>,
    /// Values of open labels that are there from the start, by the name of the label.
    pub(crate) listed: Vec<(LitStr, Vec<LitStr>)>,
    /// Combinations that cannot happen, by the names of the labels.
    pub(crate) skips: Vec<Vec<(String, LitStr)>>,
    pub(crate) max_series: Option<LitInt>,
    /// How long values of open labels last that nothing is recorded into.
    pub(crate) expire_after: Option<Duration>,
    /// Whether all threads share its cells.
    pub(crate) shared: bool,
    /// What of `tracing` its records are made of.
    pub(crate) feeds: Vec<Feed>,
    /// The events that it is recorded of.
    pub(crate) on: Vec<On>,
}

pub(crate) fn build(block: Block, errors: &mut Errors) -> Model {
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
                expected_beside(&path_text(attr.path()), &["namespace", "group", "crate"], KEYS_ELSEWHERE),
            ),
        }
    }
    let namespace = namespace.get().unwrap_or_default();
    let mut metrics: Vec<_> =
        block.metrics.into_iter().map(|metric| build_metric(metric, &namespace, errors)).collect();
    check_duplicates(&mut metrics, errors);
    Model {
        krate: krate.get().unwrap_or_else(|| syn::parse_quote!(::gapless)),
        namespace,
        group: group.get().unwrap_or_default(),
        metrics,
    }
}

/// What is said of a block elsewhere, and here.
const KEYS_ELSEWHERE: &[(&str, &str)] = &[
    ("prefix", "write `namespace`"),
    ("subsystem", "write both parts into `namespace`"),
    ("module", "write `group`"),
];

/// The text in `#![key = "text"]`.
fn set_name(slot: &mut Slot<String>, attr: &Attribute, check: fn(&str) -> Vec<String>, errors: &mut Errors) {
    let Some(text) = errors.ok(string_value(attr)) else { return };
    check(&text.value()).into_iter().for_each(|mistake| errors.at(&text, mistake));
    slot.set(attr, text.value(), errors);
}

/// A namespace is a part of each name, so all rules for names hold for it.
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
        other => Err(syn::Error::new_spanned(other, "expected a text, as `\"chat\"`")),
    }
}

fn path_value(attr: &Attribute) -> syn::Result<Path> {
    match &attr.meta.require_name_value()?.value {
        Expr::Path(path) => Ok(path.path.clone()),
        other => Err(syn::Error::new_spanned(other, "expected the path of a crate, as `::gapless`")),
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
    match metric.name == other.name || metric.ident == other.ident {
        true => Some(format!("`{}` is declared twice in this block; remove one", metric.ident)),
        false => name::check_clash((&metric.name, metric.kind.as_str()), (&other.name, other.kind.as_str())),
    }
}

fn build_metric(metric: Metric, namespace: &str, errors: &mut Errors) -> MetricModel {
    let n_errors = errors.len();
    let (kind, known) = build_kind(&metric.kind, errors);
    let help = docs::help(&metric.attrs).unwrap_or_else(|| {
        errors.at(
            &metric.ident,
            "a metric needs a help text; write a doc comment above it, as `/// Messages received.`",
        );
        String::new()
    });
    let attributes = attributes::build(metric.attrs, kind, errors);
    let mut conventions = Conventions::new(attributes.unconventional_name.as_ref());
    let labels = labels::build(metric.labels, known.then_some(kind), &mut conventions, errors);
    let name = build_name(&metric.ident, attributes.name.as_ref(), namespace);
    let mistakes = check_name(&metric.ident, &attributes, namespace, known.then_some(kind));
    match &attributes.name {
        Some(given) => conventions.check(given, mistakes, errors),
        None => conventions.check(&metric.ident, mistakes, errors),
    }
    let unit = build_unit(attributes.unit, &name, kind, &mut conventions, errors);
    let value = build_value(metric.value.as_ref(), kind, unit.as_deref(), errors);
    if known && kind == Kind::StateSet {
        check_states(&metric.ident, &name, metric.value.as_ref(), &labels, errors);
        check_name_of_states(&metric.ident, &name, conventions.are_off(), errors);
    }
    conventions.finish(&metric.ident, errors);
    let states = metric.value.filter(|_| kind == Kind::StateSet);
    if !attributes.unread {
        check_buckets(attributes.buckets.as_ref(), &metric.ident, kind, value, errors);
    }
    let fed = Fed { ident: &metric.ident, kind, value, unit: unit.as_deref(), labels: &labels };
    let feeds = tracing::build(attributes.feeds, &fed, errors);
    let of = on::Of { ident: &metric.ident, kind, value, unit: unit.as_deref(), labels: &labels };
    let on = on::build(attributes.on, &of, errors);
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
        buckets: build_buckets(attributes.buckets, kind),
        native: attributes.native,
        quantiles: build_quantiles(attributes.quantiles, kind),
        window: attributes.window.unwrap_or_else(quantiles::window),
        exemplars: attributes.exemplars.is_some(),
        seed: attributes.seed,
        skips,
        max_series: attributes.max_series,
        expire_after: attributes.expire_after,
        shared: attributes.storage == Some(Storage::Shared),
        feeds,
        on,
    }
}

/// The name that is given, or that of the accessor in the namespace.
fn build_name(ident: &Ident, given: Option<&LitStr>, namespace: &str) -> String {
    match (given, namespace) {
        (Some(name), _) => name.value(),
        (None, "") => ident.unraw().to_string(),
        (None, namespace) => format!("{namespace}_{}", ident.unraw()),
    }
}

/// The rules that the name breaks. A mistake in a unit that the declaration names too is reported at that unit.
fn check_name(
    ident: &Ident,
    attributes: &Attributes,
    namespace: &str,
    kind: Option<Kind>,
) -> Vec<name::rules::Mistake> {
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
    mistakes
}

/// The unit that is given, or the base unit that the name ends in.
fn build_unit(
    given: Option<Unit>,
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

/// A state set writes its states as a label that has its own name.
fn check_states(ident: &Ident, name: &str, ty: Option<&Type>, labels: &Labels, errors: &mut Errors) {
    if ty.is_none() {
        let message = format!("a stateset needs the type of its states; write it as `{ident}: State`");
        errors.at(ident, message);
    }
    let is_of_states = |label: &str| name::plain_label(label) == name::plain_label(name);
    if let Some(label) = labels.typed.iter().find(|label| is_of_states(&label.name)) {
        let message = format!("the label `{}` is that of the states; give it another name", label.name);
        errors.at(&label.ident, message);
    }
    if let Some((label, value)) = labels.constant.iter().find(|(label, _)| is_of_states(label)) {
        errors.at(value, format!("the label `{label}` is that of the states; give it another name"));
    }
}

/// The name of a state set is that of a label too. A colon is reported as such, unless recommendations are switched off.
fn check_name_of_states(ident: &Ident, name: &str, are_conventions_off: bool, errors: &mut Errors) {
    if (name.contains(':') && are_conventions_off) || matches!(name, "le" | "quantile") {
        let message = format!("the states of `{name}` are a label, which cannot have that name; rename it");
        errors.at(ident, message);
    }
}

/// What to write instead of a type that a metric does not keep.
fn wrong_value(word: &str, kind: Kind) -> String {
    match (kind, word) {
        (Kind::Gauge, _) => "a gauge keeps `f64`; remove the type".to_owned(),
        (Kind::Info, _) => "an info is always 1; remove the type".to_owned(),
        (Kind::UpDownCounter, _) => "an up_down_counter keeps integers; remove the type".to_owned(),
        (Kind::Histogram | Kind::Summary, "Duration" | "Instant" | "SystemTime") => format!(
            "it is a name that ends in `_seconds` that makes a {} keep durations; remove the type",
            kind.as_str()
        ),
        _ => {
            let meant = if word.to_lowercase().contains('f') { "f64" } else { "u64" };
            format!("a {} keeps `u64` or `f64`; write `{meant}`", kind.as_str())
        }
    }
}

/// Those that are given; durations have default ones.
fn build_buckets(given: Option<Buckets>, kind: Kind) -> Vec<f64> {
    match (given, kind) {
        (Some(buckets), _) => buckets.bounds,
        (None, Kind::Histogram) => buckets::OF_DURATIONS.to_vec(),
        (None, _) => Vec::new(),
    }
}

/// Those that are given, or else the usual ones.
fn build_quantiles(given: Option<Quantiles>, kind: Kind) -> Vec<f64> {
    match (given, kind) {
        (Some(quantiles), _) => quantiles.0,
        (None, Kind::Summary) => quantiles::DEFAULT.to_vec(),
        (None, _) => Vec::new(),
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
