//! The background task of a program, and its end.

use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use gapless_core::Registry;
use tokio::task::{spawn_blocking, JoinHandle};

use super::client::Client;
use super::dashboard::Rendered;
use super::error::Error;
use super::log::{Area, Log};
use super::own;
use super::release::Moment;
use super::settings::Grafana;
use super::upload::Uploads;

/// The uploads and annotations of a running program, which end when this is [stopped](Self::stop) or dropped.
#[derive(Debug)]
#[must_use = "uploads end when this is dropped"]
pub struct Tasks {
    shared: Arc<Shared>,
    uploads: JoinHandle<()>,
}

/// The settings, the log and the client, which the uploads and the last annotation share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: Grafana,
    pub(crate) log: Log,
    client: OnceLock<Client>,
}

impl Tasks {
    pub(crate) fn start(
        settings: Grafana,
        dashboards: impl Future<Output = Vec<Rendered>> + Send + 'static,
    ) -> Self {
        Registry::global().mark_used(own::GROUP);
        let started = settings.annotations.then(|| settings.release.annotation(Moment::Start));
        let shared = Arc::new(Shared { settings, log: Log::default(), client: OnceLock::new() });
        let uploads = tokio::spawn(Uploads::run(Arc::clone(&shared), started, dashboards));
        Tasks { shared, uploads }
    }

    /// Ends the uploads, and creates the annotation of the stop if annotations are on.
    ///
    /// The call returns after the limit, even if Grafana does not answer.
    pub async fn stop(self, limit: Duration) {
        self.uploads.abort();
        if !self.shared.settings.annotations {
            return;
        }
        let task = "create the annotation of the stop";
        let annotation = self.shared.settings.release.annotation(Moment::Stop);
        let result = match self.shared.client().await {
            Ok(client) => client.within(limit).annotate(&annotation).await,
            Err(error) => Err(error),
        };
        if let Err(error) = result {
            self.shared.log.failed(Area::Annotations, task, &error, 0);
        }
    }

    /// Waits until the uploads have ended, successfully or not.
    pub async fn uploaded(&mut self) {
        if !self.uploads.is_finished() {
            let _ = (&mut self.uploads).await; // the panic hook reports a panic
        }
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        self.uploads.abort();
    }
}

impl Shared {
    /// Returns the client. The first call creates it, on a thread that may wait for files.
    pub(crate) async fn client(self: &Arc<Self>) -> Result<Client, Error> {
        if let Some(client) = self.client.get() {
            return Ok(client.clone());
        }
        let shared = Arc::clone(self);
        let created = spawn_blocking(move || shared.settings.client()).await;
        let created = created.unwrap_or_else(|_| self.settings.client())?; // the runtime ends
        Ok(self.client.get_or_init(|| created).clone())
    }
}
