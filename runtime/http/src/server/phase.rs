//! What a connection is at, and how long it may be at that.
//!
//! hyper has a time-out for heads alone, which runs between requests too, so a scraper's connection would not outlive its
//! interval. Here each phase has its own: the head of a request, waiting for another one, and none while the program itself is
//! at work on an answer. While a client reads nothing of what is written, the time between requests counts.
//!
//! The stream, the service and the bodies of answers tell what happens; the time is kept beside them, so it does not depend
//! on which of them hyper polls.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::Limits;
pub(super) use stream::PhaseStream;

mod stream;

/// What a connection is at.
#[derive(Clone)]
pub(super) struct Phase(Arc<watch::Sender<State>>);

#[derive(Clone, Copy, PartialEq)]
struct State {
    at: At,
    /// Whether what is written waits for the client to read.
    is_blocked: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum At {
    /// A head is awaited, or a part of it is there.
    Head,
    /// The program is at work on an answer.
    Answer,
    /// The answer is made, but maybe not yet sent.
    Answered,
    /// Nothing has come since the last answer was sent.
    Idle,
}

/// The work on an answer, which ends when this is dropped.
pub(super) struct Answering(Phase);

impl Phase {
    /// A new connection, which is to send a head.
    pub(super) fn new() -> Self {
        Phase(Arc::new(watch::Sender::new(State { at: At::Head, is_blocked: false })))
    }

    pub(super) fn answering(&self) -> Answering {
        self.set(At::Answer);
        Answering(self.clone())
    }

    /// Whether a request has come whose answer may not yet be sent.
    pub(super) fn is_answering(&self) -> bool {
        matches!(self.at(), At::Answer | At::Answered)
    }

    /// Waits until the client has taken too long for something.
    pub(super) async fn is_overdue(&self, limits: Limits) {
        let mut states = self.0.subscribe();
        loop {
            let limit = states.borrow_and_update().limit(limits);
            tokio::select! {
                // Its sender is ours, so it goes on.
                _ = states.changed() => {}
                () = wait(limit) => return,
            }
        }
    }

    fn at(&self) -> At {
        self.0.borrow().at
    }

    fn set(&self, at: At) {
        self.0.send_modify(|state| state.at = at);
    }

    /// Goes on from one phase to the next, if it is at that one.
    fn step(&self, from: At, to: At) {
        if self.at() == from {
            self.set(to);
        }
    }

    fn set_blocked(&self, is_blocked: bool) {
        self.0.send_if_modified(|state| std::mem::replace(&mut state.is_blocked, is_blocked) != is_blocked);
    }
}

impl State {
    fn limit(self, limits: Limits) -> Option<Duration> {
        match self.at {
            _ if self.is_blocked => Some(limits.idle_timeout),
            At::Head => Some(limits.header_timeout),
            At::Answer => None,
            At::Answered | At::Idle => Some(limits.idle_timeout),
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.set(At::Answered);
    }
}

async fn wait(limit: Option<Duration>) {
    match limit {
        Some(limit) => sleep(limit).await,
        None => pending().await,
    }
}
