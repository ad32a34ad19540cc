//! The task that sends requests, one after the other, and tries again after temporary failures.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep_until, Instant};

use super::answer;
use super::queue::{Queue, Waiting};
use crate::client::{end_within, Answer, Attempts, Backoff, Client, Request, Setback};
use crate::reporters::{Failure, FailureLog, Progress};

/// The pauses after failures.
const BACKOFF: Backoff = Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(30) };

/// The longest pause that a receiver may ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

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
    /// The time at which the delivery ends, once it is known. It ends the pause after a failure.
    end: watch::Sender<Option<Instant>>,
}

/// The result of an attempt.
#[derive(Debug)]
enum Outcome {
    /// The receiver has the request, or all but some data points of it.
    Accepted(answer::Partial),
    /// The receiver may accept the request after a pause.
    Later(String, Setback),
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
        let shared =
            Arc::new(Shared { client, path, headers, queue, progress, end: watch::Sender::new(None) });
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
        self.shared.drop_points(queue.push(body, points));
        progress.queued(queue.length());
    }

    /// Sends all requests within a limit. The rest is dropped.
    pub(super) async fn finish(&mut self, limit: Duration) -> Result<(), Failure> {
        self.revive();
        let Shared { queue, progress, end, .. } = &*self.shared;
        let deadline = end_within(limit);
        end.send_replace(Some(deadline));
        tokio::select! {
            biased;
            () = queue.emptied() => return Ok(()),
            _ = &mut self.task => {}
            () = sleep_until(deadline) => self.task.abort(),
        }
        let points = queue.clear();
        progress.dropped(points);
        progress.queued(0);
        Err(Failure::new(format!("{points} data points were not sent")))
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    async fn run(self: Arc<Self>) {
        let mut attempts = Attempts::new(BACKOFF, self.end.subscribe());
        let mut log = FailureLog::new(self.progress.name());
        loop {
            let request = self.queue.first().await;
            match self.attempt(&request).await {
                Outcome::Accepted(partial) => self.accepted(&request, &partial, &mut log),
                Outcome::Rejected(problem) => self.rejected(&request, &problem, &mut log),
                Outcome::Later(problem, setback) => {
                    self.progress.failed();
                    log.failed(&problem);
                    self.drop_points(self.queue.unanswered());
                    if !attempts.pause_after(setback).await {
                        return;
                    }
                    continue;
                }
            }
            attempts.succeeded();
        }
    }

    fn drop_points(&self, points: u64) {
        if points > 0 {
            self.progress.dropped(points);
        }
    }

    async fn attempt(&self, request: &Waiting) -> Outcome {
        let (path, headers, body) = (self.path, self.headers.clone(), request.body.clone());
        match self.client.send(Request { method: Method::POST, path, headers, body }).await {
            Ok(answer) => Outcome::of(answer),
            Err(error) => {
                let is_reachable = error.problem.is_reachable();
                Outcome::Later(error.to_string(), Setback { pause: None, is_reachable })
            }
        }
    }

    fn accepted(&self, request: &Waiting, partial: &answer::Partial, log: &mut FailureLog) {
        let rejected = partial.rejected_points.min(request.points);
        self.queue.answered();
        self.progress.sent(request.points - rejected);
        self.drop_points(rejected);
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

    fn rejected(&self, request: &Waiting, problem: &str, log: &mut FailureLog) {
        self.progress.failed();
        log.failed(&problem);
        self.queue.answered();
        self.drop_points(request.points);
        self.progress.queued(self.queue.length());
    }
}

impl Outcome {
    /// Applies the specification of OTLP: only these statuses are temporary.
    fn of(answer: Answer) -> Self {
        match answer.status.as_u16() {
            200..=299 => Outcome::Accepted(answer::read(&answer.body)),
            429 | 502..=504 => {
                let pause = answer.retry_after(LONGEST_PAUSE);
                Outcome::Later(answer.error().to_string(), Setback { pause, is_reachable: true })
            }
            _ => Outcome::Rejected(answer.error().to_string()),
        }
    }
}
