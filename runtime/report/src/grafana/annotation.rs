//! Annotations: moments or ranges of time that graphs show.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

/// A moment or a range of time that graphs show; [`Client::annotate`](super::Client::annotate) creates it in Grafana.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use gapless::grafana::Annotation;
///
/// let since = SystemTime::now() - Duration::from_secs(60);
/// let annotation = Annotation::new("the import").tags(["shop", "import"]).from(since).until(SystemTime::now());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Annotation {
    text: String,
    tags: Vec<String>,
    #[serde(rename = "dashboardUID", skip_serializing_if = "Option::is_none")]
    dashboard_uid: Option<String>,
    #[serde(rename = "panelId", skip_serializing_if = "Option::is_none")]
    panel_id: Option<i64>,
    time: u64,
    #[serde(rename = "timeEnd", skip_serializing_if = "Option::is_none")]
    time_end: Option<u64>,
}

impl Annotation {
    /// Creates an annotation of the current moment, for all dashboards that ask for its tags.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        let (tags, time) = (Vec::new(), milliseconds(SystemTime::now()));
        Annotation { text: text.into(), tags, dashboard_uid: None, panel_id: None, time, time_end: None }
    }

    /// Adds tags.
    #[must_use]
    pub fn tags(mut self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.tags.extend(tags.into_iter().map(Into::into));
        self
    }

    /// Shows the annotation only on one dashboard.
    #[must_use]
    pub fn dashboard(mut self, uid: impl Into<String>) -> Self {
        self.dashboard_uid = Some(uid.into());
        self
    }

    /// Shows the annotation only on one panel of the [dashboard](Self::dashboard).
    #[must_use]
    pub fn panel(mut self, id: i64) -> Self {
        self.panel_id = Some(id);
        self
    }

    /// Sets the moment, or the start of the range.
    #[must_use]
    pub fn from(mut self, time: SystemTime) -> Self {
        self.time = milliseconds(time);
        self
    }

    /// Sets the end of the range.
    #[must_use]
    pub fn until(mut self, time: SystemTime) -> Self {
        self.time_end = Some(milliseconds(time));
        self
    }
}

/// Returns the milliseconds since 1970.
fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
