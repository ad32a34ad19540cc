//! Panels and expressions that several dashboards have.

use super::families::Families;
use crate::dashboard::{Panel, PanelKind, Row, Unit};
use crate::promql::{Expr, Histogram, Window};

/// Now: the window of rates.
pub(super) const NOW: Window = Window::RateInterval;

/// The time range of the dashboard.
pub(super) const RANGE: Window = Window::Range;

/// The number of rows of a table, and of lines in a panel with one line for each label set.
const MOST: u32 = 10;

/// The color of values that are bad.
pub(super) const BAD: &str = "red";
/// The color of good values that are above bad ones.
pub(super) const GOOD: &str = "green";
/// The color of values that are about to be bad.
pub(super) const WARNING: &str = "orange";

/// Creates a row of the panels that exist.
pub(super) fn row<const N: usize>(title: &str, panels: [Option<Panel>; N]) -> Row {
    Row::new(title).panels(panels.into_iter().flatten())
}

/// Adds queries with their legends to a panel, if all of them exist.
pub(super) fn drawn<const N: usize>(panel: Panel, queries: [(Option<Expr>, &str); N]) -> Option<Panel> {
    queries.into_iter().try_fold(panel, |panel, (expr, legend)| Some(panel.query(expr?, legend)))
}

/// Creates a panel with one current number.
pub(super) fn stat(title: &str, unit: Unit, expr: Expr) -> Panel {
    Panel::new(PanelKind::Stat, title, unit).query(expr, title)
}

/// Creates a panel with lines.
pub(super) fn lines(title: &str, unit: Unit) -> Panel {
    Panel::new(PanelKind::TimeSeries, title, unit)
}

/// Creates a panel with areas.
pub(super) fn areas(title: &str, unit: Unit) -> Panel {
    Panel::new(PanelKind::Stacked, title, unit)
}

/// Creates a table of half of a row's width.
pub(super) fn table(title: &str, unit: Unit) -> Panel {
    Panel::new(PanelKind::Table, title, unit).width(12)
}

/// Creates a panel with the number of targets that answered the last scrape.
pub(super) fn up(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Replicas up", Unit::Short, of.up().sum_by(&[]));
    Some(panel.threshold(0.0, BAD).threshold(1.0, GOOD).description(
        "Replicas that answered the last scrape of Prometheus. A number below the number of running replicas is bad.",
    ))
}

/// Adds three quantiles to a panel.
pub(super) fn quantiles(panel: Panel, of: &Histogram<'_>) -> Option<Panel> {
    let quantile = |quantile| of.quantile(quantile, NOW, &[]).ok();
    Some(panel.query(quantile(0.5)?, "p50").query(quantile(0.9)?, "p90").query(quantile(0.99)?, "p99"))
}

/// Creates a panel with the buckets of a histogram over time.
pub(super) fn heat(title: &str, unit: Unit, of: &Histogram<'_>) -> Panel {
    Panel::new(PanelKind::HeatMap, title, unit).query(of.heat(NOW), "{{le}}").description(
        "Each cell counts the observations of a time span in a bucket. A second band above the usual one shows that a \
         part of them is slower or larger.",
    )
}

/// Returns a part of a whole. It is 0 if the part has no series, or if the whole is 0.
pub(super) fn share(part: Expr, whole: Expr) -> Expr {
    let divisor = whole.clone();
    part.or(&(whole * Expr::number(0.0))).part_of(&divisor)
}

/// Returns the greatest values.
pub(super) fn most(expr: Expr) -> Expr {
    expr.topk(MOST)
}

/// Creates a table of the label sets for which the first of some expressions is greatest.
pub(super) fn worst(panel: Panel, of: Expr, column: (&str, Unit), others: Vec<(Expr, &str, Unit)>) -> Panel {
    let worst = most(of);
    let panel = panel.column(worst.clone(), column.0, column.1);
    others.into_iter().fold(panel, |panel, (expr, name, unit)| panel.column(expr.and(&worst), name, unit))
}

/// Returns the legend that shows the value of a label.
pub(super) fn legend(label: &str) -> String {
    format!("{{{{{label}}}}}")
}

/// Returns the bound of a bucket that is nearest to a target, if the histogram has bounds.
pub(super) fn bound(of: &Histogram<'_>, target: f64) -> Option<f64> {
    let distance = |bound: f64| (bound / target).ln().abs();
    let positive = of.family().buckets().iter().copied().filter(|bound| *bound > 0.0);
    positive.min_by(|a, b| distance(*a).total_cmp(&distance(*b)))
}

/// Returns seconds as a person writes them.
pub(super) fn seconds(seconds: f64) -> String {
    match seconds {
        _ if seconds < 0.001 => format!("{} µs", round(seconds * 1e6)),
        _ if seconds < 1.0 => format!("{} ms", round(seconds * 1e3)),
        _ if seconds < 60.0 => format!("{} s", round(seconds)),
        _ => format!("{} min", round(seconds / 60.0)),
    }
}

/// Removes the error of a multiplication.
fn round(number: f64) -> f64 {
    (number * 1e3).round() / 1e3
}
