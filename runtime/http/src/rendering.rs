//! Renderings that requests share.
//!
//! A request takes part in a rendering that has not begun yet, so that nobody gets a number that is older than the request. While
//! one rendering of a view in a format writes its first mebibyte, which of most programs is all, those that come share the next one:
//! however many there are, no more is added up and written than for one client after the other. They help with what is
//! before theirs, so that a request which nobody goes on with holds up no other.
//!
//! The chunks are a list that grows as the first reader comes to its end. Each reader is at a place of its own and waits for
//! nobody; what the slowest one has behind it is freed, so that it keeps the rest of its one body in memory at most.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, TryLockError, Weak};
use std::task::{Context, Poll};

use axum::body::Bytes;
use gapless_encode::{Format, Scrape, View};

/// How many chunks are written before an answer begins, and before another rendering does.
pub(crate) const AHEAD: usize = 16;

/// Where a request is in the rendering that it takes part in.
#[derive(Debug)]
pub(crate) struct Reader {
    rendering: Arc<Rendering>,
    /// The link before the next chunk.
    at: Arc<Link>,
}

/// One rendering, for all requests that came before it began.
#[derive(Debug)]
struct Rendering {
    of: Of,
    /// Locked by whoever writes a chunk; nobody waits for it.
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// The link that has no next one.
    last: Arc<Link>,
    n_written: usize,
    /// `None` if it has not begun.
    scrape: Option<Scrape>,
    is_over: bool,
}

/// A chunk, and what comes after it.
#[derive(Debug, Default)]
struct Link {
    chunk: Bytes,
    /// `None` once this is known to be the last one.
    next: OnceLock<Option<Arc<Link>>>,
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

/// Locked for moments, and never while another lock is taken.
static QUEUES: Mutex<Vec<Queue>> = Mutex::new(Vec::new());

impl Reader {
    /// Takes part in the next rendering that begins.
    pub(crate) fn new(view: View, format: Format) -> Self {
        let of = Of { view, format };
        loop {
            let rendering = queue(&of, Queue::join);
            let state = rendering.state.lock().unwrap_or_else(PoisonError::into_inner);
            let (has_begun, at) = (state.scrape.is_some(), state.last.clone());
            drop(state);
            if !has_begun {
                return Reader { rendering, at };
            }
        }
    }

    /// The next chunk, which this reader writes if nobody has; `None` at the end.
    pub(crate) fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if self.at.next.get().is_none() {
            self.rendering.write(&self.at);
        }
        match self.at.next.get().cloned() {
            None => {
                context.waker().wake_by_ref(); // it is on its way
                Poll::Pending
            }
            Some(None) => Poll::Ready(None),
            Some(Some(link)) => {
                self.at = link;
                Poll::Ready(Some(self.at.chunk.clone()))
            }
        }
    }
}

impl Drop for Reader {
    /// Link by link what no other reader has before it: one would drop the next, and a long list overflow the stack.
    fn drop(&mut self) {
        while let Some(next) = Arc::get_mut(&mut self.at).and_then(|link| link.next.take().flatten()) {
            self.at = next;
        }
    }
}

impl Rendering {
    /// Writes what comes after a link, unless somebody else is at it or has done it, or another rendering comes first.
    fn write(self: &Arc<Self>, at: &Link) {
        let mut state = match self.state.try_lock() {
            Ok(state) => state,
            Err(TryLockError::WouldBlock) => return,
            Err(TryLockError::Poisoned(_)) => panic!("a rendering that has panicked has no end"),
        };
        if state.scrape.is_none() {
            let before = queue(&self.of, |queue| queue.current.upgrade());
            if before.is_some_and(|before| before.help()) {
                return;
            }
            queue(&self.of, |queue| queue.begin(self));
            state.scrape = Some(self.of.view.scrape(self.of.format));
        }
        if at.next.get().is_none() {
            state.write();
        }
    }

    /// Writes a chunk, if it has not written enough for another one to begin; whether it had not.
    fn help(&self) -> bool {
        match self.state.try_lock() {
            Ok(mut state) if state.is_first() => {
                state.write();
                true
            }
            Err(TryLockError::WouldBlock) => true,
            _ => false,
        }
    }
}

impl State {
    /// Whether others wait for it.
    fn is_first(&self) -> bool {
        self.n_written < AHEAD && !self.is_over
    }

    /// Writes a chunk, or that there is none any more, or finds nothing to write yet.
    fn write(&mut self) {
        match self.scrape.as_mut().and_then(Iterator::next) {
            Some(chunk) if chunk.is_empty() => {}
            Some(chunk) => {
                let next = Arc::new(Link { chunk: chunk.into(), ..Link::default() });
                self.n_written += 1;
                self.last.next.get_or_init(|| Some(next.clone()));
                self.last = next;
            }
            None => {
                self.is_over = true;
                self.last.next.get_or_init(|| None);
            }
        }
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
            let state = State { last: Arc::default(), n_written: 0, scrape: None, is_over: false };
            let next = Arc::new(Rendering { of: self.of.clone(), state: Mutex::new(state) });
            self.next = Arc::downgrade(&next);
            next
        })
    }

    /// Nobody takes part in it any more who does not yet.
    fn begin(&mut self, rendering: &Arc<Rendering>) {
        (self.current, self.next) = (Arc::downgrade(rendering), Weak::new());
    }
}
