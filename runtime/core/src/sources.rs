//! The sources of a program or of one exporter, and how they are collected.
//!
//! Each source has its own thread, which sleeps between scrapes. A collection calls all sources at the same time, and
//! one more thread waits for them. A source that hangs therefore costs one scrape the time limit, and later scrapes
//! nothing: it is not called again before it has returned. Calling sources on the scraping thread would need no
//! threads, but a call that hangs cannot be abandoned.
//!
//! Not here: the samples that a source emits (`samples`), and how they are written.

pub(crate) mod cached;
mod collecting;
mod collection;
mod collector;
mod failure;
mod lane;
pub(crate) mod samples;
pub(crate) mod source;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::mpsc::{channel, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime};

use self::collecting::Pending;
use self::failure::Record;
use self::lane::Lane;
use crate::error::{Error, ErrorKind};
use crate::names::nearest::nearest;
use crate::sources::source::Source;
use crate::unwind::lock;

pub use self::collecting::Collecting;
pub use self::collection::Collection;
pub use self::failure::{Failure, FailureReason, SourceStatus};

/// The default time limit of a source.
const LIMIT: Duration = Duration::from_secs(1);

/// A list of sources that are collected together. Clones share the list.
///
/// All sources are called in parallel, each on its own thread. The time limit is one second, or the limit of
/// [`with_limit`](Self::with_limit). A source that exceeds it is left out until it has returned. A source that panics,
/// returns an error or emits invalid samples is left out of this scrape, and called again by the next. Samples of an
/// earlier scrape are never exported.
///
/// ```
/// use gapless::sources::{source_fn, Sources};
///
/// let sources = Sources::new();
/// sources.add(source_fn("queue", |samples| {
///     samples.gauge("queue_length", "Jobs in the queue.").value(3);
///     Ok(())
/// }))?;
/// assert_eq!(sources.collect().wait().families().len(), 2); // with `gapless_source_failures_total`
/// sources.remove("queue")?;
/// assert!(sources.collect().wait().families().is_empty());
/// # Ok::<(), gapless::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Sources(Arc<Shared>);

/// The state of a source.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SourceState {
    /// The name of the source.
    pub name: String,
    /// The result of its last call.
    pub status: SourceStatus,
    /// The number of times that the source, or one of its families, was left out.
    pub failures: u64,
    /// The last failure, if there was one.
    pub last_failure: Option<Failure>,
}

#[derive(Debug)]
struct Shared {
    limit: Duration,
    /// Locked only briefly.
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// In the order in which they were added.
    entries: Vec<Arc<Entry>>,
    /// The next collection, if a scrape has requested it.
    next: Option<Arc<Pending>>,
    /// Wakes the collecting thread, once it exists.
    turns: Option<Sender<()>>,
}

/// A source and its record.
#[derive(Debug)]
struct Entry {
    name: String,
    added: SystemTime,
    lane: Lane,
    record: Mutex<Record>,
}

impl Default for Sources {
    fn default() -> Self {
        Sources::with_limit(LIMIT)
    }
}

/// Two lists are equal if one is a clone of the other.
impl PartialEq for Sources {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Sources {}

impl Sources {
    /// Creates an empty list with a time limit of one second.
    #[must_use]
    pub fn new() -> Self {
        Sources::default()
    }

    /// Creates an empty list with a time limit for each call of a source.
    ///
    /// A scrape waits for at most twice the limit: a running collection ends before the collection of the scrape
    /// begins. Choose a limit below half of the scraper's timeout: a scrape that times out earlier is refused.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let sources = gapless::sources::Sources::with_limit(Duration::from_millis(200));
    /// assert!(sources.list().is_empty());
    /// ```
    #[must_use]
    pub fn with_limit(limit: Duration) -> Self {
        Sources(Arc::new(Shared { limit, state: Mutex::default() }))
    }

    /// Adds a source, which the next scrape calls.
    ///
    /// If two sources emit a family of the same name, the family of the source that was added first is exported.
    ///
    /// # Errors
    ///
    /// Returns an error if a source of that name exists, or if the name is empty.
    pub fn add(&self, source: impl Source) -> Result<(), Error> {
        let name = source.name().to_owned();
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err(ErrorKind::SourceName(name).into());
        }
        let mut state = lock(&self.0.state);
        if state.entries.iter().any(|entry| entry.name == name) {
            return Err(ErrorKind::SourceExists(name).into());
        }
        let lane = Lane::new(name.clone(), Arc::new(source));
        state.entries.push(Arc::new(Entry {
            name,
            added: SystemTime::now(),
            lane,
            record: Mutex::default(),
        }));
        Ok(())
    }

    /// Removes a source. The next scrape does not contain its samples.
    ///
    /// The source is dropped when its last call has returned.
    ///
    /// # Errors
    ///
    /// Returns an error if a source of that name does not exist.
    ///
    /// ```
    /// let error = gapless::sources::Sources::new().remove("database").unwrap_err();
    /// assert_eq!(error.to_string(), "unknown source `database`; `Sources::list` lists all sources");
    /// ```
    pub fn remove(&self, name: &str) -> Result<(), Error> {
        let mut state = lock(&self.0.state);
        let Some(index) = state.entries.iter().position(|entry| entry.name == name) else {
            let known = state.entries.iter().map(|entry| &*entry.name);
            let nearest = nearest(name, known).map(ToOwned::to_owned);
            return Err(ErrorKind::UnknownSource { name: name.to_owned(), nearest }.into());
        };
        let entry = state.entries.remove(index);
        drop(state); // before the source, whose destructor may use the list
        drop(entry);
        Ok(())
    }

    /// Returns the state of all sources, in the order in which they were added.
    ///
    /// ```
    /// use gapless::sources::{source_fn, SourceStatus, Sources};
    ///
    /// let sources = Sources::new();
    /// sources.add(source_fn("database", |_| Err("it is down".into())))?;
    /// assert_eq!(sources.list()[0].status, SourceStatus::Unasked);
    /// sources.collect().wait();
    /// assert_eq!(sources.list()[0].status, SourceStatus::Failing);
    /// # Ok::<(), gapless::Error>(())
    /// ```
    #[must_use]
    pub fn list(&self) -> Vec<SourceState> {
        lock(&self.0.state).entries.iter().map(|entry| entry.state()).collect()
    }

    /// Requests a collection of all sources. Requests that arrive before it begins share it.
    pub fn collect(&self) -> Collecting {
        let mut state = lock(&self.0.state);
        let pending = match &state.next {
            Some(next) => next.clone(),
            None => self.begin_soon(&mut state),
        };
        Collecting { pending, _sources: self.clone() }
    }

    fn begin_soon(&self, state: &mut State) -> Arc<Pending> {
        let pending = Arc::<Pending>::default();
        if state.entries.is_empty() {
            pending.finish(Collection::default());
            return pending;
        }
        match self.tell(state) {
            Ok(()) => state.next = Some(pending.clone()),
            Err(error) => pending.finish(collector::without_thread(&state.entries, &error)),
        }
        pending
    }

    /// Wakes the collecting thread, and starts it first if needed.
    fn tell(&self, state: &mut State) -> io::Result<()> {
        let told = state.turns.as_ref().is_some_and(|turns| turns.send(()).is_ok());
        if !told {
            let turns = state.turns.insert(self.start()?); // the first thread, or the last one has panicked
            turns.send(()).map_err(|_| io::Error::other("it has ended"))?;
        }
        Ok(())
    }

    fn start(&self) -> io::Result<Sender<()>> {
        let (sender, turns) = channel();
        let shared = Arc::downgrade(&self.0);
        let thread = thread::Builder::new().name("gapless-sources".to_owned());
        thread.spawn(move || collector::run(&shared, &turns))?;
        Ok(sender)
    }
}

impl Entry {
    fn state(&self) -> SourceState {
        let record = lock(&self.record);
        SourceState {
            name: self.name.clone(),
            status: record.status(),
            failures: record.n_all_failures(),
            last_failure: record.last_failure().cloned(),
        }
    }
}
