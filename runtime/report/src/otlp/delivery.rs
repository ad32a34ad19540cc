//! The task that sends requests, one after the other, and tries again after temporary failures.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::answer;
use super::queue::{Queue, Waiting};
use crate::client::{Answer, Backoff, Client, Request};
use crate::reporters::{Failure, Log, Progress};

/// The pauses after failures.
const BACKOFF: Backoff = Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(30) };

/// The longest pause that a receiver may ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// The part of the limit of a stop that is left to say what was not sent.
const MARGIN: Duration = Duration::from_millis(100);

/// Sends the requests of a queue to a receiver.
#[derive(Debug)]
pub(super) struct Delivery {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

/// The parts of a delivery that its task uses.
#[derive(Debug)]
struct Shared {
    client: Client,
    path: &'static str,
    headers: HeaderMap,
    queue: Queue,
    progress: Progress,
    /// Ends the pause after a failure.
    hurry: Notify,
}

/// The result of an attempt.
#[derive(Debug)]
enum Outcome {
    /// The receiver has the request, or all but some data points of it.
    Accepted(answer::Partial),
    /// The receiver may accept the request after a pause, whose length it may have set.
    Later(String, Option<Duration>),
    Rejected(String),
}

impl Delivery {
    /// Starts to send. `path` is added to the URL of the client.
    pub(super) fn start(
        client: Client,
        path: &'static str,
        compresses: bool,
        queue: Queue,
        progress: Progress,
    ) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-protobuf"));
        if compresses {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        let shared = Arc::new(Shared { client, path, headers, queue, progress, hurry: Notify::new() });
        Delivery { task: tokio::spawn(Arc::clone(&shared).run()), shared }
    }

    /// Starts the task again if it has ended, such as after a panic. The queue is kept.
    pub(super) fn revive(&mut self) {
        if self.task.is_finished() {
            self.task = tokio::spawn(Arc::clone(&self.shared).run());
        }
    }

    /// Queues a request.
    pub(super) fn push(&self, body: Bytes, points: u64) {
        let Shared { queue, progress, .. } = &*self.shared;
        match queue.push(body, points) {
            0 => {}
            dropped => progress.dropped(dropped),
        }
        progress.queued(queue.length());
    }

    /// Sends all requests within a limit. The rest is dropped.
    pub(super) async fn finish(&self, limit: Duration) -> Result<(), Failure> {
        self.shared.hurry.notify_one();
        if timeout(limit.saturating_sub(MARGIN), self.shared.queue.emptied()).await.is_ok() {
            return Ok(());
        }
        self.task.abort();
        let points = self.shared.queue.clear();
        self.shared.progress.dropped(points);
        self.shared.progress.queued(0);
        Err(Failure::new(format!("{points} data points were not sent within {limit:?}")))
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    async fn run(self: Arc<Self>) {
        let (mut retries, mut log) = (0, Log::new(self.progress.name()));
        loop {
            let request = self.queue.first().await;
            match self.attempt(&request).await {
                Outcome::Accepted(partial) => {
                    self.accepted(&request, &partial, &mut log);
                    retries = 0;
                }
                Outcome::Rejected(problem) => {
                    self.rejected(&request, &problem, &mut log);
                    retries = 0;
                }
                Outcome::Later(problem, pause) => {
                    self.progress.failed();
                    log.failed(&problem);
                    self.pause(pause.unwrap_or_else(|| BACKOFF.delay(retries))).await;
                    retries += 1;
                }
            }
        }
    }

    async fn attempt(&self, request: &Waiting) -> Outcome {
        let (path, headers, body) = (self.path, self.headers.clone(), request.body.clone());
        match self.client.send(Request { method: Method::POST, path, headers, body }).await {
            Ok(answer) => Outcome::of(answer),
            Err(error) => Outcome::Later(error.to_string(), None),
        }
    }

    fn accepted(&self, request: &Waiting, partial: &answer::Partial, log: &mut Log) {
        let rejected = partial.rejected_points.min(request.points);
        if self.queue.remove(request) {
            self.progress.sent(request.points - rejected);
            self.progress.dropped(rejected);
        }
        self.progress.queued(self.queue.length());
        if rejected > 0 {
            log.failed(&format!(
                "the receiver rejects {rejected} of {} data points: {}",
                request.points, partial.message
            ));
        } else {
            log.succeeded();
        }
        if rejected == 0 && !partial.message.is_empty() {
            tracing::warn!(
                "the receiver of the reporter `{}` warns: {}",
                self.progress.name(),
                partial.message
            );
        }
    }

    fn rejected(&self, request: &Waiting, problem: &str, log: &mut Log) {
        self.progress.failed();
        log.failed(&problem);
        if self.queue.remove(request) {
            self.progress.dropped(request.points);
        }
        self.progress.queued(self.queue.length());
    }

    async fn pause(&self, length: Duration) {
        tokio::select! {
            () = sleep(length) => {}
            () = self.hurry.notified() => {}
        }
    }
}

impl Outcome {
    /// Applies the specification of OTLP: only these statuses are temporary.
    fn of(answer: Answer) -> Self {
        match answer.status.as_u16() {
            200..=299 => Outcome::Accepted(answer::read(&answer.body)),
            429 | 502..=504 => {
                let pause = answer.retry_after(LONGEST_PAUSE);
                Outcome::Later(answer.error().to_string(), pause)
            }
            _ => Outcome::Rejected(answer.error().to_string()),
        }
    }
}
