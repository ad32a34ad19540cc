//! Exceptions from the checks.

use super::{Check, Finding};

/// The findings that are allowed, and the names that a catalog does not contain.
///
/// ```
/// use gapless::artifacts::check::{Allow, Check};
///
/// let allow = Allow::new()
///     .check(Check::ReadOnly)
///     .panel(Check::NoIrate, "Chat", "Bursts")
///     .metric("node_*")
///     .label("cluster");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allow {
    findings: Vec<Allowed>,
    metrics: Vec<String>,
    labels: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Allowed {
    check: Check,
    dashboard: Option<String>,
    panel: Option<String>,
}

impl Allow {
    /// Creates a list without exceptions.
    #[must_use]
    pub fn new() -> Self {
        Allow::default()
    }

    /// Allows all findings of a check.
    #[must_use]
    pub fn check(self, check: Check) -> Self {
        self.add(check, None, None)
    }

    /// Allows the findings of a check in the dashboard with a title.
    #[must_use]
    pub fn dashboard(self, check: Check, dashboard: impl Into<String>) -> Self {
        self.add(check, Some(dashboard.into()), None)
    }

    /// Allows the findings of a check in a panel, by the titles of the dashboard and of the panel.
    #[must_use]
    pub fn panel(self, check: Check, dashboard: impl Into<String>, panel: impl Into<String>) -> Self {
        self.add(check, Some(dashboard.into()), Some(panel.into()))
    }

    /// Allows a metric of another program. A name that ends in `*` stands for all metrics that start with it.
    #[must_use]
    pub fn metric(mut self, name: impl Into<String>) -> Self {
        self.metrics.push(name.into());
        self
    }

    /// Allows a label of targets, such as `cluster`, in addition to `job` and `instance`.
    #[must_use]
    pub fn label(mut self, name: impl Into<String>) -> Self {
        self.labels.push(name.into());
        self
    }

    fn add(mut self, check: Check, dashboard: Option<String>, panel: Option<String>) -> Self {
        self.findings.push(Allowed { check, dashboard, panel });
        self
    }

    pub(super) fn covers(&self, finding: &Finding) -> bool {
        let agrees = |allowed: &Option<String>, found| allowed.is_none() || allowed == found;
        self.findings.iter().any(|of| {
            of.check == finding.check
                && agrees(&of.dashboard, &finding.dashboard)
                && agrees(&of.panel, &finding.panel)
        })
    }

    pub(super) fn covers_metric(&self, name: &str) -> bool {
        self.metrics.iter().any(|allowed| match allowed.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => allowed == name,
        })
    }

    pub(super) fn covers_label(&self, name: &str) -> bool {
        self.labels.iter().any(|allowed| allowed == name)
    }
}
