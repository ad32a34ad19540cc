//! Clients: the messages that wait for one reader of the stream.
//!
//! The buffer of a client is limited. If it is full, messages are dropped and counted, and the client gets the count
//! once there is room. Messages are shared by all clients, so a client that stops reading costs at most its places in
//! the buffer and messages that only it still keeps.
//!
//! A join sends labels and history. They never wait in the buffer: the client *pulls* them part by part, each part when
//! it has read the messages before.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use gapless_core::UpDownGuard;
use serde_json::json;

use crate::message::Message;
use crate::own;

/// The most bytes that wait for a client.
pub(crate) const MAX_BYTES: usize = 1024 * 1024;
/// The most messages that wait for a client.
pub(crate) const MAX_MESSAGES: usize = 4096;
/// A client pulls the next part of a join when fewer bytes than this wait.
const PULL_BELOW: usize = 64 * 1024;

/// A reader of the stream.
#[derive(Debug)]
pub(crate) struct Client {
    /// The unguessable id, by which it joins topics.
    pub(crate) id: String,
    state: Mutex<State>,
    /// Whether the reader has gone. The reader sets it; gatherings read it. Relaxed: it publishes nothing else.
    is_gone: AtomicBool,
    _counted: UpDownGuard,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Message>,
    /// The size of the waiting messages.
    bytes: usize,
    n_dropped: u64,
    /// Whether the parts of a join are left to pull.
    has_more: bool,
    /// Whether the next part is being made.
    is_pulling: bool,
    has_ended: bool,
    waker: Option<Waker>,
}

/// The next step of a client.
#[derive(Debug)]
pub(crate) enum Next {
    Message(Message),
    End,
}

impl Client {
    pub(crate) fn new(id: String, transport: own::Transport) -> Self {
        let counted = own::live_clients(transport).guard();
        Client { id, state: Mutex::default(), is_gone: AtomicBool::new(false), _counted: counted }
    }

    /// Adds a message for the reader, unless the buffer is full. Returns whether it was added. After the end of the
    /// stream, messages are ignored.
    pub(crate) fn push(&self, message: &Message) -> bool {
        let mut state = self.lock();
        if state.has_ended {
            return true;
        }
        let is_full = state.bytes + message.len() > MAX_BYTES || state.waiting.len() >= MAX_MESSAGES;
        if is_full || state.n_dropped > 0 {
            state.n_dropped += 1;
            own::live_dropped_messages_total().inc();
            return false;
        }
        state.add(message.clone());
        wake(state);
        true
    }

    /// Adds a part of a join, which the reader has asked for. `has_more` says whether another part is left.
    pub(crate) fn push_pulled(&self, part: Vec<Message>, has_more: bool) {
        let mut state = self.lock();
        if state.has_ended {
            return;
        }
        part.into_iter().for_each(|message| state.add(message));
        (state.is_pulling, state.has_more) = (false, has_more);
        wake(state);
    }

    /// Makes the reader pull the parts of a join.
    pub(crate) fn offer(&self) {
        let mut state = self.lock();
        state.has_more = true;
        wake(state);
    }

    /// Ends the stream after the waiting messages.
    pub(crate) fn end(&self, message: &Message) {
        let mut state = self.lock();
        if std::mem::replace(&mut state.has_ended, true) {
            return;
        }
        state.add(message.clone());
        wake(state);
    }

    /// Returns the next message. Calls `pull` if the next part of a join is due.
    pub(crate) fn poll(&self, context: &Context<'_>, pull: impl FnOnce()) -> Poll<Next> {
        let mut state = self.lock();
        let next = state.take();
        let is_due = state.has_more && !state.is_pulling && !state.has_ended && state.bytes < PULL_BELOW;
        state.is_pulling |= is_due;
        if next.is_none() && !state.has_ended {
            state.waker = Some(context.waker().clone());
        }
        let poll = match next {
            Some(message) => Poll::Ready(Next::Message(message)),
            None if state.has_ended => Poll::Ready(Next::End),
            None => Poll::Pending,
        };
        drop(state);
        if is_due {
            pull();
        }
        poll
    }

    /// Marks the reader as gone.
    pub(crate) fn leave(&self) {
        self.is_gone.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_gone(&self) -> bool {
        self.is_gone.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(&mut self, message: Message) {
        self.bytes += message.len();
        self.waiting.push_back(message);
    }

    /// Takes the next message. Once half of the buffer is free, the reader learns how many messages it missed.
    fn take(&mut self) -> Option<Message> {
        if self.n_dropped > 0 && self.bytes <= MAX_BYTES / 2 && self.waiting.len() <= MAX_MESSAGES / 2 {
            let messages = std::mem::take(&mut self.n_dropped);
            self.add(Message::new("dropped", &json!({ "messages": messages })));
        }
        let message = self.waiting.pop_front()?;
        self.bytes -= message.len();
        if self.waiting.is_empty() {
            self.waiting.shrink_to(64);
        }
        Some(message)
    }
}

/// Wakes the reader, after the lock is released.
fn wake(mut state: MutexGuard<'_, State>) {
    let waker = state.waker.take();
    drop(state);
    if let Some(waker) = waker {
        waker.wake();
    }
}
