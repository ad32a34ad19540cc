//! The task that sends the queue: one request at a time, in order, until the receiver answers it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use tokio::sync::{watch, Notify};
use tokio::time::Instant;

use super::answer::Fate;
use super::queue::{Outgoing, Queue};
use super::request::{Dialect, Limits, Version};
use super::size::Size;
use crate::client::{Answer, Attempts, Backoff, Client, Request, SendError, Setback};
use crate::reporters::{FailureLog, Progress};

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
    /// The end of all attempts, once the reporter stops.
    end: watch::Sender<Option<Instant>>,
}

impl Shared {
    pub(super) fn new(queue: Queue) -> Self {
        Shared { queue: Mutex::new(queue), changed: Notify::new(), end: watch::Sender::new(None) }
    }

    pub(super) fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes the sender for new samples.
    pub(super) fn wake(&self) {
        self.changed.notify_one();
    }

    /// Ends the sender once the queue is empty, or at this moment, and ends its current pause.
    pub(super) fn stop(&self, end: Instant) {
        self.end.send_replace(Some(end));
        self.wake();
    }

    fn is_stopping(&self) -> bool {
        self.end.borrow().is_some()
    }
}

/// Sends the queue.
#[derive(Debug)]
pub(super) struct Sender {
    shared: Arc<Shared>,
    client: Client,
    /// The length from which a request does not get more samples.
    bytes: usize,
    size: Size,
    account: Account,
    knowledge: Knowledge,
    attempts: Attempts,
}

impl Sender {
    pub(super) fn new(shared: Arc<Shared>, client: Client, limits: Limits, account: Account) -> Self {
        let attempts = Attempts::new(BACKOFF, shared.end.subscribe());
        let (bytes, size) = (limits.bytes, Size::new(limits.samples));
        Sender { shared, client, bytes, size, account, knowledge: Knowledge::default(), attempts }
    }

    /// Sends until the reporter stops, and then until the queue is empty or the attempts end.
    pub(super) async fn run(mut self) {
        loop {
            let dialect = self.knowledge.dialect();
            let limits = Limits { samples: self.size.samples(), bytes: self.bytes };
            let outgoing = self.shared.queue().request(dialect, limits);
            self.account.update(&mut self.shared.queue());
            match outgoing {
                Some(outgoing) => match self.send(&outgoing).await {
                    None => {}
                    Some(setback) if self.attempts.pause_after(setback).await => {}
                    Some(_) => return,
                },
                None if self.shared.is_stopping() => return,
                None => self.shared.changed.notified().await,
            }
        }
    }

    /// Sends a request, and returns the setback if the receiver may accept its samples later.
    async fn send(&mut self, outgoing: &Outgoing) -> Option<Setback> {
        let version = self.knowledge.version;
        let fate = match self.exchange(version, &outgoing.encoded.body).await {
            Ok(answer) => Fate::of(&answer, version, outgoing.encoded.samples),
            Err(error) => {
                self.knowledge.disconnected();
                let setback = Setback { pause: None, is_reachable: error.problem.is_reachable() };
                Fate::Later { setback, problem: error.to_string() }
            }
        };
        self.settle(outgoing, fate)
    }

    fn settle(&mut self, outgoing: &Outgoing, fate: Fate) -> Option<Setback> {
        match fate {
            Fate::Accepted => self.accepted(outgoing, outgoing.encoded.samples, None),
            Fate::Partial { written, problem } => self.accepted(outgoing, written, Some(problem)),
            Fate::Rejected { problem } => self.rejected(outgoing, &problem),
            Fate::OtherVersion if self.knowledge.try_other_version() => self.again(outgoing),
            Fate::OtherVersion => self.rejected(outgoing, "the receiver does not know remote write"),
            Fate::OtherVersionWithoutNative => {
                self.knowledge.try_first_version();
                self.knowledge.classic_since = Some(Instant::now());
                self.again(outgoing);
            }
            Fate::WithoutNative => {
                self.knowledge.leave_out_native();
                self.again(outgoing);
            }
            Fate::Smaller if outgoing.encoded.samples > 1 => {
                if self.size.too_large(outgoing.encoded.samples) {
                    self.account.smaller(outgoing.encoded.samples);
                }
                self.again(outgoing);
            }
            Fate::Smaller => {
                self.rejected(outgoing, "the receiver does not accept the size of a single sample");
            }
            Fate::Later { setback, problem } => {
                self.again(outgoing);
                self.account.failed(&problem);
                return Some(setback);
            }
        }
        None
    }

    async fn exchange(&self, version: Version, body: &[u8]) -> Result<Answer, SendError> {
        let compressed = snap::raw::Encoder::new().compress_vec(body).expect("a request has less than 4 GiB");
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("snappy"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(version.content_type()));
        headers.insert(VERSION, HeaderValue::from_static(version.number()));
        let body = Bytes::from(compressed);
        self.client.send(Request { method: Method::POST, path: "", headers, body }).await
    }

    /// Keeps the samples of a request for the next one.
    fn again(&self, outgoing: &Outgoing) {
        self.shared.queue().unanswered(outgoing);
    }

    /// Removes the samples of a request from the queue, of which the receiver has stored this number.
    fn accepted(&mut self, outgoing: &Outgoing, written: usize, problem: Option<String>) {
        self.attempts.succeeded();
        self.size.accepted();
        self.shared.queue().answered(outgoing);
        self.knowledge.accepted();
        self.account.accepted(written as u64);
        if let Some(problem) = problem {
            self.account.lost((outgoing.encoded.samples - written) as u64, &problem);
        }
        self.account.update(&mut self.shared.queue());
    }

    fn rejected(&mut self, outgoing: &Outgoing, problem: &str) {
        self.attempts.succeeded();
        self.knowledge.rejected();
        self.shared.queue().answered(outgoing);
        self.account.rejected(outgoing.encoded.samples as u64, problem);
        self.account.update(&mut self.shared.queue());
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

    /// Chooses the other version, unless the receiver rejects both: the second one after it had accepted the first one.
    fn try_other_version(&mut self) -> bool {
        match self.version {
            Version::V2 => self.try_first_version(),
            Version::V1 if self.first_since.is_some() => self.forget(),
            Version::V1 => return false,
        }
        true
    }

    fn try_first_version(&mut self) {
        self.version = Version::V1;
    }

    fn leave_out_native(&mut self) {
        self.classic_since = Some(Instant::now());
        self.log("the receiver does not accept native histograms; sending only classic buckets");
    }

    fn accepted(&mut self) {
        if self.version == Version::V1 && self.first_since.is_none() {
            self.first_since = Some(Instant::now());
            self.log("the receiver does not support remote write 2.0; sending version 1.0");
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
    failures: FailureLog,
    losses: u64,
}

impl Account {
    pub(super) fn new(progress: &Progress) -> Self {
        Account { progress: progress.clone(), failures: FailureLog::new(progress.name()), losses: 0 }
    }

    fn accepted(&mut self, samples: u64) {
        self.progress.sent(samples);
        self.failures.succeeded();
    }

    fn failed(&mut self, problem: &str) {
        self.progress.failed();
        self.failures.failed(&problem);
    }

    fn smaller(&self, samples: usize) {
        let name = self.progress.name();
        tracing::info!(
            "the receiver of the reporter `{name}` does not accept {samples} samples in a request"
        );
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
            self.lost(
                events.dropped,
                "the queue was full; check the receiver, or raise the limits of the queue",
            );
        }
    }
}
