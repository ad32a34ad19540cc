//! The task that sends the queue: one request at a time, in order, until the receiver answers it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use tokio::sync::Notify;
use tokio::time::{sleep, Instant};

use super::answer::Fate;
use super::queue::{Outgoing, Queue};
use super::request::{Dialect, Limits, Version};
use crate::client::{Backoff, Client, Request};
use crate::reporters::{Log, Progress};

/// The pauses between attempts, which are those of Prometheus.
const BACKOFF: Backoff = Backoff { first: Duration::from_millis(30), longest: Duration::from_secs(5) };

/// How long the sender uses version 1 before it tries version 2 again, for a receiver that was updated.
const REMEMBERED: Duration = Duration::from_secs(3600);

const VERSION: HeaderName = HeaderName::from_static("x-prometheus-remote-write-version");

/// The part that the reporter and its sender share.
#[derive(Debug)]
pub(super) struct Shared {
    queue: Mutex<Queue>,
    changed: Notify,
    stopping: AtomicBool,
    stop: Notify,
}

impl Shared {
    pub(super) fn new(queue: Queue) -> Self {
        let queue = Mutex::new(queue);
        Shared { queue, changed: Notify::new(), stopping: AtomicBool::new(false), stop: Notify::new() }
    }

    pub(super) fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes the sender for new samples.
    pub(super) fn wake(&self) {
        self.changed.notify_one();
    }

    /// Ends the sender once the queue is empty, and ends its current pause.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        self.wake();
        self.stop.notify_one();
    }
}

/// Sends the queue.
#[derive(Debug)]
pub(super) struct Sender {
    shared: Arc<Shared>,
    client: Client,
    limits: Limits,
    account: Account,
    knowledge: Knowledge,
    /// The number of attempts since the last answer.
    attempts: u32,
}

impl Sender {
    pub(super) fn new(shared: Arc<Shared>, client: Client, limits: Limits, account: Account) -> Self {
        Sender { shared, client, limits, account, knowledge: Knowledge::default(), attempts: 0 }
    }

    /// Sends until the reporter stops and the queue is empty.
    pub(super) async fn run(mut self) {
        loop {
            let dialect = self.knowledge.dialect();
            let outgoing = self.shared.queue().request(dialect, self.limits);
            self.account.update(&mut self.shared.queue());
            match outgoing {
                Some(outgoing) => self.send(outgoing).await,
                None if self.shared.stopping.load(Ordering::Relaxed) => return,
                None => self.shared.changed.notified().await,
            }
        }
    }

    async fn send(&mut self, outgoing: Outgoing) {
        let version = self.knowledge.version;
        let fate = match self.exchange(version, &outgoing.encoded.body).await {
            Ok(answer) => Fate::of(&answer, version, outgoing.encoded.samples),
            Err(problem) => {
                self.knowledge.disconnected();
                Fate::Later { pause: None, problem }
            }
        };
        match fate {
            Fate::Accepted => self.accepted(&outgoing, outgoing.encoded.samples, None),
            Fate::Partial { written, problem } => self.accepted(&outgoing, written, Some(problem)),
            Fate::OtherVersion => {
                self.shared.queue().unanswered(&outgoing);
                self.knowledge.try_first_version();
            }
            Fate::OtherVersionWithoutNative => {
                self.shared.queue().unanswered(&outgoing);
                self.knowledge.try_first_version();
                self.knowledge.classic_since = Some(Instant::now());
            }
            Fate::WithoutNative => {
                self.shared.queue().unanswered(&outgoing);
                self.knowledge.leave_out_native();
            }
            Fate::Smaller if outgoing.encoded.samples > 1 => {
                self.shared.queue().unanswered(&outgoing);
                self.limits.samples = outgoing.encoded.samples / 2;
            }
            Fate::Smaller => {
                self.rejected(&outgoing, "the receiver does not accept the size of a single sample");
            }
            Fate::Rejected { problem } => self.rejected(&outgoing, &problem),
            Fate::Later { pause, problem } => {
                self.shared.queue().unanswered(&outgoing);
                self.account.failed(&problem);
                self.pause(pause).await;
            }
        }
    }

    async fn exchange(&self, version: Version, body: &[u8]) -> Result<crate::client::Answer, String> {
        let compressed = snap::raw::Encoder::new().compress_vec(body).map_err(|error| error.to_string())?;
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("snappy"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(version.content_type()));
        headers.insert(VERSION, HeaderValue::from_static(version.number()));
        let body = Bytes::from(compressed);
        let request = Request { method: Method::POST, path: "", headers, body };
        self.client.send(request).await.map_err(|error| error.to_string())
    }

    /// Removes the samples of a request from the queue, of which the receiver has stored this number.
    fn accepted(&mut self, outgoing: &Outgoing, written: usize, problem: Option<String>) {
        self.attempts = 0;
        self.shared.queue().answered(outgoing);
        self.knowledge.accepted();
        self.account.accepted(written as u64);
        if let Some(problem) = problem {
            self.account.lost((outgoing.encoded.samples - written) as u64, &problem);
        }
        self.account.update(&mut self.shared.queue());
    }

    fn rejected(&mut self, outgoing: &Outgoing, problem: &str) {
        self.attempts = 0;
        self.knowledge.rejected();
        self.shared.queue().answered(outgoing);
        self.account.rejected(outgoing.encoded.samples as u64, problem);
        self.account.update(&mut self.shared.queue());
    }

    /// Waits before the next attempt. A stop of the reporter ends the pause.
    async fn pause(&mut self, at_least: Option<Duration>) {
        let pause = BACKOFF.delay(self.attempts).max(at_least.unwrap_or_default());
        self.attempts += 1;
        tokio::select! {
            () = sleep(pause) => {}
            () = self.shared.stop.notified() => self.attempts = 0,
        }
    }
}

/// The parts of the protocol that the receiver supports.
#[derive(Debug)]
struct Knowledge {
    version: Version,
    /// Since when the receiver accepts version 1. While it is tried for the first time, this is `None`.
    first_since: Option<Instant>,
    /// Since when the receiver does not accept native histograms.
    classic_since: Option<Instant>,
    is_logged: bool,
}

impl Default for Knowledge {
    fn default() -> Self {
        Knowledge { version: Version::V2, first_since: None, classic_since: None, is_logged: false }
    }
}

impl Knowledge {
    /// Returns the contents for the next request.
    fn dialect(&mut self) -> Dialect {
        let is_old = |since: &Option<Instant>| since.is_some_and(|since| since.elapsed() >= REMEMBERED);
        if is_old(&self.first_since) || is_old(&self.classic_since) {
            self.forget();
        }
        Dialect { version: self.version, has_native: self.classic_since.is_none() }
    }

    fn try_first_version(&mut self) {
        self.version = Version::V1;
    }

    fn leave_out_native(&mut self) {
        self.classic_since = Some(Instant::now());
        self.log("the receiver does not accept native histograms, so it gets only classic buckets");
    }

    fn accepted(&mut self) {
        if self.version == Version::V1 && self.first_since.is_none() {
            self.first_since = Some(Instant::now());
            self.log("the receiver does not know remote write 2.0, so it gets version 1.0");
        }
    }

    /// Returns to version 2 if the receiver does not know version 1 either.
    fn rejected(&mut self) {
        if self.first_since.is_none() {
            self.version = Version::V2;
        }
    }

    /// Forgets everything, because another receiver may be there after a lost connection.
    fn disconnected(&mut self) {
        self.forget();
    }

    fn forget(&mut self) {
        (self.version, self.first_since, self.classic_since) = (Version::V2, None, None);
    }

    fn log(&mut self, sentence: &str) {
        if !std::mem::replace(&mut self.is_logged, true) {
            tracing::info!("{sentence}");
        }
    }
}

/// The counts of the reporter and its log.
#[derive(Debug)]
pub(super) struct Account {
    progress: Progress,
    failures: Log,
    losses: u64,
}

impl Account {
    pub(super) fn new(progress: &Progress) -> Self {
        Account { progress: progress.clone(), failures: Log::new(progress.name()), losses: 0 }
    }

    fn accepted(&mut self, samples: u64) {
        self.progress.sent(samples);
        self.failures.succeeded();
    }

    fn failed(&mut self, problem: &str) {
        self.progress.failed();
        self.failures.failed(&problem);
    }

    fn rejected(&mut self, samples: u64, problem: &str) {
        self.progress.failed();
        self.lost(samples, problem);
    }

    /// Counts samples that are lost. The log has the first loss, and then each doubling of their number.
    fn lost(&mut self, samples: u64, problem: &str) {
        self.progress.dropped(samples);
        self.losses += 1;
        if self.losses.is_power_of_two() {
            tracing::warn!("the reporter `{}` lost {samples} samples: {problem}", self.progress.name());
        }
    }

    /// Takes over the events of the queue, and its length.
    pub(super) fn update(&mut self, queue: &mut Queue) {
        let events = queue.take_events();
        self.progress.queued(queue.frames());
        for problem in events.problems {
            tracing::warn!("the reporter `{}`: {problem}", self.progress.name());
        }
        if events.dropped > 0 {
            self.lost(events.dropped, "the queue was full; raise its bounds, or correct the receiver");
        }
    }
}
