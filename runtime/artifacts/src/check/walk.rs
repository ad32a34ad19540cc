//! Walks through a parsed expression.

use std::collections::{BTreeMap, BTreeSet};

use gapless_core::Kind;
use promql_parser::parser::{AggregateExpr, BinaryExpr, Call, Expr, LabelModifier, VectorSelector};
use promql_parser::util::{walk_expr, ExprVisitor};

use super::selector::{all, is_foreign, names, selected, unknown, unknown_label, Form, Selected};
use super::text::VARIABLE;
use super::{Allow, Check, Context, Finding};
use crate::catalog::{Catalog, Family};

/// The functions over a window for counters. The last ones only ask whether samples exist.
const FOR_COUNTERS: [&str; 7] =
    ["rate", "increase", "irate", "resets", "absent_over_time", "count_over_time", "present_over_time"];

/// The functions over a window for which a value must not fall.
const ONLY_FOR_COUNTERS: [&str; 3] = ["rate", "increase", "irate"];

/// The functions that only ask whether series exist.
const OF_PRESENCE: [&str; 2] = ["absent", "timestamp"];

/// The functions and operators around a part of an expression.
#[derive(Clone, Copy, Default)]
struct Around<'e> {
    /// The function of the window.
    window: Option<&'e str>,
    /// Whether only the existence of the series matters.
    presence: bool,
    /// Whether a function for native histograms reads the result.
    native: bool,
    /// Whether `histogram_quantile` reads the result.
    quantile: bool,
}

pub(super) struct Walk<'w> {
    catalog: &'w Catalog,
    context: Context,
    allow: &'w Allow,
    findings: Vec<Finding>,
    /// The histograms with a place in their native form, and in their classic form.
    histograms: BTreeMap<&'w str, (bool, bool)>,
}

impl<'w> Walk<'w> {
    pub(super) fn new(catalog: &'w Catalog, context: Context, allow: &'w Allow) -> Self {
        Walk { catalog, context, allow, findings: Vec::new(), histograms: BTreeMap::new() }
    }

    pub(super) fn check(mut self, expr: &Expr) -> Vec<Finding> {
        let around = Around {
            window: None,
            presence: self.context == Context::Variable,
            native: self.context == Context::HeatMap,
            quantile: false,
        };
        self.expr(expr, around);
        if self.context != Context::Variable {
            self.both_forms();
        }
        self.findings
    }

    fn found(&mut self, check: Check, message: impl Into<String>) {
        self.findings.push(Finding::new(check, message));
    }

    fn expr(&mut self, expr: &Expr, around: Around<'_>) {
        match expr {
            Expr::Aggregate(of) => self.aggregate(of, around),
            Expr::Unary(of) => self.expr(&of.expr, around),
            Expr::Binary(of) => self.binary(of, around),
            Expr::Paren(of) => self.expr(&of.expr, around),
            Expr::Subquery(of) => self.expr(&of.expr, Around { window: None, ..around }),
            Expr::VectorSelector(of) => self.selector(of, Around { window: None, ..around }),
            Expr::MatrixSelector(of) => self.selector(&of.vs, around),
            Expr::Call(of) => self.call(of, around),
            Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::Extension(_) => {}
        }
    }

    fn aggregate(&mut self, of: &AggregateExpr, around: Around<'_>) {
        let operator = of.op.to_string();
        if operator == "quantile" {
            self.quantile(of.param.as_deref());
        }
        self.labels(of.modifier.as_ref(), &of.expr);
        let presence = around.presence || matches!(&*operator, "count" | "group");
        if !presence {
            self.sum_over_buckets(of, around);
        }
        self.expr(&of.expr, Around { presence, window: None, quantile: false, ..around });
    }

    /// Buckets are cumulative: a sum over all of them counts most observations several times.
    fn sum_over_buckets(&mut self, of: &AggregateExpr, around: Around<'_>) {
        let keeps_bounds = of.modifier.as_ref().is_some_and(|modifier| {
            modifier.is_include() == modifier.labels().labels.iter().any(|label| label == "le")
        });
        if keeps_bounds {
            return;
        }
        for selector in outer_selectors(&of.expr) {
            let name = names(&selector).unwrap_or_default().join("|");
            let is_bucket = selected(self.catalog, &name).is_some_and(|of| of.form == Form::Bucket);
            if is_bucket && !all(&selector).any(|matcher| matcher.name == "le") {
                let base = name.trim_end_matches("_bucket");
                let message = if around.quantile {
                    "`histogram_quantile` needs the label `le`; write `sum by (le, ..)`".to_owned()
                } else {
                    format!("`{name}` is summed over all buckets; use `{base}_count`, or keep the label `le`")
                };
                self.found(Check::RatioFromCount, message);
            }
        }
    }

    fn binary(&mut self, of: &BinaryExpr, around: Around<'_>) {
        if let Some(matching) = of.modifier.as_ref().and_then(|modifier| modifier.matching.as_ref()) {
            self.known_labels(matching, &[&of.lhs, &of.rhs]);
        }
        let is_filter = matches!(&*of.op.to_string(), "and" | "unless");
        self.expr(&of.lhs, around);
        self.expr(&of.rhs, Around { presence: around.presence || is_filter, ..around });
    }

    fn call(&mut self, of: &Call, around: Around<'_>) {
        let name = of.func.name;
        if matches!(name, "histogram_quantile" | "quantile_over_time") {
            self.quantile(of.args.args.first().map(|argument| &**argument));
        }
        if name == "irate" {
            self.found(Check::NoIrate, "`irate` only sees the last two samples of a window; write `rate`");
        }
        let inside = Around {
            window: Some(name),
            presence: around.presence || OF_PRESENCE.contains(&name),
            native: around.native || name.starts_with("histogram_"),
            quantile: name == "histogram_quantile" || around.quantile,
        };
        of.args.args.iter().for_each(|argument| self.expr(argument, inside));
    }

    fn quantile(&mut self, argument: Option<&Expr>) {
        let value = argument.and_then(number).filter(|value| !(0.0..=1.0).contains(value));
        if let Some(value) = value {
            self.found(Check::QuantileRange, format!("the quantile {value} is not between 0 and 1"));
        }
    }

    fn selector(&mut self, selector: &VectorSelector, around: Around<'_>) {
        let Some(names) = names(selector) else {
            return self
                .found(Check::KnownMetrics, "a selector does not name a metric; write its name first");
        };
        let own = names.iter().filter(|name| !is_foreign(name, self.allow));
        own.for_each(|name| self.named(name, selector, around));
    }

    fn named(&mut self, name: &str, selector: &VectorSelector, around: Around<'_>) {
        let Some(of) = selected(self.catalog, name) else {
            return self.findings.push(unknown(self.catalog, name));
        };
        self.findings.extend(of.check(selector, self.context, self.allow));
        if !around.presence {
            self.remember(of);
            self.function(name, of, around);
        }
    }

    fn remember(&mut self, of: Selected<'w>) {
        let (native, classic) = self.histograms.entry(&of.family.name).or_default();
        match of.form {
            Form::Native => *native = true,
            Form::Bucket => *classic = true,
            Form::Part if of.family.kind == Kind::Histogram => *classic = true,
            _ => {}
        }
    }

    /// Checks that a function fits the type of a metric.
    fn function(&mut self, name: &str, of: Selected<'_>, around: Around<'_>) {
        let window = around.window.unwrap_or_default();
        match of.form {
            Form::Counter | Form::Bucket | Form::Part if !FOR_COUNTERS.contains(&window) => {
                let message = format!("`{name}` only ever rises; use it under `rate` or `increase`");
                self.found(Check::CountersUnderRate, message);
            }
            Form::Value if ONLY_FOR_COUNTERS.contains(&window) => {
                let kind = in_words(of.family.kind);
                let message = format!("`{name}` is {kind}, and `{window}` needs a counter");
                self.found(Check::CountersUnderRate, message);
            }
            Form::Native if !around.native => {
                let message = format!(
                    "`{name}` is a histogram; use it in a function such as `histogram_quantile`, or use `{name}_count`"
                );
                self.found(Check::NativeFunctions, message);
            }
            _ => {}
        }
    }

    fn both_forms(&mut self) {
        for (name, forms) in std::mem::take(&mut self.histograms) {
            let (found, other) = match forms {
                (true, false) => ("native", "classic"),
                // Without native buckets, a server has the native form only if it converts the classic one.
                (false, true) if self.has_native(name) => ("classic", "native"),
                _ => continue,
            };
            let message =
                format!("`{name}` is queried in its {found} form only; add `or` with its {other} form");
            self.found(Check::NativeOrClassic, message);
        }
    }

    fn has_native(&self, name: &str) -> bool {
        self.catalog.find(name).is_some_and(Family::has_native)
    }

    fn labels(&mut self, modifier: Option<&LabelModifier>, inside: &Expr) {
        if let Some(modifier) = modifier {
            self.known_labels(modifier, &[inside]);
        }
    }

    /// Checks that the series inside have the labels, if the labels of all of them are known.
    fn known_labels(&mut self, modifier: &LabelModifier, inside: &[&Expr]) {
        let selectors: Vec<_> = inside.iter().flat_map(|expr| selectors(expr)).collect();
        let names = selectors.iter().map(|selector| selector.name.as_deref().unwrap_or_default());
        let Some(families) = names.map(|name| selected(self.catalog, name)).collect::<Option<Vec<_>>>()
        else {
            return;
        };
        let Some(metric) = families.first().map(|of| &*of.family.name) else { return };
        let made: Vec<_> = inside.iter().flat_map(|expr| made_labels(expr)).collect();
        let known: BTreeSet<_> =
            families.iter().flat_map(Selected::labels).chain(made.iter().map(String::as_str)).collect();
        for label in &modifier.labels().labels {
            let is_open = label.starts_with(VARIABLE) || self.allow.covers_label(label);
            if !is_open && !known.contains(&**label) {
                self.findings.push(unknown_label(metric, label, &known));
            }
        }
    }
}

/// Returns the name of a type with its article.
fn in_words(kind: Kind) -> String {
    match kind {
        Kind::UpDownCounter => "an up-down counter".to_owned(),
        Kind::StateSet => "a state set".to_owned(),
        Kind::Info => "an info".to_owned(),
        kind => format!("a {kind}"),
    }
}

/// Collects parts of an expression.
struct Collect<'f, T> {
    found: Vec<T>,
    pick: &'f dyn Fn(&Expr) -> Option<T>,
}

impl<T> ExprVisitor for Collect<'_, T> {
    type Error = std::convert::Infallible;

    fn pre_visit(&mut self, expr: &Expr) -> Result<bool, Self::Error> {
        self.found.extend((self.pick)(expr));
        Ok(true)
    }
}

fn collect<T>(expr: &Expr, pick: &dyn Fn(&Expr) -> Option<T>) -> Vec<T> {
    let mut collect = Collect { found: Vec::new(), pick };
    let Ok(_) = walk_expr(&mut collect, expr);
    collect.found
}

fn selectors(expr: &Expr) -> Vec<VectorSelector> {
    collect(expr, &of_selector)
}

fn of_selector(expr: &Expr) -> Option<VectorSelector> {
    match expr {
        Expr::VectorSelector(of) => Some(of.clone()),
        Expr::MatrixSelector(of) => Some(of.vs.clone()),
        _ => None,
    }
}

/// Returns the selectors that no inner aggregation and no function for histograms reads first.
fn outer_selectors(expr: &Expr) -> Vec<VectorSelector> {
    match expr {
        Expr::Aggregate(_) => Vec::new(),
        Expr::Call(call) if call.func.name.starts_with("histogram_") => Vec::new(),
        Expr::Call(call) => call.args.args.iter().flat_map(|argument| outer_selectors(argument)).collect(),
        Expr::Paren(of) => outer_selectors(&of.expr),
        Expr::Unary(of) => outer_selectors(&of.expr),
        Expr::Binary(of) => [outer_selectors(&of.lhs), outer_selectors(&of.rhs)].concat(),
        Expr::Subquery(of) => outer_selectors(&of.expr),
        other => of_selector(other).into_iter().collect(),
    }
}

/// Returns the labels that functions add.
fn made_labels(expr: &Expr) -> Vec<String> {
    collect(expr, &|expr| {
        let text = |expr: &Expr| match expr {
            Expr::StringLiteral(text) => Some(text.val.clone()),
            _ => None,
        };
        match expr {
            Expr::Call(call) if matches!(call.func.name, "label_replace" | "label_join") => {
                text(call.args.args.get(1)?)
            }
            Expr::Aggregate(of) if of.op.to_string() == "count_values" => text(of.param.as_deref()?),
            _ => None,
        }
    })
}

/// Returns the number that an expression stands for.
fn number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::NumberLiteral(literal) => Some(literal.val),
        Expr::Unary(of) => number(&of.expr).map(|value| -value),
        Expr::Paren(of) => number(&of.expr),
        _ => None,
    }
}
