//! The trait `Source`: numbers that something else keeps, read at each scrape.
//!
//! A source reads, for example, a connection pool, the operating system or another library. Not here: how sources are
//! called (`Sources`), and what they emit ([`Samples`]).

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::sources::cached::CachedSource;
use crate::sources::samples::Samples;

/// Emits samples at each scrape.
///
/// Each source is called on its own thread, outside of any async runtime. If a source needs tokio, store a
/// `tokio::runtime::Handle` in it. A source may also set declared metrics instead of emitting samples: declared metrics
/// are read after the sources.
///
/// ```
/// use std::error::Error;
///
/// use gapless::sources::{Samples, Source, Sources};
///
/// struct Pool;
///
/// impl Source for Pool {
///     fn name(&self) -> &str {
///         "pool"
///     }
///
///     fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
///         into.gauge("pool_connections", "Connections in the pool.")
///             .series([("state", "idle")], 7)
///             .series([("state", "used")], 3);
///         Ok(())
///     }
/// }
///
/// let sources = Sources::new();
/// sources.add(Pool)?;
/// let collection = sources.collect().wait();
/// let pool = collection.family("pool_connections").expect("it was emitted");
/// assert_eq!(pool.series.len(), 2);
/// # Ok::<(), gapless::Error>(())
/// ```
pub trait Source: Send + Sync + 'static {
    /// Returns the name of the source, which is unique among all sources and a label of
    /// `gapless_source_failures_total`.
    ///
    /// It is called once.
    fn name(&self) -> &str;

    /// Emits the current samples.
    ///
    /// # Errors
    ///
    /// Return an error if the samples are not available. The failure is counted, and samples that were already emitted
    /// are not exported.
    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>>;

    /// Returns a source that calls this one at most once in a time, and emits its last samples again until then.
    ///
    /// This is for sources that are expensive to ask, such as a query of a database. A failure is not kept.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use std::time::Duration;
    ///
    /// use gapless::sources::{source_fn, Source, Sources};
    ///
    /// static QUERIES: AtomicU64 = AtomicU64::new(0);
    ///
    /// let accounts = source_fn("accounts", |samples| {
    ///     QUERIES.fetch_add(1, Ordering::Relaxed);
    ///     samples.gauge("accounts", "Accounts.").value(3);
    ///     Ok(())
    /// });
    /// let sources = Sources::new();
    /// sources.add(accounts.cached(Duration::from_secs(60)))?;
    /// sources.collect().wait();
    /// sources.collect().wait();
    /// assert_eq!(QUERIES.load(Ordering::Relaxed), 1);
    /// # Ok::<(), gapless::Error>(())
    /// ```
    fn cached(self, time: Duration) -> CachedSource<Self>
    where
        Self: Sized,
    {
        CachedSource::new(self, time)
    }

    /// Returns whether the source has samples to emit.
    ///
    /// A source that returns `false` is exported in `gapless_source_failures_total` only after it fails.
    #[doc(hidden)]
    fn is_used(&self) -> bool {
        true
    }
}

/// Creates a source from a closure, in which `?` accepts any error.
///
/// For a closure or a function with a concrete error type, use [`try_source_fn`].
///
/// ```
/// use gapless::sources::{source_fn, Sources};
///
/// let sources = Sources::new();
/// sources.add(source_fn("answer", |samples| {
///     samples.gauge("answer", "The answer.").value(42);
///     Ok(())
/// }))?;
/// assert!(sources.collect().wait().family("answer").is_some());
/// # Ok::<(), gapless::Error>(())
/// ```
pub fn source_fn<F>(name: impl Into<String>, collect: F) -> SourceFn<F>
where
    F: Fn(&mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> + Send + Sync + 'static,
{
    SourceFn { name: name.into(), collect }
}

/// Creates a source from a function or a closure with any error type, such as `std::io::Error` or `anyhow::Error`.
///
/// ```
/// use std::{fs, io};
///
/// use gapless::sources::{try_source_fn, Samples, Sources};
///
/// fn collect_load(samples: &mut Samples) -> io::Result<()> {
///     let load = fs::read_to_string("/proc/loadavg")?;
///     let threads = load.split(['/', ' ']).nth(4).and_then(|threads| threads.parse().ok()).unwrap_or(0.0);
///     samples.gauge("system_threads", "Threads of the system.").value(threads);
///     Ok(())
/// }
///
/// Sources::new().add(try_source_fn("load", collect_load))?;
/// # Ok::<(), gapless::Error>(())
/// ```
pub fn try_source_fn<F, E>(
    name: impl Into<String>,
    collect: F,
) -> SourceFn<impl Fn(&mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> + Send + Sync + 'static>
where
    F: Fn(&mut Samples) -> Result<(), E> + Send + Sync + 'static,
    E: Into<Box<dyn Error + Send + Sync>> + 'static,
{
    source_fn(name, move |samples: &mut Samples| collect(samples).map_err(Into::into))
}

/// A source that calls a closure; see [`source_fn`] and [`try_source_fn`].
pub struct SourceFn<F> {
    name: String,
    collect: F,
}

impl<F> Source for SourceFn<F>
where
    F: Fn(&mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> + Send + Sync + 'static,
{
    fn name(&self) -> &str {
        &self.name
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        (self.collect)(into)
    }
}

impl<S: Source + ?Sized> Source for Arc<S> {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        (**self).collect(into)
    }

    fn is_used(&self) -> bool {
        (**self).is_used()
    }
}

impl<F> fmt::Debug for SourceFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceFn").field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for dyn Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.name()).finish()
    }
}
