//! The facts of an instrumented function, with every rule applied.

mod labels;
mod watch;

use proc_macro2::{Group, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, Expr, Ident, LitInt, LitStr, Path, Signature, Type, Visibility};

pub(crate) use self::labels::{Constant, ConstantValue};
pub(crate) use self::watch::{Family, Watch};
use super::parse::{Args, Function, Label};
use super::shape::{Shape, may_be_error, ok_has_status};
use crate::defaults::DURATION_BUCKETS;
use crate::diag::Errors;
use crate::name;

pub(crate) struct Model {
    pub(crate) krate: Path,
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    pub(crate) body: Group,
    /// The names of the families of calls, durations and calls in flight.
    pub(crate) names: [String; 3],
    /// The HELP text of each family.
    pub(crate) helps: [String; 3],
    /// The labels with one value each.
    pub(crate) constant: Vec<Constant>,
    pub(crate) labels: Vec<Label>,
    /// How calls are timed, unless durations are skipped.
    pub(crate) timing: Option<Timing>,
    /// Whether calls in flight are counted.
    pub(crate) in_flight: bool,
    /// The name of the family that counts the items of a returned stream, and its HELP.
    pub(crate) items: Option<[String; 2]>,
    pub(crate) max_series: Option<LitInt>,
    pub(crate) shape: Shape,
    /// The type that the work returns, if the signature contains it.
    pub(crate) output: Option<Type>,
    pub(crate) errors: ErrorRule,
    /// The lowest status of a response that counts as an error.
    pub(crate) least_status: u16,
    /// Whether the outcome `error` is exported before the first error.
    pub(crate) seeds_error: bool,
    /// Whether a response can be an error without a kind, although other errors have kinds.
    pub(crate) has_errors_without_kind: bool,
    /// The alerts and the objective.
    pub(crate) watch: Watch,
}

/// How calls are timed.
pub(crate) struct Timing {
    /// `Some(n)` if only one call in `n` is timed.
    pub(crate) one_in: Option<u64>,
    pub(crate) by_outcome: bool,
    pub(crate) exemplars: bool,
    /// Upper bounds, in seconds.
    pub(crate) buckets: Vec<f64>,
}

impl Model {
    /// The path of the items that only macros use.
    pub(crate) fn private(&self) -> TokenStream {
        let krate = &self.krate;
        quote!(#krate::__private)
    }

    /// Whether the attribute contains the user's types or expressions.
    pub(crate) fn uses_the_users_items(&self) -> bool {
        let is_expr = |label: &Constant| matches!(label.value, ConstantValue::Expr(_));
        !self.labels.is_empty() || self.constant.iter().any(is_expr) || !matches!(self.errors, ErrorRule::Err)
    }

    /// Returns the expressions in the attribute, which may use the function's arguments.
    pub(crate) fn expressions(&self) -> TokenStream {
        let rule = match &self.errors {
            ErrorRule::OkIf(rule) | ErrorRule::ErrorIf(rule) => Some(rule),
            _ => None,
        };
        self.labels.iter().map(|label| &label.value).chain(rule).map(ToTokens::to_token_stream).collect()
    }

    /// Returns the outcomes that are exported before they happen, in the order of their label.
    pub(crate) fn outcomes(&self) -> Vec<&'static str> {
        outcomes(self.shape, self.seeds_error)
    }
}

fn outcomes(shape: Shape, seeds_error: bool) -> Vec<&'static str> {
    let error = seeds_error.then_some("error");
    let cancelled = (shape != Shape::Sync).then_some("cancelled");
    [Some("ok"), error, Some("panic"), cancelled].into_iter().flatten().collect()
}

/// The rule for which returned values are errors.
pub(crate) enum ErrorRule {
    /// Every `Err`, and every response with a status that counts as an error.
    Err,
    /// Every error of the rule `Err`, each with a kind of this type.
    Kinds(Type),
    /// Every value that the user's rule rejects.
    OkIf(Expr),
    /// Every value that the user's rule accepts.
    ErrorIf(Expr),
}

impl ErrorRule {
    /// Whether the user's expression decides.
    pub(crate) fn is_of_the_user(&self) -> bool {
        matches!(self, ErrorRule::OkIf(_) | ErrorRule::ErrorIf(_))
    }
}

/// Builds the model. `function` is the default value of the label `function`.
pub(crate) fn build(args: Args, mut func: Function, function: &str, errors: &mut Errors) -> Option<Model> {
    let alerts = watch::take_alerts(&mut func.attrs, errors);
    check_function(&func, errors);
    check_shared(&args, errors);
    check_skipped_duration(&args, errors);
    check_client_errors(&args, errors);
    watch::check_objective(&args, errors);
    let timing = build_timing(&args);
    let in_flight = !args.skips("in_flight");
    let labels = args.labels.clone().unwrap_or_default();
    labels::check(&args, &labels, errors);
    let constant = labels::constant(&args, &labels, function);
    let least_status = if args.client_errors.is_some() { 400 } else { 500 };
    let error_rule = build_error_rule(args.error, args.ok_if, args.error_if, errors);
    let stem = args.name.as_ref().map_or_else(|| "function".to_owned(), |name| check_name(name, errors));
    let (shape, output) = Shape::of(&func.sig);
    check_items(args.items.as_ref(), shape, errors);
    let items =
        args.items.map(|_| [format!("{stem}_items_total"), "Items that streams have yielded.".into()]);
    let seeds_error = !matches!(error_rule, ErrorRule::Err)
        || !shape.is_stream() && output.as_ref().is_none_or(may_be_error);
    let names = ["calls_total", "duration_seconds", "in_flight"].map(|suffix| format!("{stem}_{suffix}"));
    let watched = watch::Watched {
        calls: &names[0],
        labels: &labels.typed,
        constant: &constant,
        outcomes: outcomes(shape, seeds_error),
        kinds: &error_rule,
        timing: timing.as_ref(),
        in_flight,
    };
    let alerts = watched.build(alerts, errors);
    errors.is_empty().then(|| Model {
        krate: args.krate.unwrap_or_else(|| syn::parse_quote!(::gapless)),
        watch: Watch { alerts, objective: args.objective.filter(|objective| !objective.is_empty()) },
        seeds_error,
        has_errors_without_kind: output.as_ref().is_some_and(ok_has_status),
        errors: error_rule,
        least_status,
        shape,
        output,
        attrs: func.attrs,
        vis: func.vis,
        sig: func.sig,
        body: func.body,
        names,
        helps: helps(timing.as_ref().filter(|_| args.name.is_some())),
        constant,
        labels: labels.typed,
        timing,
        in_flight,
        items,
        max_series: args.max_series,
    })
}

fn check_function(func: &Function, errors: &mut Errors) {
    if let Some(constness) = &func.sig.constness {
        errors.at(constness, "a `const fn` cannot record metrics; remove `const`, or do not instrument it");
    }
    if let Some(attr) = func.attrs.iter().find(|attr| attr.path().is_ident("track_caller")) {
        errors.at(
            attr,
            "an instrumented function cannot use `#[track_caller]`; remove it, or do not instrument the function",
        );
    }
}

fn check_items(items: Option<&Ident>, shape: Shape, errors: &mut Errors) {
    if let Some(key) = items.filter(|_| !shape.is_stream()) {
        errors.at(
            key,
            "`items` needs a function that returns a stream; remove it, or return `impl Stream<Item = ..>`",
        );
    }
}

/// Functions without `name` share one family, so they all have the same labels and buckets.
fn check_shared(args: &Args, errors: &mut Errors) {
    const REMEDY: &str = "needs metrics that are not shared with other functions; add `name = \"..\"`";
    if args.name.is_some() {
        return;
    }
    if let Some(label) = args.labels.as_ref().and_then(|labels| labels.names().next()) {
        errors.at(label, format!("`labels` {REMEDY}"));
    }
    if let Some(error) = &args.error {
        errors.at(error, format!("`error` {REMEDY}"));
    }
    if let Some(buckets) = &args.buckets {
        errors.at_span(buckets.span, format!("`buckets` {REMEDY}"));
    }
    if let Some(by_outcome) = &args.by_outcome {
        errors.at(by_outcome, format!("`by_outcome` {REMEDY}"));
    }
}

/// Reports keys about durations that `skip(duration)` makes useless.
fn check_skipped_duration(args: &Args, errors: &mut Errors) {
    if !args.skips("duration") {
        return;
    }
    let spans = [
        args.buckets.as_ref().map(|buckets| buckets.span),
        args.by_outcome.as_ref().map(Ident::span),
        args.exemplars.as_ref().map(Ident::span),
        args.sample.as_ref().map(LitInt::span),
    ];
    for span in spans.into_iter().flatten() {
        errors.at_span(
            span,
            "this key is for durations, which `skip(duration)` leaves out; remove one of the two",
        );
    }
}

fn build_timing(args: &Args) -> Option<Timing> {
    let one_in = args.sample.as_ref().and_then(|number| number.base10_parse().ok());
    (!args.skips("duration")).then(|| Timing {
        one_in: one_in.filter(|&one_in| one_in > 1),
        by_outcome: args.by_outcome.is_some(),
        exemplars: args.exemplars.is_some(),
        buckets: watch::with_threshold(
            args.buckets.as_ref().map_or(DURATION_BUCKETS.to_vec(), |buckets| buckets.bounds.clone()),
            args.objective.as_ref(),
        ),
    })
}

/// Returns the HELP texts. Functions without `name` share a family that may be timed differently, so they have no `own`
/// timing.
fn helps(own: Option<&Timing>) -> [String; 3] {
    let sample = own.and_then(|timing| timing.one_in).map(|one_in| format!(", of one call in {one_in}"));
    [
        "Calls that have ended, by outcome.".into(),
        format!("Time from a call's start to its end{}.", sample.unwrap_or_default()),
        "Calls that have started and not ended.".into(),
    ]
}

fn check_client_errors(args: &Args, errors: &mut Errors) {
    if let (Some(key), Some(_)) = (&args.client_errors, args.ok_if.as_ref().or(args.error_if.as_ref())) {
        errors.at(key, "`client_errors` has no effect with `ok_if` or `error_if`; remove one of them");
    }
}

fn build_error_rule(
    kinds: Option<Type>,
    ok_if: Option<Expr>,
    error_if: Option<Expr>,
    errors: &mut Errors,
) -> ErrorRule {
    match (kinds, ok_if, error_if) {
        (Some(kinds), None, None) => ErrorRule::Kinds(kinds),
        (None, Some(rule), None) => ErrorRule::OkIf(rule),
        (None, None, Some(rule)) => ErrorRule::ErrorIf(rule),
        (None, None, None) => ErrorRule::Err,
        (kinds, ok_if, error_if) => {
            let last = error_if
                .or(ok_if)
                .map(|rule| rule.to_token_stream())
                .or(kinds.map(|ty| ty.to_token_stream()));
            errors.at(last, "`error`, `ok_if` and `error_if` cannot be combined; keep one of them");
            ErrorRule::Err
        }
    }
}

fn check_name(name: &LitStr, errors: &mut Errors) -> String {
    let stem = name.value();
    let mistakes = name::rules::check_prefix(&stem, "metric name");
    let ends_as_metrics_do =
        name::unit(&format!("_{stem}")).is_some() || OWN_SUFFIXES.iter().any(|suffix| stem.ends_with(suffix));
    if mistakes.is_empty() && ends_as_metrics_do {
        errors.at(
            name,
            format!(
                "`{stem}` has the suffix of a metric, which the macro adds; write only the first part, such as `login` in \
                 `login_calls_total`"
            ),
        );
    }
    mistakes.into_iter().for_each(|mistake| errors.at(name, mistake.message));
    stem
}

/// The suffixes of the metrics of a function.
const OWN_SUFFIXES: &[&str] = &["_total", "_calls", "_duration", "_in_flight", "_items"];
