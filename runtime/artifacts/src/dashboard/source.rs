//! Dashboards on their way to a file or to Grafana: those of Gapless, and JSON that a user wrote.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::{Dashboard, DashboardOptions};
use crate::error::{Error, ErrorKind};

/// A dashboard that can be rendered: a [`Dashboard`], or JSON that a user wrote.
///
/// JSON of a user stays as it was written, byte for byte, unless [`map`](DashboardSource::map) changes it.
///
/// ```
/// use gapless::artifacts::dashboard::{Dashboard, DashboardModel, DashboardOptions, DashboardSource};
/// use gapless::artifacts::Catalog;
///
/// let options = DashboardOptions::of(&Catalog::default(), "grapevine");
/// let ours = DashboardSource::from(Dashboard::new("tokio", "Tokio", "The workers.")).map(|mut json| {
///     json["weekStart"] = "monday".into();
///     json
/// });
/// let rendered = ours.render(&options, DashboardModel::Classic)?;
/// assert!(rendered.text.contains(r#""weekStart": "monday""#));
///
/// let theirs = DashboardSource::json("front-door", r#"{"title":  "Front door"}"#);
/// assert_eq!(theirs.render(&options, DashboardModel::Classic)?.text, r#"{"title":  "Front door"}"#);
/// # Ok::<(), gapless::artifacts::Error>(())
/// ```
#[derive(Clone)]
pub struct DashboardSource {
    content: Content,
    map: Vec<Arc<dyn Fn(Value) -> Value + Send + Sync>>,
}

/// The models of Grafana for dashboards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DashboardModel {
    /// The classic model, which Grafana 10 to 13 read.
    #[default]
    Classic,
    /// The model v2, which Grafana 13 reads.
    V2,
}

/// A rendered dashboard.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rendered {
    /// The stable name of the dashboard, for the name of a file.
    pub key: String,
    /// The JSON as text.
    pub text: String,
    /// The JSON.
    pub json: Value,
}

#[derive(Clone, Debug)]
enum Content {
    Model(Box<Dashboard>),
    Json { key: String, text: String },
}

impl DashboardSource {
    /// Creates a dashboard from JSON that a user wrote, with a stable name.
    #[must_use]
    pub fn json(key: impl Into<String>, text: impl Into<String>) -> Self {
        Content::Json { key: key.into(), text: text.into() }.into()
    }

    /// Returns the stable name.
    #[must_use]
    pub fn key(&self) -> &str {
        match &self.content {
            Content::Model(dashboard) => &dashboard.key,
            Content::Json { key, .. } => key,
        }
    }

    /// Calls a function with the JSON, and uses the JSON that the function returns. The function is not called for
    /// text that is not JSON.
    #[must_use]
    pub fn map(mut self, map: impl Fn(Value) -> Value + Send + Sync + 'static) -> Self {
        self.map.push(Arc::new(map));
        self
    }

    /// Renders the dashboard. JSON of a user stays in the model in which it was written.
    ///
    /// # Errors
    ///
    /// Returns an error with the name of the dashboard if the text is not JSON.
    pub fn render(&self, options: &DashboardOptions, model: DashboardModel) -> Result<Rendered, Error> {
        let key = self.key().to_owned();
        let (json, text) = match (&self.content, model) {
            (Content::Model(dashboard), DashboardModel::Classic) => (dashboard.classic(options), None),
            (Content::Model(dashboard), DashboardModel::V2) => (dashboard.v2(options), None),
            (Content::Json { key, text }, _) => (parsed(key, text)?, Some(text.clone())),
        };
        let json = self.map.iter().fold(json, |json, map| map(json));
        let text = text.filter(|_| self.map.is_empty()).unwrap_or_else(|| format!("{json:#}\n"));
        Ok(Rendered { key, text, json })
    }
}

fn parsed(key: &str, text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|cause| ErrorKind::Dashboard { key: key.to_owned(), cause }.into())
}

impl From<Dashboard> for DashboardSource {
    fn from(dashboard: Dashboard) -> Self {
        Content::Model(Box::new(dashboard)).into()
    }
}

impl From<Content> for DashboardSource {
    fn from(content: Content) -> Self {
        DashboardSource { content, map: Vec::new() }
    }
}

impl fmt::Debug for DashboardSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DashboardSource").field("content", &self.content).finish_non_exhaustive()
    }
}
