//! The calls of the client: health, dashboards, folders and annotations.

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::annotation::Annotation;
use super::client::Client;
use super::error::Error;
use crate::client::segment;

/// The number of folders on a page of the list, and the number of pages that are read.
const PAGE: usize = 1000;
const PAGES: usize = 20;

/// The state of Grafana.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// The state of Grafana's database, for example `ok`.
    pub database: String,
    /// The version of Grafana; `None` if Grafana hides it.
    #[serde(default)]
    pub version: Option<String>,
}

/// A folder of dashboards.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct Folder {
    /// The identifier.
    pub uid: String,
    /// The title.
    pub title: String,
    /// The number of the last change. Lists of folders do not contain it.
    #[serde(default)]
    pub version: i64,
}

/// A dashboard in Grafana.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StoredDashboard {
    /// The dashboard with the `id` and the `version` that Grafana adds.
    pub dashboard: Value,
    /// The identifier of its folder; the empty string for a dashboard outside of folders.
    pub folder_uid: String,
}

/// The answer of Grafana after it stored a dashboard.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct SavedDashboard {
    /// The identifier.
    pub uid: String,
    /// The path of the dashboard's page.
    pub url: String,
    /// The number of this change.
    pub version: i64,
}

#[derive(Deserialize)]
struct DashboardFull {
    dashboard: Value,
    #[serde(default)]
    meta: DashboardMeta,
}

#[derive(Default, Deserialize)]
struct DashboardMeta {
    #[serde(default, rename = "folderUid")]
    folder_uid: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SaveDashboard<'a> {
    dashboard: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    folder_uid: Option<&'a str>,
    overwrite: bool,
    message: &'a str,
}

#[derive(Serialize)]
struct CreateFolder<'a> {
    uid: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct UpdateFolder<'a> {
    title: &'a str,
    version: i64,
}

#[derive(Deserialize)]
struct Created {
    id: i64,
}

/// # Errors
///
/// Each call returns an error if Grafana cannot be reached, or if its answer is not a success.
impl Client {
    /// Returns the state of Grafana. The call needs no credentials.
    pub async fn health(&self) -> Result<Health, Error> {
        self.get("/api/health").await
    }

    /// Returns a dashboard by its identifier; `None` if Grafana does not have it.
    pub async fn dashboard(&self, uid: &str) -> Result<Option<StoredDashboard>, Error> {
        let found: Option<DashboardFull> =
            self.find(&format!("/api/dashboards/uid/{}", segment(uid))).await?;
        Ok(found.map(|DashboardFull { dashboard, meta }| StoredDashboard {
            dashboard,
            folder_uid: meta.folder_uid,
        }))
    }

    /// Stores a dashboard in a folder, or outside of folders. It replaces the dashboard with the same identifier.
    ///
    /// The history of the dashboard contains the message.
    pub async fn save_dashboard(
        &self,
        dashboard: &Value,
        folder_uid: Option<&str>,
        message: &str,
    ) -> Result<SavedDashboard, Error> {
        let command = SaveDashboard { dashboard, folder_uid, overwrite: true, message };
        self.send(Method::POST, "/api/dashboards/db", &command).await
    }

    /// Returns a folder by its identifier; `None` if Grafana does not have it.
    pub async fn folder(&self, uid: &str) -> Result<Option<Folder>, Error> {
        self.find(&format!("/api/folders/{}", segment(uid))).await
    }

    /// Returns the folders that are not inside another folder.
    pub async fn folders(&self) -> Result<Vec<Folder>, Error> {
        let mut folders = Vec::new();
        for page in 1..=PAGES {
            let more: Vec<Folder> = self.get(&format!("/api/folders?limit={PAGE}&page={page}")).await?;
            let is_last = more.len() < PAGE;
            folders.extend(more);
            if is_last {
                break;
            }
        }
        Ok(folders)
    }

    /// Creates a folder.
    pub async fn create_folder(&self, uid: &str, title: &str) -> Result<Folder, Error> {
        self.send(Method::POST, "/api/folders", &CreateFolder { uid, title }).await
    }

    /// Changes the title of a folder, unless someone else changed the folder after it was read.
    pub async fn rename_folder(&self, folder: &Folder, title: &str) -> Result<Folder, Error> {
        let path = format!("/api/folders/{}", segment(&folder.uid));
        self.send(Method::PUT, &path, &UpdateFolder { title, version: folder.version }).await
    }

    /// Creates an annotation, and returns its number.
    pub async fn annotate(&self, annotation: &Annotation) -> Result<i64, Error> {
        let created: Created = self.send(Method::POST, "/api/annotations", annotation).await?;
        Ok(created.id)
    }
}
