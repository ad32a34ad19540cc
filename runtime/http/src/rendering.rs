//! Renderings that concurrent requests share.
//!
//! A request joins a rendering that has not begun, so that no value is older than the request. While a rendering of a
//! view in a format writes its first 1 MiB, which is the whole body of most programs, later requests share the next
//! rendering. The work therefore does not grow with the number of clients. Waiting requests help to write the rendering
//! before theirs, so that a client that does not read never delays other clients.
//!
//! The chunks form a linked list, which grows when the first reader reaches its end. Each reader has its own position.
//! Chunks that all readers have passed are freed, so a slow reader keeps at most the rest of its body in memory. A
//! reader waits only while another reader writes the next chunk, and is woken when the chunk is written.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, TryLockError, Weak};
use std::task::Waker;
use std::thread;

use axum::body::Bytes;
use gapless_encode::{Format, Scrape, View};

use crate::alarm::wake_all;

#[cfg(test)]
mod tests;

/// The number of chunks that are written before the response begins, and before the next rendering begins.
pub(crate) const AHEAD: usize = 16;

/// The position of a request in a rendering.
#[derive(Debug)]
pub(crate) struct Reader {
    rendering: Arc<Rendering>,
    /// The link before the next chunk.
    at: Arc<Link>,
}

/// The result of [`Reader::step`].
#[derive(Debug)]
pub(crate) enum Step {
    Chunk(Bytes),
    /// The body is complete.
    End,
    /// Writing panicked, so the rest does not exist.
    Panicked,
    /// The reader wrote something before its own chunk. Call `step` again.
    Progress,
    /// Another reader is writing, and wakes this reader afterwards.
    Wait,
}

/// A rendering for all requests that arrived before it began.
#[derive(Debug)]
struct Rendering {
    of: Of,
    /// Locked by the reader that writes a chunk.
    state: Mutex<State>,
    /// The wakers of readers that found the state locked. Locked only briefly.
    waiting: Mutex<Vec<Waker>>,
}

#[derive(Debug)]
struct State {
    /// The last link.
    last: Arc<Link>,
    n_written: usize,
    has_begun: bool,
    scrape: Option<Scrape>,
    is_over: bool,
}

/// The state of a rendering, locked.
struct Writing<'a> {
    state: MutexGuard<'a, State>,
    /// Dropped after `state`, so that a woken reader does not find the state locked.
    _wake: Wake<'a>,
}

/// Wakes the waiting readers when it is dropped.
struct Wake<'a>(&'a Mutex<Vec<Waker>>);

/// A chunk and the link to the next chunk.
#[derive(Debug, Default)]
struct Link {
    chunk: Bytes,
    next: OnceLock<Next>,
}

#[derive(Clone, Debug)]
enum Next {
    Chunk(Arc<Link>),
    End,
    Panicked,
}

/// The view and the format of a rendering.
#[derive(Clone, Debug, PartialEq)]
struct Of {
    view: View,
    format: Format,
}

/// The renderings of a view in a format.
#[derive(Debug)]
struct Queue {
    of: Of,
    /// The rendering that began last.
    current: Weak<Rendering>,
    /// The rendering that begins next.
    next: Weak<Rendering>,
}

/// The result of helping with the previous rendering.
enum Help {
    /// The rendering has written enough for the next rendering to begin.
    Unneeded,
    /// This reader wrote a chunk of the rendering.
    Given,
    /// Another reader is writing a chunk of the rendering.
    Busy,
}

/// Locked only briefly, and never while another lock is taken.
static QUEUES: Mutex<Vec<Queue>> = Mutex::new(Vec::new());

impl Reader {
    /// Joins the next rendering.
    pub(crate) fn new(view: View, format: Format) -> Self {
        let of = Of { view, format };
        loop {
            let rendering = queue(&of, Queue::join);
            let writing = rendering.lock();
            let (has_begun, at) = (writing.state.has_begun, writing.state.last.clone());
            drop(writing);
            if !has_begun {
                return Reader { rendering, at };
            }
        }
    }

    /// Advances to the next chunk, and writes the chunk if it does not exist yet.
    pub(crate) fn step(&mut self, waker: &Waker) -> Step {
        if self.at.next.get().is_none() && !self.rendering.advance(&self.at, waker) {
            return Step::Wait;
        }
        match self.at.next.get().cloned() {
            None => Step::Progress,
            Some(Next::End) => Step::End,
            Some(Next::Panicked) => Step::Panicked,
            Some(Next::Chunk(link)) => {
                self.at = link;
                Step::Chunk(self.at.chunk.clone())
            }
        }
    }
}

impl Drop for Reader {
    /// Frees unshared links in a loop. Dropping the first link would drop the others recursively, and a long list would
    /// overflow the stack.
    fn drop(&mut self) {
        while let Some(Next::Chunk(next)) = Arc::get_mut(&mut self.at).and_then(|link| link.next.take()) {
            self.at = next;
        }
    }
}

impl Rendering {
    fn new(of: Of) -> Self {
        let state =
            State { last: Arc::default(), n_written: 0, has_begun: false, scrape: None, is_over: false };
        Rendering { of, state: Mutex::new(state), waiting: Mutex::default() }
    }

    fn lock(&self) -> Writing<'_> {
        self.writing(self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Locks the state, or returns `None` if another reader has locked it. That reader wakes this reader afterwards.
    fn lock_or_wait(&self, waker: &Waker) -> Option<Writing<'_>> {
        self.try_lock().or_else(|| {
            self.add_waiting(waker);
            self.try_lock() // the other reader may have woken the waiting readers in between
        })
    }

    fn try_lock(&self) -> Option<Writing<'_>> {
        match self.state.try_lock() {
            Ok(state) => Some(self.writing(state)),
            Err(TryLockError::Poisoned(poisoned)) => Some(self.writing(poisoned.into_inner())),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    fn writing<'a>(&'a self, state: MutexGuard<'a, State>) -> Writing<'a> {
        Writing { state, _wake: Wake(&self.waiting) }
    }

    fn add_waiting(&self, waker: &Waker) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if !waiting.iter().any(|other| other.will_wake(waker)) {
            waiting.push(waker.clone());
        }
    }

    /// Writes the chunk after a link, or a chunk of the rendering before. Returns `false` if another reader is writing.
    fn advance(self: &Arc<Self>, at: &Link, waker: &Waker) -> bool {
        let Some(mut writing) = self.lock_or_wait(waker) else { return false };
        if !writing.state.has_begun {
            let before = queue(&self.of, |queue| queue.current.upgrade());
            match before.map_or(Help::Unneeded, |before| before.help(waker)) {
                Help::Unneeded => {}
                Help::Given => return true,
                Help::Busy => return false,
            }
            queue(&self.of, |queue| queue.begin(self));
            writing.state.has_begun = true;
        }
        if at.next.get().is_none() {
            writing.state.write(&self.of);
        }
        true
    }

    /// Writes a chunk if this rendering has not written enough for the next rendering to begin.
    fn help(&self, waker: &Waker) -> Help {
        let Some(mut writing) = self.lock_or_wait(waker) else { return Help::Busy };
        if !writing.state.is_first() {
            return Help::Unneeded;
        }
        writing.state.write(&self.of);
        Help::Given
    }
}

impl Drop for Wake<'_> {
    fn drop(&mut self) {
        let waiting = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        wake_all(waiting);
    }
}

impl State {
    /// Returns whether the next rendering must wait for this rendering.
    fn is_first(&self) -> bool {
        self.n_written < AHEAD && !self.is_over
    }

    /// Writes a chunk or the end. A chunk without bytes is not added.
    fn write(&mut self, of: &Of) {
        let scrape = &mut self.scrape;
        let next = || scrape.get_or_insert_with(|| of.view.scrape(of.format)).next();
        let written = catch_unwind(AssertUnwindSafe(next));
        self.add(written);
    }

    fn add(&mut self, written: thread::Result<Option<Vec<u8>>>) {
        let next = match written {
            Ok(Some(chunk)) if chunk.is_empty() => return,
            Ok(Some(chunk)) => Next::Chunk(Arc::new(Link { chunk: chunk.into(), ..Link::default() })),
            Ok(None) => Next::End,
            Err(_) => Next::Panicked, // the panic hook has reported it
        };
        let added = Arc::clone(&self.last);
        match &next {
            Next::Chunk(link) => {
                self.n_written += 1;
                self.last = Arc::clone(link);
            }
            Next::End | Next::Panicked => self.is_over = true,
        }
        added.next.get_or_init(|| next);
    }
}

fn queue<R>(of: &Of, act: impl FnOnce(&mut Queue) -> R) -> R {
    let mut queues = QUEUES.lock().unwrap_or_else(PoisonError::into_inner);
    let queue = queues.iter().position(|queue| queue.of == *of).unwrap_or_else(|| {
        queues.retain(Queue::is_used); // clients can ask for any number of different parts of a view
        queues.push(Queue { of: of.clone(), current: Weak::new(), next: Weak::new() });
        queues.len() - 1
    });
    act(&mut queues[queue])
}

impl Queue {
    fn is_used(&self) -> bool {
        self.current.strong_count() + self.next.strong_count() > 0
    }

    fn join(&mut self) -> Arc<Rendering> {
        self.next.upgrade().unwrap_or_else(|| {
            let next = Arc::new(Rendering::new(self.of.clone()));
            self.next = Arc::downgrade(&next);
            next
        })
    }

    /// Begins a rendering. Later requests join the next rendering.
    fn begin(&mut self, rendering: &Arc<Rendering>) {
        (self.current, self.next) = (Arc::downgrade(rendering), Weak::new());
    }
}
