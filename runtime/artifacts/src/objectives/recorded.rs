//! The rules of an objective: error ratios over several windows, the error budget, and the alerts.

use std::time::Duration;

use super::percent::Decimal;
use super::Slo;
use crate::catalog::{Catalog, Comparison};
use crate::error::Error;
use crate::promql::{Expr, Window};
use crate::rules::{in_words, AlertRule, RecordingRule, Rule, RuleGroup, RuleOptions};

/// The windows of the error ratios, in seconds.
const WINDOWS: [u64; 7] = [300, 1_800, 3_600, 7_200, 21_600, 86_400, 259_200];
const PERIOD: Window = Window::Seconds(30 * 86_400);

/// A condition of an alert: ten times the burn rate, and the short and the long window.
type Burn = (u64, u64, u64);

/// An alert about the speed at which the error budget is used.
struct BurnAlert {
    name: &'static str,
    severity: &'static str,
    hold: Duration,
    burns: [Burn; 2],
    summary: &'static str,
    description: &'static str,
}

pub(super) const FAST: &str = "SloBudgetBurnFast";
pub(super) const SLOW: &str = "SloBudgetBurnSlow";

const ALERTS: [BurnAlert; 2] = [
    BurnAlert {
        name: FAST,
        severity: "page",
        hold: Duration::from_secs(120),
        burns: [(144, 300, 3_600), (60, 1_800, 21_600)],
        summary: "uses its error budget far too fast",
        description: "At this speed, the error budget of 30 days lasts for less than five days.",
    },
    BurnAlert {
        name: SLOW,
        severity: "ticket",
        hold: Duration::ZERO,
        burns: [(30, 7_200, 86_400), (10, 21_600, 259_200)],
        summary: "uses its error budget too fast",
        description: "At this speed, the error budget of 30 days does not last until the end of the period.",
    },
];

/// Series about an objective that these rules record.
pub(super) struct Recorded<'s> {
    slo: &'s Slo,
    pub(super) service: String,
}

impl<'s> Recorded<'s> {
    pub(super) fn new(slo: &'s Slo, catalog: &Catalog, options: &RuleOptions) -> Self {
        Recorded { slo, service: slo.service_in(catalog, options) }
    }

    /// Selects a series that a rule records.
    pub(super) fn series(&self, name: &str) -> Expr {
        Expr::recorded(name, &[("slo", &self.slo.name), ("service", &self.service)])
    }

    /// Selects the error ratio over a window.
    pub(super) fn error_ratio(&self, window: Window) -> Expr {
        self.series(&ratio_name(window))
    }

    /// Selects the error ratio over the period.
    pub(super) fn period(&self) -> Expr {
        self.error_ratio(PERIOD)
    }
}

/// Returns the windows of the error ratios.
pub(super) fn windows() -> impl Iterator<Item = Window> {
    WINDOWS.into_iter().map(Window::Seconds)
}

fn ratio_name(window: Window) -> String {
    format!("slo:sli_error:ratio_rate{window}")
}

/// Returns all rules of an objective.
pub(super) fn group(slo: &Slo, catalog: &Catalog, options: &RuleOptions) -> Result<RuleGroup, Error> {
    let scope = options.scope();
    let queries = options.queries(catalog, &scope);
    let of = Recorded::new(slo, catalog, options);
    let mut rules = Vec::new();
    for window in windows() {
        rules.push((ratio_name(window), slo.sli.error_ratio(&queries, window)?, Some(window)));
    }
    rules.push((EVENTS.to_owned(), slo.sli.events(&queries, Window::Seconds(300))?, None));
    rules.push((ERRORS.to_owned(), errors(&of), None));
    rules.push((ratio_name(PERIOD), of_period(&of), Some(PERIOD)));
    rules.extend(about(&of, options).map(|(name, expr)| (name.to_owned(), expr, None)));
    let recordings =
        rules.into_iter().map(|(name, expr, window)| Rule::Recording(of.rule(name, expr, window, options)));
    let alerts = ALERTS.iter().filter(|alert| !options.is_off(alert.name));
    let alerts = alerts.map(|alert| Rule::Alert(alert.rule(&of, options)));
    let absent = (!options.is_off(ABSENT)).then(|| slo.sli.absent(&queries)).transpose()?;
    let absent = absent.map(|expr| Rule::Alert(of.absent(expr.max_by(&[]), options)));
    let name = format!("gapless-slo-{}-{}", of.service, slo.name);
    Ok(RuleGroup::new(name, recordings.chain(alerts).chain(absent).collect()))
}

const EVENTS: &str = "slo:sli_events:increase5m";
const ERRORS: &str = "slo:sli_error_events:increase5m";
pub(super) const ABSENT: &str = "SloMetricAbsent";

/// Returns the number of bad events in five minutes.
fn errors(of: &Recorded<'_>) -> Expr {
    let ratio = of.error_ratio(Window::Seconds(300));
    ratio.matched("*", "on (slo, service)", &of.series(EVENTS))
}

/// Returns the error ratio of the period. Each event counts equally, while a mean of ratios would count each minute
/// equally, also at night.
fn of_period(of: &Recorded<'_>) -> Expr {
    let sum = |name: &str| of.series(name).over_time("sum_over_time", PERIOD);
    sum(ERRORS) / sum(EVENTS).above(0.0)
}

/// Returns the series that describe an objective, with the names that Sloth uses.
fn about(of: &Recorded<'_>, options: &RuleOptions) -> impl Iterator<Item = (&'static str, Expr)> {
    let percent = of.slo.percent;
    let budget = || Expr::decimal(&percent.budget().to_string());
    let vector = |number: &Decimal| Expr::call("vector", &[number]);
    let burn = |ratio: Expr| ratio.sum_by(&["slo", "service"]) / budget();
    let rules = [
        ("slo:objective:ratio", vector(&percent.ratio())),
        ("slo:error_budget:ratio", vector(&percent.budget())),
        ("slo:time_period:days", Expr::call("vector", &[&30])),
        ("slo:current_burn_rate:ratio", burn(of.error_ratio(Window::Seconds(300)))),
        ("slo:period_burn_rate:ratio", burn(of.period())),
        ("slo:period_error_budget_remaining:ratio", Expr::number(1.0) - burn(of.period())),
    ];
    let info = options.has_sloth_labels().then(|| ("sloth_slo_info", Expr::call("vector", &[&1])));
    rules.into_iter().chain(info)
}

impl Recorded<'_> {
    fn rule(&self, name: String, expr: Expr, window: Option<Window>, options: &RuleOptions) -> RecordingRule {
        let is_info = name == "sloth_slo_info";
        let (slo, service) = (&*self.slo.name, &*self.service);
        let rule = RecordingRule::new(name, expr).label("slo", slo).label("service", service);
        let rule = match window {
            Some(window) => rule.label("window", window.to_string()),
            None => rule,
        };
        let rule = self
            .sloth_labels(options)
            .into_iter()
            .fold(rule, |rule, (label, value)| rule.label(label, value));
        match window {
            Some(window) if options.has_sloth_labels() => rule.label("sloth_window", window.to_string()),
            None if is_info => rule
                .label("sloth_version", "gapless")
                .label("sloth_mode", "gapless")
                .label("sloth_spec", "prometheus/v1")
                .label("sloth_objective", self.slo.percent.to_string()),
            _ => rule,
        }
    }

    /// Returns the labels by which Sloth's own dashboards find an objective, if they are wanted.
    fn sloth_labels(&self, options: &RuleOptions) -> Vec<(&'static str, String)> {
        if !options.has_sloth_labels() {
            return Vec::new();
        }
        let (slo, service) = (self.slo.name.clone(), self.service.clone());
        vec![("sloth_id", format!("{service}-{slo}")), ("sloth_service", service), ("sloth_slo", slo)]
    }

    fn absent(&self, expr: Expr, options: &RuleOptions) -> AlertRule {
        let hold = options.hold_of(ABSENT, Duration::from_secs(600));
        let alert = AlertRule::new(ABSENT, expr).hold(hold);
        let alert = alert.annotation(
            "summary",
            format!("The metric of the objective `{}` of `{}` does not exist", self.slo.name, self.service),
        );
        let metric = self.slo.sli.metric();
        let description =
            format!("{metric} has had no series for {}, so the objective is not measured.", in_words(hold));
        let alert = self.labeled(alert.annotation("description", description));
        options.complete(alert, "ticket", None)
    }

    fn labeled(&self, alert: AlertRule) -> AlertRule {
        alert.label("slo", &*self.slo.name).label("service", &*self.service)
    }
}

impl BurnAlert {
    fn rule(&self, of: &Recorded<'_>, options: &RuleOptions) -> AlertRule {
        let [fast, slow] = self.burns.map(|burn| exceeded(of, burn));
        let alert = AlertRule::new(self.name, fast.or(&slow)).hold(self.hold);
        let summary = format!("The objective `{}` of `{}` {}", of.slo.name, of.service, self.summary);
        let own = of.slo.description.as_ref();
        let description =
            own.map_or(self.description.to_owned(), |own| format!("{} {own}", self.description));
        let alert = alert.annotation("summary", summary).annotation("description", description);
        let alert = of.labeled(alert);
        let alert = of
            .sloth_labels(options)
            .into_iter()
            .fold(alert, |alert, (label, value)| alert.label(label, value));
        let alert =
            if options.has_sloth_labels() { alert.label("sloth_severity", self.severity) } else { alert };
        options.complete(alert, self.severity, None)
    }
}

/// Returns the error ratio over the short window, if it exceeds a burn rate over both windows.
fn exceeded(of: &Recorded<'_>, (tenths, short, long): Burn) -> Expr {
    let threshold = Expr::decimal(&of.slo.percent.budget().tenfold(tenths).to_string());
    let above = |window| {
        let ratio = of.error_ratio(Window::Seconds(window));
        ratio.compare(Comparison::Greater, &threshold).max_by(&["slo", "service"])
    };
    above(short).and(&above(long))
}
