//! All sources of a program, or of one of its exporters, and how they are asked.
//!
//! Each source is called on a thread of its own that sleeps between scrapes, all at once, and one thread more waits for them: so
//! that one that hangs costs a scrape the time limit, once, and the next one nothing, since it is not asked again before it
//! has returned. To call them on the thread that scrapes would cost no thread; but there is no way back from a call that hangs.
//!
//! Not here: what a source emits (`samples`), and how it is written.

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
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use self::collecting::Pending;
use self::failure::Record;
use self::lane::Lane;
use crate::error::{Error, ErrorKind};
use crate::names::nearest::nearest;
use crate::sources::source::Source;

pub use self::collecting::Collecting;
pub use self::collection::Collection;
pub use self::failure::{Failure, FailureReason, SourceStatus};

/// How long a scrape waits for its sources, if nobody says otherwise.
const LIMIT: Duration = Duration::from_secs(1);

/// The sources that are asked together. A clone has the same ones.
///
/// They are called in parallel, each on a thread of its own, and have a second for it, or what [`with_limit`](Self::with_limit)
/// says. One that takes longer is left out until it has returned. It is so with one that panics, fails or emits what cannot be
/// exported, but it is asked again by the next scrape. Nothing of a source that failed, or that was [removed](Self::remove), is
/// kept.
///
/// ```
/// use gapless_core::{source_fn, Sources};
///
/// let sources = Sources::new();
/// sources.add(source_fn("queue", |samples| {
///     samples.gauge("queue_length", "Jobs in the queue.").value(3);
///     Ok(())
/// }))?;
/// assert_eq!(sources.collect().wait().families().len(), 2); // with `gapless_source_failures_total`
/// sources.remove("queue")?;
/// assert!(sources.collect().wait().families().is_empty());
/// # Ok::<(), gapless_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Sources(Arc<Shared>);

/// What is known of a source.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SourceState {
    /// Its name.
    pub name: String,
    /// How it does.
    pub status: SourceStatus,
    /// How often it, or one of its families, was left out.
    pub failures: u64,
    /// What went wrong last, if anything ever did.
    pub last_failure: Option<Failure>,
}

#[derive(Debug)]
struct Shared {
    limit: Duration,
    /// Locked for moments.
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// In the order in which they were added.
    entries: Vec<Arc<Entry>>,
    /// The collection that begins next, if one was asked for.
    next: Option<Arc<Pending>>,
    /// Tells the thread that collects, once there is one.
    turns: Option<Sender<()>>,
}

/// A source, and what is known of it.
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

/// Two are equal if one is a clone of the other.
impl PartialEq for Sources {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Sources {}

impl Sources {
    /// None yet, which have a second each time they are asked.
    #[must_use]
    pub fn new() -> Self {
        Sources::default()
    }

    /// Creates an empty list of sources that have this time each time they are asked. A scrape waits for twice that at most: it
    /// takes part in the next collection, and one may have just begun. Choose less than half of the scraper's own time limit: a
    /// scrape whose time ends before that is refused.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let sources = gapless_core::Sources::with_limit(Duration::from_millis(200));
    /// assert!(sources.list().is_empty());
    /// ```
    #[must_use]
    pub fn with_limit(limit: Duration) -> Self {
        Sources(Arc::new(Shared { limit, state: Mutex::default() }))
    }

    /// Adds a source, which the next scrape asks. Its families give way to those of sources that were added before.
    ///
    /// # Errors
    ///
    /// If there is a source of that name, or if that is none.
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

    /// Removes a source: the next scrape has nothing of it. It is dropped once it has returned from its last call.
    ///
    /// # Errors
    ///
    /// If there is no source of that name.
    ///
    /// ```
    /// let error = gapless_core::Sources::new().remove("database").unwrap_err();
    /// assert_eq!(error.to_string(), "there is no source `database`; `Sources::list` has every source");
    /// ```
    pub fn remove(&self, name: &str) -> Result<(), Error> {
        let mut state = lock(&self.0.state);
        let Some(index) = state.entries.iter().position(|entry| entry.name == name) else {
            let known = state.entries.iter().map(|entry| &*entry.name);
            let nearest = nearest(name, known).map(ToOwned::to_owned);
            return Err(ErrorKind::UnknownSource { name: name.to_owned(), nearest }.into());
        };
        let entry = state.entries.remove(index);
        drop(state); // before the source, which may use these
        drop(entry);
        Ok(())
    }

    /// All sources in the order in which they were added, and how they do.
    ///
    /// ```
    /// use gapless_core::{source_fn, SourceStatus, Sources};
    ///
    /// let sources = Sources::new();
    /// sources.add(source_fn("database", |_| Err("it is down".into())))?;
    /// assert_eq!(sources.list()[0].status, SourceStatus::Unasked);
    /// sources.collect().wait();
    /// assert_eq!(sources.list()[0].status, SourceStatus::Failing);
    /// # Ok::<(), gapless_core::Error>(())
    /// ```
    #[must_use]
    pub fn list(&self) -> Vec<SourceState> {
        lock(&self.0.state).entries.iter().map(|entry| entry.state()).collect()
    }

    /// Asks all sources. Those who ask before a collection begins share it.
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

    /// Tells the thread that collects that it is its turn.
    fn tell(&self, state: &mut State) -> io::Result<()> {
        let told = state.turns.as_ref().is_some_and(|turns| turns.send(()).is_ok());
        if !told {
            let turns = state.turns.insert(self.start()?); // the first, or the last has died of who waited
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
