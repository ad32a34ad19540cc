//! The upload of dashboards and of the annotation of the start, in attempts with pauses between them.

use std::future::Future;
use std::mem::discriminant;
use std::sync::Arc;
use std::time::SystemTime;

use tokio::task::spawn_blocking;

use super::annotation::Annotation;
use super::client::Client;
use super::dashboard::{Dashboard, Rendered};
use super::error::Error;
use super::folder;
use super::log::Area;
use super::own::{grafana_last_success_timestamp_seconds, grafana_uploads_total, UploadOutcome};
use super::tasks::Shared;

/// The annotation and the dashboards that are not sent yet.
pub(crate) struct Uploads {
    shared: Arc<Shared>,
    started: Option<Annotation>,
    dashboards: Vec<Dashboard>,
    /// The dashboards of this program, and those that were written or are unchanged.
    of: usize,
    done: Vec<UploadOutcome>,
    /// The retries after the current attempt.
    retries: u32,
    has_failed: bool,
}

impl Uploads {
    /// Sends everything, until it succeeds, cannot succeed, or has no more retries.
    pub(crate) async fn run(
        shared: Arc<Shared>,
        started: Option<Annotation>,
        dashboards: impl Future<Output = Vec<Rendered>> + Send + 'static,
    ) {
        let dashboards =
            if shared.settings.uploads { prepare(&shared, dashboards).await } else { Vec::new() };
        let (of, done, backoff) = (dashboards.len(), Vec::new(), shared.settings.backoff);
        let retries = shared.settings.retries;
        let mut uploads = Uploads { shared, started, dashboards, of, done, retries, has_failed: false };
        let client = match uploads.shared.client().await {
            Ok(client) => client,
            Err(error) => return uploads.all_failed("connect to Grafana", &error),
        };
        for retry in 0.. {
            uploads.attempt(&client).await;
            if uploads.is_complete() || uploads.retries == 0 {
                break;
            }
            backoff.pause(retry).await;
            uploads.retries -= 1;
        }
        uploads.finish();
    }

    fn is_complete(&self) -> bool {
        self.started.is_none() && self.dashboards.is_empty()
    }

    /// Sends what is left, once.
    async fn attempt(&mut self, client: &Client) {
        self.has_failed = false;
        if self.is_complete() {
            return;
        }
        if let Err(error) = client.health().await {
            return self.all_failed("reach Grafana", &error);
        }
        if let Some(annotation) = self.started.take() {
            if let Err(error) = client.annotate(&annotation).await {
                self.failed(Area::Annotations, "create the annotation of the start", &error);
                self.started = Some(annotation).filter(|_| error.is_temporary());
            }
        }
        if !self.dashboards.is_empty() {
            match self.folder(client).await {
                Ok(folder) => self.upload(client, folder.as_deref()).await,
                Err(error) => {
                    self.dashboards_failed(Area::Folder, "create the folder of the dashboards", &error);
                }
            }
        }
    }

    /// Returns the identifier of the folder; `None` for dashboards outside of folders.
    async fn folder(&self, client: &Client) -> Result<Option<String>, Error> {
        let settings = &self.shared.settings;
        let Some(title) = settings.folder_title() else { return Ok(None) };
        folder::ensure(client, &settings.release.folder_uid(), title).await.map(Some)
    }

    async fn upload(&mut self, client: &Client, folder: Option<&str>) {
        let message = self.shared.settings.history();
        let mut failures = Failures::default();
        for dashboard in std::mem::take(&mut self.dashboards) {
            match put(client, &dashboard, folder, &message).await {
                Ok(outcome) => self.done.push(outcome),
                Err(error) => {
                    grafana_uploads_total(UploadOutcome::Failed).inc();
                    let is_temporary = error.is_temporary();
                    failures.add(dashboard.title(), error);
                    self.dashboards.extend(is_temporary.then_some(dashboard));
                }
            }
        }
        for (error, titles) in failures.0 {
            self.failed(Area::Dashboards, &format!("upload {}", named(&titles)), &error);
        }
    }

    fn failed(&mut self, area: Area, task: &str, error: &Error) {
        let retries = if error.is_temporary() { self.retries } else { 0 };
        self.shared.log.failed(area, task, error, retries);
        self.has_failed = true;
    }

    /// Notes that no dashboard can be uploaded now, or ever.
    fn dashboards_failed(&mut self, area: Area, task: &str, error: &Error) {
        self.failed(area, task, error);
        grafana_uploads_total(UploadOutcome::Failed).inc_by(self.dashboards.len() as u64);
        if !error.is_temporary() {
            self.dashboards.clear();
        }
    }

    /// Notes that nothing can be sent now, or ever.
    fn all_failed(&mut self, task: &str, error: &Error) {
        self.dashboards_failed(Area::Grafana, task, error);
        if !error.is_temporary() {
            self.started = None;
        }
    }

    /// Writes the result to the log.
    fn finish(&self) {
        let count = |outcome| self.done.iter().filter(|done| **done == outcome).count();
        if self.of > 0 && self.done.len() == self.of {
            let [created, updated, unchanged] =
                [UploadOutcome::Created, UploadOutcome::Updated, UploadOutcome::Unchanged].map(count);
            tracing::info!(
                "Grafana has {} dashboards: {created} created, {updated} updated, {unchanged} unchanged",
                self.of
            );
        }
        if self.is_complete() && !self.has_failed {
            self.shared.log.recovered();
            let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            grafana_last_success_timestamp_seconds().set(now.as_secs_f64());
        } else {
            tracing::debug!("no more attempts to send dashboards and annotations to Grafana");
        }
    }
}

/// The failures of one attempt: the first error of each kind, with the titles of all dashboards that had it.
#[derive(Default)]
struct Failures(Vec<(Error, Vec<String>)>);

impl Failures {
    fn add(&mut self, title: &str, error: Error) {
        let kind = discriminant(error.kind());
        match self.0.iter_mut().find(|(first, _)| discriminant(first.kind()) == kind) {
            Some((_, titles)) => titles.push(title.to_owned()),
            None => self.0.push((error, vec![title.to_owned()])),
        }
    }
}

/// Names some dashboards by their titles.
fn named(titles: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = titles.iter().take(SHOWN).map(|title| format!("`{title}`")).collect::<Vec<_>>().join(", ");
    match titles.len() {
        1 => format!("the dashboard {shown}"),
        count if count <= SHOWN => format!("the dashboards {shown}"),
        count => format!("the dashboards {shown} and {} more", count - SHOWN),
    }
}

/// Generates the dashboards, and applies the functions of the user on a thread that may take its time.
async fn prepare(
    shared: &Arc<Shared>,
    dashboards: impl Future<Output = Vec<Rendered>> + Send + 'static,
) -> Vec<Dashboard> {
    let generated = tokio::spawn(dashboards).await; // so that a panic ends only the generation
    let generated =
        generated.unwrap_or_else(|_| vec![Err("the generation of the dashboards panicked".into())]);
    let of = Arc::clone(shared);
    let prepared = spawn_blocking(move || {
        let (settings, program) = (&of.settings, of.settings.release.program());
        let all = generated.into_iter();
        all.map(|json| Dashboard::prepare(json, &settings.edits, &program)).collect::<Vec<_>>()
    });
    let prepared = prepared.await.unwrap_or_default(); // the runtime ends
    prepared.into_iter().filter_map(ready).collect()
}

/// Returns the dashboard, or writes to the log why it does not exist.
fn ready(json: Rendered) -> Option<Dashboard> {
    match json {
        Ok(json) => Some(Dashboard { json }),
        Err(error) => {
            grafana_uploads_total(UploadOutcome::Failed).inc();
            let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            tracing::warn!("cannot generate a dashboard for Grafana: {error}{cause}");
            None
        }
    }
}

/// Stores a dashboard, unless Grafana already has it.
async fn put(
    client: &Client,
    dashboard: &Dashboard,
    folder: Option<&str>,
    message: &str,
) -> Result<UploadOutcome, Error> {
    let stored = client.dashboard(dashboard.uid()).await?;
    let outcome = match &stored {
        None => UploadOutcome::Created,
        Some(stored)
            if dashboard.equals(&stored.dashboard) && stored.folder_uid == folder.unwrap_or_default() =>
        {
            UploadOutcome::Unchanged
        }
        Some(_) => UploadOutcome::Updated,
    };
    if outcome != UploadOutcome::Unchanged {
        client.save_dashboard(&dashboard.json, folder, message).await?;
    }
    grafana_uploads_total(outcome).inc();
    Ok(outcome)
}
