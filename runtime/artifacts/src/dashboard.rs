//! Dashboards: one model, from which the JSON of each of Grafana's models is written.

mod classic;
mod controls;
mod layout;
mod options;
mod panel;
mod source;
mod uid;
mod v2;
mod visual;

use serde_json::Value;

pub use self::options::{DashboardOptions, DashboardSettings, Folder};
pub use self::panel::{Panel, PanelKind, Query, Threshold, Unit};
pub use self::source::{DashboardModel, DashboardSource, Rendered};
use crate::promql::Expr;

/// A dashboard.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Dashboard {
    /// The stable name, such as `http-server`: it becomes a part of the uid and of the file name.
    pub key: String,
    /// The title.
    pub title: String,
    /// A sentence about the content of the dashboard.
    pub description: String,
    /// The tags in addition to `gapless`.
    pub tags: Vec<String>,
    /// The variables in addition to `datasource`, `job` and `instance`.
    pub variables: Vec<Variable>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row of panels.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// The title.
    pub title: String,
    /// Whether the row is closed when the dashboard opens. Its panels then run no queries.
    pub collapsed: bool,
    /// The panels, from left to right and from top to bottom.
    pub panels: Vec<Panel>,
}

/// A variable whose values are those of a label. It selects several values, and all of them at first.
///
/// "All" also selects the series without the label: in Grafana, its `allValue` is `.*`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Variable {
    /// The name, which is also the name of the label.
    pub label: String,
    /// The series that have the label.
    pub series: Expr,
}

impl Dashboard {
    /// Creates a dashboard without rows.
    #[must_use]
    pub fn new(key: impl Into<String>, title: impl Into<String>, description: impl Into<String>) -> Self {
        Dashboard {
            key: key.into(),
            title: title.into(),
            description: description.into(),
            tags: Vec::new(),
            variables: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Adds a row, unless it has no panels.
    #[must_use]
    pub fn row(mut self, row: Row) -> Self {
        if !row.panels.is_empty() {
            self.rows.push(row);
        }
        self
    }

    /// Adds a tag.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }

    /// Adds a variable.
    #[must_use]
    pub fn variable(mut self, variable: Variable) -> Self {
        self.variables.push(variable);
        self
    }

    /// Returns the dashboard in Grafana's classic model, which Grafana 10 to 13 read.
    ///
    /// ```
    /// use gapless::artifacts::dashboard::{Dashboard, DashboardOptions};
    /// use gapless::artifacts::Catalog;
    ///
    /// let options = DashboardOptions::of(&Catalog::default(), "grapevine");
    /// let json = Dashboard::new("tokio", "Tokio", "The workers of the runtime.").classic(&options);
    /// assert_eq!(json["schemaVersion"], 42);
    /// ```
    #[must_use]
    pub fn classic(&self, options: &DashboardOptions) -> Value {
        classic::dashboard(self, options)
    }

    /// Returns the dashboard as a resource in Grafana's model v2, which Grafana 13 reads.
    ///
    /// ```
    /// use gapless::artifacts::dashboard::{Dashboard, DashboardOptions};
    /// use gapless::artifacts::Catalog;
    ///
    /// let options = DashboardOptions::of(&Catalog::default(), "grapevine");
    /// let json = Dashboard::new("tokio", "Tokio", "The workers of the runtime.").v2(&options);
    /// assert_eq!(json["metadata"]["name"], "gapless-grapevine-tokio");
    /// ```
    #[must_use]
    pub fn v2(&self, options: &DashboardOptions) -> Value {
        v2::resource(self, options)
    }

    /// Returns all panels, those of collapsed rows too.
    pub fn panels(&self) -> impl Iterator<Item = &Panel> {
        self.rows.iter().flat_map(|row| &row.panels)
    }
}

impl Row {
    /// Creates a row without panels.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Row { title: title.into(), collapsed: false, panels: Vec::new() }
    }

    /// Closes the row when the dashboard opens.
    #[must_use]
    pub fn collapsed(mut self) -> Self {
        self.collapsed = true;
        self
    }

    /// Adds a panel.
    #[must_use]
    pub fn panel(mut self, panel: Panel) -> Self {
        self.panels.push(panel);
        self
    }

    /// Adds panels.
    #[must_use]
    pub fn panels(mut self, panels: impl IntoIterator<Item = Panel>) -> Self {
        self.panels.extend(panels);
        self
    }
}

impl Variable {
    /// Creates a variable with the values of a label of some series.
    #[must_use]
    pub fn new(label: impl Into<String>, series: Expr) -> Self {
        Variable { label: label.into(), series }
    }
}
