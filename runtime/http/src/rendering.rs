//! Renderings that requests share.
//!
//! A request takes part in a rendering that has not begun yet, so that nobody gets a number that is older than the request. While
//! one rendering of a view in a format writes its first mebibyte, which of most programs is all, later requests share the
//! next one: however many there are, no more is added up and written than for one client after the other. They help with the
//! rendering before theirs, so that a request whose client reads nothing holds up no other.
//!
//! The chunks are a list that grows as the first reader comes to its end. Each reader is at a place of its own; what the
//! slowest one has behind it is freed, so that it keeps the rest of its one body in memory at most. A reader waits only
//! while another one writes the chunk that comes next, and is woken when that is done.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, TryLockError, Weak};
use std::task::Waker;
use std::thread;

use axum::body::Bytes;
use gapless_encode::{Format, Scrape, View};

use crate::alarm::wake_all;

#[cfg(test)]
mod tests;

/// How many chunks are written before an answer begins, and before another rendering does.
pub(crate) const AHEAD: usize = 16;

/// Where a request is in the rendering that it takes part in.
#[derive(Debug)]
pub(crate) struct Reader {
    rendering: Arc<Rendering>,
    /// The link before the next chunk.
    at: Arc<Link>,
}

/// The result of asking a reader for its next chunk.
#[derive(Debug)]
pub(crate) enum Step {
    Chunk(Bytes),
    /// All chunks were read.
    End,
    /// Writing has panicked, so the rest will never come.
    Panicked,
    /// The reader wrote something before its chunk, and has to be asked again.
    Progress,
    /// Another reader writes, and wakes this one afterwards.
    Wait,
}

/// One rendering, for all requests that came before it began.
#[derive(Debug)]
struct Rendering {
    of: Of,
    /// Locked by the reader that writes a chunk.
    state: Mutex<State>,
    /// Readers that found the state locked. Locked for moments.
    waiting: Mutex<Vec<Waker>>,
}

#[derive(Debug)]
struct State {
    /// The link that has no next one.
    last: Arc<Link>,
    n_written: usize,
    has_begun: bool,
    scrape: Option<Scrape>,
    is_over: bool,
}

/// The state of a rendering, locked.
struct Writing<'a> {
    state: MutexGuard<'a, State>,
    /// Dropped second, or a reader that is woken may find the state locked.
    _wake: Wake<'a>,
}

/// Wakes the readers that wait when it is dropped.
struct Wake<'a>(&'a Mutex<Vec<Waker>>);

/// A chunk, and what comes after it.
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

/// What is rendered.
#[derive(Clone, Debug, PartialEq)]
struct Of {
    view: View,
    format: Format,
}

/// The renderings of a view in a format.
#[derive(Debug)]
struct Queue {
    of: Of,
    /// The one that began last.
    current: Weak<Rendering>,
    /// The one that begins next.
    next: Weak<Rendering>,
}

/// The result of helping with the previous rendering.
enum Help {
    /// It has written enough for the next one to begin.
    Unneeded,
    /// A chunk of it was written.
    Given,
    /// Another reader writes a chunk of it.
    Busy,
}

/// Locked for moments, and never while another lock is taken.
static QUEUES: Mutex<Vec<Queue>> = Mutex::new(Vec::new());

impl Reader {
    /// Takes part in the next rendering that begins.
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

    /// Goes on to the next chunk, and writes it if nobody has.
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
    /// Frees the links that no other reader has before it one by one. Dropping the first one would drop the next one within, and a
    /// long list would overflow the stack.
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

    /// Locks the state, unless another reader has it, which wakes this one afterwards.
    fn lock_or_wait(&self, waker: &Waker) -> Option<Writing<'_>> {
        self.try_lock().or_else(|| {
            self.add_waiting(waker);
            self.try_lock() // the other one may have looked for those that wait before
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

    /// Writes what comes after a link, or something that has to be written before it. Returns false if another reader does so.
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

    /// Writes a chunk, if this rendering has not written enough for another one to begin.
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
    /// Whether others wait for it.
    fn is_first(&self) -> bool {
        self.n_written < AHEAD && !self.is_over
    }

    /// Writes a chunk, or the end, or finds nothing to write yet.
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
            Err(_) => Next::Panicked, // what it panicked with was reported where it happened
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
        queues.retain(Queue::is_used); // clients name ever other parts of a view
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

    /// From now on, nobody new takes part in a rendering.
    fn begin(&mut self, rendering: &Arc<Rendering>) {
        (self.current, self.next) = (Arc::downgrade(rendering), Weak::new());
    }
}
