//! All files of a program.

use crate::catalog::Catalog;
use crate::dashboard::{DashboardModel, DashboardOptions, DashboardSource, Rendered};
use crate::error::Error;
use crate::generated;
use crate::rules::{RuleFile, RuleOptions};

/// All files that are made from the metrics of a program: dashboards, rules and configurations.
///
/// ```
/// use gapless::artifacts::{Artifacts, Catalog};
///
/// let artifacts = Artifacts::new(Catalog::declared(), "grapevine");
/// let files = artifacts.files()?;
/// assert!(files.iter().any(|file| file.path == "grafana/dashboards/overview.json"));
/// assert!(files.iter().any(|file| file.path == "prometheus/rules.yml"));
/// # Ok::<(), gapless::artifacts::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is written before `files`"]
pub struct Artifacts {
    catalog: Catalog,
    dashboards: DashboardOptions,
    model: DashboardModel,
    own_dashboards: Vec<DashboardSource>,
    rules: RuleOptions,
}

/// A file, which the caller writes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// The path, relative to the folder of all files, with `/` between its parts.
    pub path: String,
    /// The content.
    pub content: String,
}

impl Artifacts {
    /// Creates the artifacts of a program with these metrics. The name of the program is a part of the uids of its
    /// dashboards, and the job of its rules.
    pub fn new(catalog: Catalog, program: &str) -> Self {
        let dashboards = DashboardOptions::of(&catalog, program);
        let rules = RuleOptions::new().job(program);
        Artifacts { catalog, dashboards, model: DashboardModel::default(), own_dashboards: Vec::new(), rules }
    }

    /// Returns the catalog.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Changes the options of the dashboards.
    pub fn dashboard_options(mut self, change: impl FnOnce(DashboardOptions) -> DashboardOptions) -> Self {
        self.dashboards = change(self.dashboards);
        self
    }

    /// Sets the model in which dashboards are written.
    pub fn dashboard_model(mut self, model: DashboardModel) -> Self {
        self.model = model;
        self
    }

    /// Adds a dashboard. It replaces the dashboard of Gapless with an equal key.
    pub fn dashboard(mut self, dashboard: impl Into<DashboardSource>) -> Self {
        self.own_dashboards.push(dashboard.into());
        self
    }

    /// Changes the options of the rules.
    pub fn rule_options(mut self, change: impl FnOnce(RuleOptions) -> RuleOptions) -> Self {
        self.rules = change(self.rules);
        self
    }

    /// Renders each dashboard. An error of one dashboard leaves the others as they are.
    #[must_use]
    pub fn rendered_dashboards(&self) -> Vec<Result<Rendered, Error>> {
        let is_replaced = |key: &str| self.own_dashboards.iter().any(|own| own.key() == key);
        let generated = generated::dashboards(&self.catalog).into_iter();
        let generated = generated.filter(|dashboard| !is_replaced(&dashboard.key)).map(DashboardSource::from);
        let all = generated.chain(self.own_dashboards.iter().cloned());
        all.map(|source| source.render(&self.dashboards, self.model)).collect()
    }

    /// Returns all files.
    ///
    /// # Errors
    ///
    /// Returns an error if a dashboard cannot be rendered, or if an option names an alert that does not exist.
    pub fn files(&self) -> Result<Vec<File>, Error> {
        let dashboards: Vec<_> = self.rendered_dashboards().into_iter().collect::<Result<_, _>>()?;
        let dashboards = dashboards.into_iter().map(|Rendered { key, text, .. }| File {
            path: format!("grafana/dashboards/{key}.json"),
            content: text,
        });
        let rules = RuleFile::new(&self.catalog, &self.rules)?;
        let rules = File { path: "prometheus/rules.yml".to_owned(), content: rules.to_yaml() };
        Ok(dashboards.chain([rules]).collect())
    }
}
