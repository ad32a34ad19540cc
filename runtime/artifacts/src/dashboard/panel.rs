//! Panels and their queries.

use crate::promql::Expr;

/// A panel.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Panel {
    /// The title.
    pub title: String,
    /// A sentence that describes the panel.
    pub description: String,
    /// How the panel draws its queries.
    pub kind: PanelKind,
    /// The unit of the values.
    pub unit: Unit,
    /// The queries.
    pub queries: Vec<Query>,
    /// The width in columns; a row has 24.
    pub width: u32,
    /// The height in units of 30 pixels.
    pub height: u32,
    /// The least value of the axis; `Some(0.0)` for values that cannot be negative.
    pub min: Option<f64>,
    /// The greatest value of the axis.
    pub max: Option<f64>,
    /// The values from which on another color is used, in ascending order.
    pub thresholds: Vec<Threshold>,
    /// The key of the dashboard that the title of the panel links to.
    pub opens: Option<String>,
    /// Words that are shown instead of values, such as `up` instead of 2.
    pub words: Vec<(f64, &'static str)>,
    /// Labels that are columns of a table and variables of the dashboard. Each value in the column is a link that
    /// selects it: the value of the variable with the name of the label.
    pub selects: Vec<String>,
}

/// How a panel draws its queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PanelKind {
    /// Lines over time.
    TimeSeries,
    /// Areas over time, one above the other.
    Stacked,
    /// One current number.
    Stat,
    /// The legend of each current series, such as a version, in place of its value.
    Name,
    /// One bar for each series.
    BarGauge,
    /// One row for each label set, with a column for each label and one for each query. The queries are instant ones.
    /// Rows are in descending order of the first query. A table with the unit `None` does not show values.
    Table,
    /// The buckets of a histogram over time.
    HeatMap,
    /// The current one of several states over time.
    StateTimeline,
}

/// The unit of the values of a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// A number.
    Short,
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
    /// Bytes per second.
    BytesPerSecond,
    /// Events per second.
    PerSecond,
    /// Requests per second.
    RequestsPerSecond,
    /// A ratio from 0 to 1, shown in percent.
    Ratio,
    /// Degrees Celsius.
    Celsius,
    /// Volts.
    Volts,
    /// A moment in seconds since the Unix epoch.
    Timestamp,
    /// Labels only.
    None,
}

/// A query of a panel.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Query {
    /// The expression.
    pub expr: Expr,
    /// The legend, such as `{{route}}`, or the name of the column in a table.
    pub legend: String,
    /// Whether only the current value is queried.
    pub instant: bool,
    /// The unit of the query's column in a table, if it differs from the unit of the panel.
    pub unit: Option<Unit>,
}

/// A value from which on a panel uses another color.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// The value.
    pub from: f64,
    /// The name of a color of Grafana, such as `red`.
    pub color: &'static str,
}

impl Panel {
    /// Creates a panel of a third of a row's width.
    #[must_use]
    pub fn new(kind: PanelKind, title: impl Into<String>, unit: Unit) -> Self {
        let (width, height) = match kind {
            PanelKind::Stat | PanelKind::Name => (4, 4),
            PanelKind::Table => (24, 8),
            _ => (8, 8),
        };
        Panel {
            title: title.into(),
            description: String::new(),
            kind,
            unit,
            queries: Vec::new(),
            width,
            height,
            min: Some(0.0),
            max: None,
            thresholds: Vec::new(),
            opens: None,
            words: Vec::new(),
            selects: Vec::new(),
        }
    }

    /// Sets a sentence about the content of the panel.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Adds a query. Stats and tables ask for the current value only.
    #[must_use]
    pub fn query(mut self, expr: Expr, legend: impl Into<String>) -> Self {
        let instant = !matches!(
            self.kind,
            PanelKind::TimeSeries | PanelKind::Stacked | PanelKind::HeatMap | PanelKind::StateTimeline
        );
        self.queries.push(Query { expr, legend: legend.into(), instant, unit: None });
        self
    }

    /// Adds a query whose column in a table has a unit of its own.
    #[must_use]
    pub fn column(mut self, expr: Expr, name: impl Into<String>, unit: Unit) -> Self {
        self.queries.push(Query { expr, legend: name.into(), instant: true, unit: Some(unit) });
        self
    }

    /// Sets the width in columns, of which a row has 24.
    #[must_use]
    pub fn width(mut self, columns: u32) -> Self {
        self.width = columns;
        self
    }

    /// Sets the height.
    #[must_use]
    pub fn height(mut self, height: u32) -> Self {
        self.height = height;
        self
    }

    /// Lets the axis begin below zero.
    #[must_use]
    pub fn signed(mut self) -> Self {
        self.min = None;
        self
    }

    /// Sets the greatest value of the axis.
    #[must_use]
    pub fn max(mut self, max: f64) -> Self {
        self.max = Some(max);
        self
    }

    /// Uses another color from a value on.
    #[must_use]
    pub fn threshold(mut self, from: f64, color: &'static str) -> Self {
        self.thresholds.push(Threshold { from, color });
        self
    }

    /// Links the title to the dashboard with a key.
    #[must_use]
    pub fn opens(mut self, key: impl Into<String>) -> Self {
        self.opens = Some(key.into());
        self
    }

    /// Shows a word instead of a value.
    #[must_use]
    pub fn word(mut self, value: f64, word: &'static str) -> Self {
        self.words.push((value, word));
        self
    }

    /// Lets each value of a label in a table select the value of the variable with that name.
    #[must_use]
    pub fn select(mut self, label: impl Into<String>) -> Self {
        self.selects.push(label.into());
        self
    }
}

impl Unit {
    /// Returns the unit of a metric's values.
    #[must_use]
    pub fn of(unit: Option<&str>) -> Self {
        match unit {
            Some("seconds") => Unit::Seconds,
            Some("bytes") => Unit::Bytes,
            Some("ratio") => Unit::Ratio,
            Some("celsius") => Unit::Celsius,
            Some("volts") => Unit::Volts,
            _ => Unit::Short,
        }
    }

    /// Returns the unit of the rate of values with this unit.
    #[must_use]
    pub const fn per_second(self) -> Self {
        match self {
            Unit::Bytes => Unit::BytesPerSecond,
            Unit::Seconds => Unit::Ratio,
            _ => Unit::PerSecond,
        }
    }

    /// Returns the unit's id in Grafana.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Unit::Short => "short",
            Unit::Seconds => "s",
            Unit::Bytes => "bytes",
            Unit::BytesPerSecond => "Bps",
            Unit::PerSecond => "cps",
            Unit::RequestsPerSecond => "reqps",
            Unit::Ratio => "percentunit",
            Unit::Celsius => "celsius",
            Unit::Volts => "volt",
            Unit::Timestamp => "dateTimeAsIso",
            Unit::None => "none",
        }
    }
}
