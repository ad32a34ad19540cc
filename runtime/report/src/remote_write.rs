//! `RemoteWrite`: the remote write protocol of Prometheus, in its versions 2.0 and 1.0.
//!
//! 1. `recorder` turns each batch into a frame, and ends series that leave. `shape`, `native` and `labels` decide which
//!    sample series a series has, so that the receiver stores what a scrape would store. `frame` and `codec` are the
//!    compact form of frames.
//! 2. `queue` keeps frames until they are sent. It consists of `segment`s, in memory or in the files of a `folder`.
//! 3. `sender` is the task that sends the queue. `request` makes requests of both versions from frames with the
//!    `size` that the receiver accepts, and `answer` decides what happens to the samples of a request.
//!
//! `settings` has the public settings.

mod answer;
mod codec;
mod folder;
mod frame;
mod labels;
mod native;
mod queue;
mod recorder;
mod request;
mod segment;
mod sender;
mod settings;
mod shape;
mod size;

use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use gapless_core::Pattern;
use tokio::task::{spawn_blocking, JoinHandle};
use tokio::time::{timeout_at, Instant};

use self::queue::Queue;
use self::recorder::Recorder;
use self::request::Limits;
use self::sender::{Account, Sender, Shared};
use crate::client::{end_within, Client};
use crate::reporters::{Batch, Context, Failure, Progress, Reporter, Subscription};

pub use self::settings::RemoteWrite;

/// A reporter that has started.
#[derive(Debug)]
struct Running {
    recorder: Recorder,
    shared: Arc<Shared>,
    client: Client,
    limits: Limits,
    account: Account,
    progress: Progress,
    sender: Option<JoinHandle<()>>,
    /// The task that writes the files of the queue through to the disk.
    syncing: Option<JoinHandle<()>>,
}

impl Reporter for RemoteWrite {
    async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
        let running = self.running.as_mut().ok_or_else(|| Failure::new("the reporter has not started"))?;
        running.enqueue(|recorder| recorder.record(batch));
        running.check_sender().await
    }

    fn check(&self, context: &Context) -> Result<(), Failure> {
        self.check_settings(context)
    }

    fn sends_datapoints(&self) -> bool {
        false
    }

    async fn start(&mut self, context: &Context) -> Result<(), Failure> {
        let running = match &mut self.running {
            Some(running) => running,
            none => none.insert(Running::new(&self.settings, context)?),
        };
        running.spawn_sender();
        Ok(())
    }

    fn subscribed(&mut self, subscription: &Subscription) {
        self.subscribed.push(subscription.metrics().to_owned());
    }

    /// Ends the series that no other subscription selects.
    fn unsubscribed(&mut self, subscription: &Subscription) {
        let ended = subscription.metrics();
        if let Some(index) = self.subscribed.iter().position(|metrics| metrics == ended) {
            self.subscribed.swap_remove(index);
        }
        let fits = |metrics: &str, name: &str| Pattern(metrics).fits(name);
        let is_ended =
            |name: &str| fits(ended, name) && !self.subscribed.iter().any(|other| fits(other, name));
        if let Some(running) = &mut self.running {
            running.enqueue(|recorder| recorder.end(is_ended));
        }
    }

    async fn stop(&mut self, limit: Duration) -> Result<(), Failure> {
        let Some(mut running) = self.running.take() else { return Ok(()) };
        running.enqueue(|recorder| recorder.end(|_| true));
        running.spawn_sender();
        running.flush(end_within(limit)).await
    }
}

impl Running {
    fn new(settings: &settings::Settings, context: &Context) -> Result<Self, Failure> {
        let client = Client::new(&settings.endpoint)?;
        let mut queue = Queue::open(settings.bounds.clone(), settings.folder.clone());
        let progress = context.progress();
        let mut account = Account::new(&progress);
        account.update(&mut queue);
        Ok(Running {
            recorder: Recorder::new(
                settings.labels(context.program()),
                settings.has_native,
                queue.last_time(),
            ),
            shared: Arc::new(Shared::new(queue)),
            client,
            limits: settings.limits,
            account,
            progress,
            sender: None,
            syncing: None,
        })
    }

    /// Puts a frame into the queue.
    fn enqueue(&mut self, record: impl FnOnce(&mut Recorder) -> Option<Vec<u8>>) {
        let mut queue = self.shared.queue();
        self.recorder.begin_segment(queue.segment());
        if let Some(frame) = record(&mut self.recorder) {
            queue.push(&frame);
        }
        self.account.update(&mut queue);
        let is_behind = queue.frames() > 1;
        drop(queue);
        self.shared.wake();
        if is_behind {
            self.sync();
        }
    }

    /// Writes the files of the queue through to the disk, on another thread, so that a power loss does not lose them.
    ///
    /// A receiver that keeps up has the samples earlier than the disk, so this is only necessary if samples wait.
    fn sync(&mut self) {
        if self.syncing.as_ref().is_some_and(|syncing| !syncing.is_finished()) {
            return;
        }
        let files = self.shared.queue().unsynced();
        if files.is_empty() {
            return;
        }
        let shared = Arc::downgrade(&self.shared); // the lock of the folder ends with the reporter
        self.syncing = Some(spawn_blocking(move || {
            let result = files.iter().try_for_each(File::sync_all);
            if let (Err(error), Some(shared)) = (result, shared.upgrade()) {
                shared.queue().not_synced(&error);
            }
        }));
    }

    fn spawn_sender(&mut self) {
        if self.sender.as_ref().is_none_or(JoinHandle::is_finished) {
            let shared = Arc::clone(&self.shared);
            let account = Account::new(&self.progress);
            let sender = Sender::new(shared, self.client.clone(), self.limits, account);
            self.sender = Some(tokio::spawn(sender.run()));
        }
    }

    /// Returns an error if the sender has panicked. The next start spawns another one.
    async fn check_sender(&mut self) -> Result<(), Failure> {
        match self.sender.take() {
            Some(sender) if sender.is_finished() => Err(sender.await.map_or_else(
                |error| Failure::new(format!("the sender ended: {error}")),
                |()| Failure::new("the sender ended"),
            )),
            sender => {
                self.sender = sender;
                Ok(())
            }
        }
    }

    /// Waits until everything is sent, or until the sender gives up, up to an end.
    async fn flush(&mut self, end: Instant) -> Result<(), Failure> {
        self.shared.stop(end);
        if let Some(sender) = &mut self.sender {
            if timeout_at(end, &mut *sender).await.is_err() {
                sender.abort();
                let _ = sender.await;
            }
        }
        self.sync();
        let queue = self.shared.queue();
        match (queue.samples(), queue.is_in_folder()) {
            (0, _) => Ok(()),
            (left, true) => Err(Failure::new(format!(
                "{left} samples are not sent; the next start of the program sends them"
            ))),
            (left, false) => {
                self.progress.dropped(left);
                Err(Failure::new(format!(
                    "{left} samples were not sent; start the receiver, or set a queue folder"
                )))
            }
        }
    }
}

/// A reporter that is dropped without a stop, or whose stop takes too long, releases its folder.
impl Drop for Running {
    fn drop(&mut self) {
        if let Some(sender) = &self.sender {
            sender.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use gapless_core::{FamilySnapshot, Kind, Number, Series, Value};

    use super::*;
    use crate::reporters::Program;
    use gapless_core::Snapshot;

    /// Returns a batch with one sample.
    fn batch() -> Batch {
        let value = Value::Gauge(Number::U64(1));
        let series = Series { labels: Vec::new(), value, created: None, exemplars: Vec::new() };
        let level = FamilySnapshot {
            name: "level".into(),
            help: "Level.".into(),
            kind: Kind::Gauge,
            unit: None,
            group: "".into(),
            series: vec![series],
        };
        Batch::new(Snapshot { families: vec![level] }, SystemTime::now())
    }

    #[tokio::test]
    async fn samples_that_wait_are_written_through_to_the_disk() {
        let folder = tempfile::tempdir().expect("the folder can be created");
        let context = Context::new("synced", Program::new("shop", "web-1"));
        let mut reporter = RemoteWrite::new("http://localhost:1/write").queue_folder(folder.path());
        reporter.start(&context).await.expect("the URL is valid");
        for is_synced in [false, true, true] {
            reporter.report(&batch()).await.expect("the sender runs");
            let running = reporter.running.as_mut().expect("it has started");
            let syncing = running.syncing.take();
            assert_eq!(syncing.is_some(), is_synced);
            if let Some(syncing) = syncing {
                syncing.await.expect("the task does not panic");
                assert!(running.shared.queue().unsynced().is_empty());
            }
        }
        assert!(reporter.stop(Duration::from_secs(1)).await.is_err());
    }

    #[tokio::test]
    async fn a_panic_of_the_sender_is_a_failure_of_the_reporter() {
        let context = Context::new("panics", Program::new("shop", "web-1"));
        let mut reporter = RemoteWrite::new("http://localhost:1");
        reporter.start(&context).await.expect("the URL is valid");
        let running = reporter.running.as_mut().expect("it has started");
        let sender = tokio::spawn(async { panic!("wrong") });
        while !sender.is_finished() {
            tokio::task::yield_now().await;
        }
        running.sender = Some(sender);
        let batch = Batch::new(Snapshot::default(), SystemTime::now());
        let error = reporter.report(&batch).await.expect_err("the sender has ended").to_string();
        assert!(error.contains("panicked"), "{error}");
        reporter.start(&context).await.expect("the reporter starts again");
        assert!(reporter.report(&batch).await.is_ok());
    }
}
