//! The dashboard of objectives.

use super::recorded::{windows, Recorded};
use super::sli::Sli;
use super::Slo;
use crate::catalog::Catalog;
use crate::dashboard::{Dashboard, Panel, PanelKind, Row, Unit};
use crate::error::Error;
use crate::promql::{Expr, Queries, Window};
use crate::rules::RuleOptions;

/// Creates a dashboard of objectives: the rest of each error budget, burn rates, error ratios and events. It shows the
/// series that the rules of the objectives record.
///
/// ```
/// use gapless::artifacts::objectives::{dashboard, Selector, Slo};
/// use gapless::artifacts::rules::RuleOptions;
/// use gapless::artifacts::Catalog;
///
/// gapless::defmetrics! {
///     /// Orders by outcome.
///     counter orders_total(outcome: gapless::Outcome);
/// }
///
/// let orders = Selector::new("orders_total");
/// let slo = Slo::success("orders", "99.5", orders.clone().with("outcome", "error"), orders)?;
/// let dashboard = dashboard(&[slo], &Catalog::declared(), &RuleOptions::new())?;
/// assert_eq!(dashboard.rows[1].title, "orders: 99.5 %");
/// # Ok::<(), gapless::artifacts::Error>(())
/// ```
///
/// # Errors
///
/// Returns an error if an objective does not fit the catalog.
pub fn dashboard(slos: &[Slo], catalog: &Catalog, options: &RuleOptions) -> Result<Dashboard, Error> {
    let description =
        "Objectives of 30 days: how much of each error budget is left, and how fast it is used.";
    let dashboard = Dashboard::new("objectives", "Objectives", description).row(overview());
    slos.iter().try_fold(dashboard, |dashboard, slo| Ok(dashboard.row(row(slo, catalog, options)?)))
}

const BAD: &str = "red";
const GOOD: &str = "green";
const WARNING: &str = "orange";
const LEFT: &str = "slo:period_error_budget_remaining:ratio";

/// Returns the row with all objectives.
fn overview() -> Row {
    let all = |name: &str| Expr::recorded(name, &[]);
    let budgets = Panel::new(PanelKind::BarGauge, "Error budget left", Unit::Ratio)
        .query(all(LEFT), "{{service}} {{slo}}")
        .threshold(0.0, BAD)
        .threshold(0.1, WARNING)
        .threshold(0.25, GOOD)
        .max(1.0)
        .width(12)
        .description(
            "The part of the error budget of 30 days that is left. Below 0, the objective is missed.",
        );
    let rates = Panel::new(PanelKind::TimeSeries, "Burn rates", Unit::Short)
        .query(all("slo:current_burn_rate:ratio"), "{{service}} {{slo}}")
        .width(12)
        .description(
            "How fast the error budget is used. At 1, it lasts exactly for the period; at 14.4, for two days.",
        );
    Row::new("All objectives").panel(budgets).panel(rates)
}

/// Returns the row of an objective.
fn row(slo: &Slo, catalog: &Catalog, options: &RuleOptions) -> Result<Row, Error> {
    let of = Recorded::new(slo, catalog, options);
    let queries = Queries::of_dashboards(catalog);
    let row = Row::new(format!("{}: {} %", slo.name, slo.percent))
        .panel(left(&of))
        .panel(burn_rates(&of))
        .panel(error_ratio(slo, &of));
    let now = Window::RateInterval;
    Ok(match &slo.sli {
        Sli::Events { errors, total } => {
            let panel = Panel::new(PanelKind::TimeSeries, "Events", Unit::PerSecond)
                .query(total.counter(&queries)?.rate(now, &[])?, "all")
                .query(errors.counter(&queries)?.rate(now, &[])?, "errors");
            row.panel(panel.description("Events per second, and those of them that are errors."))
        }
        Sli::Latency { durations, threshold } => {
            let durations = durations.histogram(&queries)?;
            let unit = Unit::of(durations.family().unit.as_deref());
            let rate = Panel::new(PanelKind::TimeSeries, "Events", Unit::PerSecond)
                .query(durations.rate(now, &[])?, "all")
                .description("Observations per second.");
            let heat = Panel::new(PanelKind::HeatMap, "Distribution", unit)
                .query(durations.heat(now), "{{le}}")
                .description(format!("Observations by bucket. Those above {threshold} are bad."));
            row.panel(rate).panel(heat)
        }
    })
}

fn left(of: &Recorded<'_>) -> Panel {
    Panel::new(PanelKind::TimeSeries, "Error budget left", Unit::Ratio)
        .query(of.series(LEFT), "left")
        .signed()
        .description(
            "The part of the error budget of 30 days that is left. Below 0, the objective is missed.",
        )
}

fn burn_rates(of: &Recorded<'_>) -> Panel {
    let panel = Panel::new(PanelKind::TimeSeries, "Burn rates by window", Unit::Short).description(
        "How fast the error budget is used, over several windows. The alerts compare 5 minutes with 1 hour (14.4), 30 \
         minutes with 6 hours (6), 2 hours with 1 day (3), and 6 hours with 3 days (1).",
    );
    let budget = || of.series("slo:error_budget:ratio").sum_by(&[]);
    windows().fold(panel, |panel, window| {
        panel.query(of.error_ratio(window).sum_by(&[]) / budget(), window.to_string())
    })
}

fn error_ratio(slo: &Slo, of: &Recorded<'_>) -> Panel {
    Panel::new(PanelKind::TimeSeries, "Error ratio", Unit::Ratio)
        .query(of.error_ratio(Window::Seconds(300)), "5 minutes")
        .query(of.period(), "30 days")
        .query(of.series("slo:error_budget:ratio"), "allowed")
        .description(format!("The part of the events that are bad. {} % must be good.", slo.percent))
}
