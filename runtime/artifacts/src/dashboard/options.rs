//! Options of dashboards, and their order of precedence.

use std::collections::BTreeMap;

use super::uid;
use super::Dashboard;
use crate::catalog::Catalog;
use crate::promql::{Expr, Queries, Window};

/// The name of the info that every program with Gapless exports.
const INFO: &str = "gapless_info";

/// The metric whose change means that the program started again.
const START_TIME: &str = "process_start_time_seconds";

/// The program, the instance and the folder of dashboards, and settings for all dashboards or for one of them.
///
/// A setting for one dashboard takes precedence over a setting for all dashboards, which takes precedence over the
/// default. The uid depends on the program, the instance, the folder and the key of the dashboard only.
///
/// ```
/// use gapless::artifacts::dashboard::{Dashboard, DashboardOptions, DashboardSettings};
/// use gapless::artifacts::Catalog;
///
/// let options = DashboardOptions::of(&Catalog::default(), "grapevine")
///     .all(DashboardSettings::new().refresh("1m").title("{title} (staging)"))
///     .one("http-server", DashboardSettings::new().title("Front door"));
///
/// let front = Dashboard::new("http-server", "HTTP server", "Requests and responses.").classic(&options);
/// assert_eq!(front["title"], "Front door");
/// assert_eq!(front["refresh"], "1m");
/// assert_eq!(front["uid"], "gapless-grapevine-http-server");
///
/// let jobs = Dashboard::new("jobs", "Jobs", "Jobs in the background.").classic(&options);
/// assert_eq!(jobs["title"], "Jobs (staging)");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DashboardOptions {
    pub(super) program: String,
    pub(super) instance: String,
    pub(super) folder: Option<Folder>,
    /// A metric that every instance of the program exports, whose labels are the values of `job` and `instance`.
    pub(super) presence: &'static str,
    /// An expression with a series for each restart.
    pub(super) restarts: Option<Expr>,
    all: DashboardSettings,
    each: BTreeMap<String, DashboardSettings>,
}

/// A folder of Grafana.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The stable name: it becomes a part of the folder's uid and of the uids of the dashboards.
    pub key: String,
    /// The title, which may change.
    pub title: String,
}

/// Settings of dashboards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DashboardSettings {
    title: Option<String>,
    datasource: Option<String>,
    refresh: Option<String>,
    from: Option<String>,
    to: Option<String>,
    timezone: Option<String>,
    tags: Vec<String>,
}

/// The settings of one dashboard, after all precedence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) uid: String,
    pub(super) title: String,
    pub(super) datasource: Option<String>,
    pub(super) refresh: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) timezone: String,
    pub(super) tags: Vec<String>,
}

impl DashboardOptions {
    /// Creates options for the dashboards of a program with these metrics.
    #[must_use]
    pub fn of(catalog: &Catalog, program: impl Into<String>) -> Self {
        DashboardOptions {
            program: program.into(),
            instance: String::new(),
            folder: None,
            presence: if catalog.find(INFO).is_some() { INFO } else { "up" },
            restarts: restarts(catalog),
            all: DashboardSettings::new(),
            each: BTreeMap::new(),
        }
    }

    /// Sets the name of the instance, for programs with several instances of Gapless. It is a part of each uid.
    #[must_use]
    pub fn instance(mut self, name: impl Into<String>) -> Self {
        self.instance = name.into();
        self
    }

    /// Sets the folder. Its key is a part of each uid, so that a program can have its dashboards in several folders.
    ///
    /// Files in the model v2 name the folder. An upload to Grafana uses the folder of `gapless::grafana::Grafana`
    /// instead.
    #[must_use]
    pub fn folder(mut self, key: impl Into<String>, title: impl Into<String>) -> Self {
        self.folder = Some(Folder { key: key.into(), title: title.into() });
        self
    }

    /// Sets settings of all dashboards. They take precedence over those of earlier calls.
    #[must_use]
    pub fn all(mut self, settings: DashboardSettings) -> Self {
        self.all = settings.or(self.all);
        self
    }

    /// Sets the settings of the dashboard with a key.
    #[must_use]
    pub fn one(mut self, key: impl Into<String>, settings: DashboardSettings) -> Self {
        self.each.insert(key.into(), settings);
        self
    }

    /// Returns the name of the program.
    pub(crate) fn program(&self) -> &str {
        &self.program
    }

    /// Returns the folder.
    #[must_use]
    pub fn get_folder(&self) -> Option<&Folder> {
        self.folder.as_ref()
    }

    /// Returns the uid of the dashboard with a key: at most 40 characters of `[a-z0-9-]`.
    ///
    /// ```
    /// use gapless::artifacts::dashboard::DashboardOptions;
    /// use gapless::artifacts::Catalog;
    ///
    /// let options = DashboardOptions::of(&Catalog::default(), "grapevine");
    /// assert_eq!(options.uid("tokio"), "gapless-grapevine-tokio");
    /// assert_ne!(options.clone().folder("eu", "Europe").uid("tokio"), options.uid("tokio"));
    /// ```
    #[must_use]
    pub fn uid(&self, key: &str) -> String {
        uid::of_dashboard(&self.program, key, self.folder.as_ref().map(|folder| &*folder.key), &self.instance)
    }

    /// Returns the address of the dashboard with a key, with the time range and the variables of the page.
    pub(super) fn link(&self, key: &str) -> String {
        format!("/d/{}?${{__url_time_range}}&${{__all_variables}}", self.uid(key))
    }

    pub(super) fn resolve(&self, dashboard: &Dashboard) -> Resolved {
        let one = self.each.get(&dashboard.key);
        let layers = [one, Some(&self.all)];
        let setting = |get: fn(&DashboardSettings) -> &Option<String>| {
            layers.iter().flatten().find_map(|settings| get(settings).clone())
        };
        let or = |get, default: &str| setting(get).unwrap_or_else(|| default.to_owned());
        Resolved {
            uid: self.uid(&dashboard.key),
            title: self.title(&or(|of| &of.title, "{title}"), dashboard),
            datasource: setting(|of| &of.datasource),
            refresh: or(|of| &of.refresh, "30s"),
            from: or(|of| &of.from, "now-1h"),
            to: or(|of| &of.to, "now"),
            timezone: or(|of| &of.timezone, "browser"),
            tags: self.tags(dashboard, one),
        }
    }

    fn title(&self, pattern: &str, dashboard: &Dashboard) -> String {
        pattern.replace("{title}", &dashboard.title).replace("{program}", &self.program)
    }

    /// Returns the tags that the dashboards of the program have in common, by which they link to each other.
    pub(super) fn shared_tags(&self) -> Vec<&str> {
        ["gapless", &*self.program].into_iter().filter(|tag| !tag.is_empty()).collect()
    }

    fn tags(&self, dashboard: &Dashboard, one: Option<&DashboardSettings>) -> Vec<String> {
        let shared = self.shared_tags().into_iter().map(str::to_owned);
        let settings = self.all.tags.iter().chain(one.into_iter().flat_map(|of| &of.tags));
        let mut tags: Vec<_> = shared.chain(dashboard.tags.iter().chain(settings).cloned()).collect();
        let mut seen = std::collections::BTreeSet::new();
        tags.retain(|tag| seen.insert(tag.clone()));
        tags
    }
}

/// Returns the series of instances that started again.
fn restarts(catalog: &Catalog) -> Option<Expr> {
    let start = Queries::of_dashboards(catalog).gauge(START_TIME).ok()?;
    Some(start.changes(Window::RateInterval, &["job", "instance"]).ok()?.above(0.0))
}

impl Folder {
    /// Returns the uid of the folder: at most 40 characters of `[a-z0-9-]`, from the key only.
    ///
    /// ```
    /// use gapless::artifacts::dashboard::Folder;
    ///
    /// let folder = Folder { key: "chat".to_owned(), title: "Chat team".to_owned() };
    /// assert_eq!(folder.uid(), "gapless-chat");
    /// ```
    #[must_use]
    pub fn uid(&self) -> String {
        uid::of_folder(&self.key)
    }
}

impl DashboardSettings {
    /// Creates settings that change nothing.
    #[must_use]
    pub fn new() -> Self {
        DashboardSettings::default()
    }

    /// Sets the whole title. `{title}` stands for the default title, and `{program}` for the name of the program.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the uid of the data source that a dashboard uses at first, instead of Grafana's default data source.
    #[must_use]
    pub fn datasource(mut self, uid: impl Into<String>) -> Self {
        self.datasource = Some(uid.into());
        self
    }

    /// Sets the time between two refreshes, such as `30s`; an empty string turns refreshing off.
    #[must_use]
    pub fn refresh(mut self, refresh: impl Into<String>) -> Self {
        self.refresh = Some(refresh.into());
        self
    }

    /// Sets the time range, such as `now-1h` to `now`.
    #[must_use]
    pub fn range(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.from = Some(from.into());
        self.to = Some(to.into());
        self
    }

    /// Sets the time zone: `browser`, `utc` or a name such as `Europe/Berlin`.
    #[must_use]
    pub fn timezone(mut self, timezone: impl Into<String>) -> Self {
        self.timezone = Some(timezone.into());
        self
    }

    /// Returns these settings, and the settings of `others` that are not set here. The tags of both are used.
    #[must_use]
    pub fn or(mut self, mut others: Self) -> Self {
        self.tags.append(&mut others.tags);
        DashboardSettings {
            title: self.title.or(others.title),
            datasource: self.datasource.or(others.datasource),
            refresh: self.refresh.or(others.refresh),
            from: self.from.or(others.from),
            to: self.to.or(others.to),
            timezone: self.timezone.or(others.timezone),
            tags: self.tags,
        }
    }

    /// Adds a tag.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }
}
