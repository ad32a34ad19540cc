//! The phases of a connection and their time limits.
//!
//! hyper has one timeout for heads, which also runs between requests, so a scraper's connection would end before its
//! next scrape. Here each phase has its own limit: one for the head of a request, one for waiting for the next request,
//! and none while the program writes a response. While a client does not read, the limit for waiting applies.
//!
//! The stream, the service and the response bodies report changes of the phase. The limits are checked separately, so
//! they do not depend on what hyper polls.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::Limits;
pub(super) use stream::PhaseStream;

mod stream;

/// The phase of a connection.
#[derive(Clone)]
pub(super) struct Phase(Arc<watch::Sender<State>>);

#[derive(Clone, Copy, PartialEq)]
struct State {
    at: At,
    /// Whether writing waits for the client to read.
    is_blocked: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum At {
    /// The head of a request is expected or partly read.
    Head,
    /// The program is writing a response.
    Answer,
    /// The response is written, but may not be sent.
    Answered,
    /// The response is sent, and the next request has not begun.
    Idle,
}

/// The phase of answering, which ends when this is dropped.
pub(super) struct Answering(Phase);

impl Phase {
    /// Creates the phase of a new connection, which expects a head.
    pub(super) fn new() -> Self {
        Phase(Arc::new(watch::Sender::new(State { at: At::Head, is_blocked: false })))
    }

    pub(super) fn answering(&self) -> Answering {
        self.set(At::Answer);
        Answering(self.clone())
    }

    /// Returns whether the response to a request may not be sent yet.
    pub(super) fn is_answering(&self) -> bool {
        matches!(self.at(), At::Answer | At::Answered)
    }

    /// Waits until the client exceeds a time limit.
    pub(super) async fn is_overdue(&self, limits: Limits) {
        let mut states = self.0.subscribe();
        loop {
            let limit = states.borrow_and_update().limit(limits);
            tokio::select! {
                // This value owns the sender, so the channel stays open.
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

    /// Changes the phase from `from` to `to`. Does nothing in another phase.
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
