//! All files of a program.

use std::fmt;
use std::sync::Arc;

use crate::catalog::Catalog;
use crate::dashboard::{Dashboard, DashboardModel, DashboardOptions, DashboardSource, Rendered};
use crate::deployment::Deployment;
use crate::error::{Error, ErrorKind};
use crate::file::File;
use crate::generated;
use crate::objectives::{self, Slo};
use crate::rules::{RuleFile, RuleOptions};
use crate::slug::slug;

/// The files of rules, in the folder of Prometheus.
const RULES: &str = "rules.yml";
const OBJECTIVES: &str = "objectives/*.yml";

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
#[must_use = "the caller writes the files"]
pub struct Artifacts {
    catalog: Catalog,
    dashboards: DashboardOptions,
    model: DashboardModel,
    own_dashboards: Vec<DashboardSource>,
    built_dashboards: Vec<Built>,
    rules: RuleOptions,
    objectives: Vec<Slo>,
    deployment: Option<Deployment>,
}

/// A dashboard that a function of the program builds from the catalog.
#[derive(Clone)]
struct Built {
    key: String,
    build: Arc<Build>,
}

type Build = dyn Fn(&Catalog) -> Result<Dashboard, Error> + Send + Sync;

impl fmt::Debug for Built {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Built").field(&self.key).finish()
    }
}

impl Built {
    fn source(&self, catalog: &Catalog) -> Result<DashboardSource, Error> {
        let failed = |cause| ErrorKind::BuiltDashboard { key: self.key.clone(), cause };
        Ok((self.build)(catalog).map_err(failed)?.into())
    }
}

impl Artifacts {
    /// Creates the artifacts of a program with these metrics. The name of the program is a part of the uids of its
    /// dashboards, and the job of its rules.
    pub fn new(catalog: Catalog, program: &str) -> Self {
        let dashboards = DashboardOptions::of(&catalog, program);
        let rules = RuleOptions::new().job(program);
        Artifacts {
            catalog,
            dashboards,
            model: DashboardModel::default(),
            own_dashboards: Vec::new(),
            built_dashboards: Vec::new(),
            rules,
            objectives: Vec::new(),
            deployment: None,
        }
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

    /// Adds a dashboard that a function builds from the catalog, for example with queries about the metrics of the
    /// program. It replaces the dashboard of Gapless with an equal key. An error affects only this dashboard.
    ///
    /// ```
    /// use gapless::artifacts::dashboard::{Dashboard, Panel, PanelKind, Row, Unit};
    /// use gapless::artifacts::promql::{Queries, Window};
    /// use gapless::artifacts::{Artifacts, Catalog, Error};
    ///
    /// gapless::defmetrics! {
    ///     /// Orders.
    ///     counter orders_total(paid: bool);
    /// }
    ///
    /// fn orders(catalog: &Catalog) -> Result<Dashboard, Error> {
    ///     let name = &catalog.declared_as("orders_total").next().map_or("orders_total", |family| &*family.name);
    ///     let orders = Queries::of_dashboards(catalog).counter(name)?;
    ///     let panel = Panel::new(PanelKind::TimeSeries, "Orders", Unit::PerSecond)
    ///         .description("Orders per second.")
    ///         .query(orders.rate(Window::RateInterval, &["paid"])?, "{{paid}}");
    ///     Ok(Dashboard::new("orders", "Orders", "Orders of the shop.").row(Row::new("Orders").panel(panel)))
    /// }
    ///
    /// let artifacts = Artifacts::new(Catalog::declared(), "shop").build_dashboard("orders", orders);
    /// assert!(artifacts.files()?.iter().any(|file| file.path == "grafana/dashboards/orders.json"));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn build_dashboard(
        mut self,
        key: impl Into<String>,
        build: impl Fn(&Catalog) -> Result<Dashboard, Error> + Send + Sync + 'static,
    ) -> Self {
        self.built_dashboards.push(Built { key: key.into(), build: Arc::new(build) });
        self
    }

    /// Changes the options of the rules.
    pub fn rule_options(mut self, change: impl FnOnce(RuleOptions) -> RuleOptions) -> Self {
        self.rules = change(self.rules);
        self
    }

    /// Adds an objective, in addition to the objectives of annotated functions.
    pub fn objective(mut self, objective: Slo) -> Self {
        self.objectives.push(objective);
        self
    }

    /// Adds the configurations of the servers around the program.
    pub fn deployment(mut self, deployment: Deployment) -> Self {
        self.deployment = Some(deployment);
        self
    }

    /// Renders each dashboard. An error of one dashboard does not affect the others.
    #[must_use]
    pub fn rendered_dashboards(&self) -> Vec<Result<Rendered, Error>> {
        let own_keys = self.own_dashboards.iter().map(DashboardSource::key);
        let own_keys: Vec<_> =
            own_keys.chain(self.built_dashboards.iter().map(|built| &*built.key)).collect();
        let is_replaced = |key: &str| own_keys.contains(&key);
        let generated = generated::dashboards(&self.catalog).into_iter().map(Ok).chain(self.budgets());
        let generated = generated.filter(|dashboard| match dashboard {
            Ok(dashboard) => !is_replaced(&dashboard.key),
            Err(_) => true,
        });
        let all = generated.map(|dashboard| dashboard.map(DashboardSource::from));
        let all = all.chain(self.own_dashboards.iter().cloned().map(Ok));
        let all = all.chain(self.built_dashboards.iter().map(|built| built.source(&self.catalog)));
        all.map(|source| source?.render(&self.dashboards, self.model)).collect()
    }

    /// Returns the dashboard of the objectives, if there are any.
    fn budgets(&self) -> Option<Result<Dashboard, Error>> {
        let all = self.all_objectives();
        let dashboard = |all: Vec<Slo>| objectives::dashboard(&all, &self.catalog, &self.rules);
        let is_empty = all.as_ref().is_ok_and(Vec::is_empty);
        (!is_empty).then(|| all.and_then(dashboard))
    }

    fn all_objectives(&self) -> Result<Vec<Slo>, Error> {
        Ok([objectives::declared(&self.catalog)?, self.objectives.clone()].concat())
    }

    /// Returns all files.
    ///
    /// # Errors
    ///
    /// Returns an error if a dashboard cannot be rendered, if an option names an alert that does not exist, or if an
    /// objective does not fit the catalog.
    pub fn files(&self) -> Result<Vec<File>, Error> {
        let mut files = Vec::new();
        for dashboard in self.rendered_dashboards() {
            let Rendered { key, text, .. } = dashboard?;
            files.push(File::new(&format!("grafana/dashboards/{}.json", slug(&key)), text));
        }
        let (rules, of_objectives) = (self.rules()?, self.files_of_objectives()?);
        files.push(File::new(&format!("prometheus/{RULES}"), rules.to_yaml()));
        let rule_files: &[_] = if of_objectives.is_empty() { &[RULES] } else { &[RULES, OBJECTIVES] };
        files.extend(of_objectives);
        let deployment = self.deployment.iter();
        files.extend(deployment.flat_map(|of| of.files(self.dashboards.program(), rule_files)));
        Ok(files)
    }

    /// Returns the alert rules and recording rules.
    ///
    /// # Errors
    ///
    /// Returns an error if an option names an alert that does not exist.
    pub fn rules(&self) -> Result<RuleFile, Error> {
        RuleFile::new(&self.catalog, &self.options_of_rules())
    }

    /// Returns the options of the rules. The time between two scrapes is that of the deployment, unless it is set.
    fn options_of_rules(&self) -> RuleOptions {
        let rules = self.rules.clone();
        match self.deployment.as_ref().and_then(Deployment::scrape_interval) {
            Some(interval) => rules.or(RuleOptions::new().scrape_interval(interval)),
            None => rules,
        }
    }

    /// Returns the rules of the objectives.
    ///
    /// # Errors
    ///
    /// Returns an error if an objective does not fit the catalog.
    pub fn objective_rules(&self) -> Result<RuleFile, Error> {
        objectives::rules(&self.all_objectives()?, &self.catalog, &self.rules)
    }

    /// Returns the rules of each objective, and a test of these rules. The files are separate, because a test evaluates
    /// all rules of its file.
    fn files_of_objectives(&self) -> Result<Vec<File>, Error> {
        let all = self.all_objectives()?;
        self.objective_rules()?; // checks the names
        let files = all.iter().map(|objective| self.files_of(objective));
        Ok(files.collect::<Result<Vec<_>, _>>()?.concat())
    }

    fn files_of(&self, objective: &Slo) -> Result<[File; 2], Error> {
        let name = slug(objective.name());
        let rules = objectives::rules(std::slice::from_ref(objective), &self.catalog, &self.rules)?;
        let rule_file = format!("../objectives/{name}.yml");
        let test = objectives::test_file(objective, &self.catalog, &self.rules, &rule_file)?;
        let path = |folder: &str| format!("prometheus/{folder}/{name}.yml");
        Ok([File::new(&path("objectives"), rules.to_yaml()), File::new(&path("tests"), test)])
    }
}
