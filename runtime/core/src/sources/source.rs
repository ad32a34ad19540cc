//! Sources: what is looked up when somebody asks for the metrics, and not before.
//!
//! A source says at each scrape what there is at that moment: numbers that something else keeps, a pool, the system, another
//! library. Not here: how it is called ([`Sources`](crate::Sources)) and what it says ([`Samples`]).

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use crate::sources::samples::Samples;

/// Something that yields samples at each scrape.
///
/// It is called on a thread of its own, which no async runtime is on: one of tokio that it needs it takes with it, as a `Handle`. It
/// may also emit nothing and set metrics that are declared, which are read afterwards.
///
/// ```
/// use std::error::Error;
///
/// use gapless_core::{Samples, Source, Sources};
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
/// # Ok::<(), gapless_core::Error>(())
/// ```
pub trait Source: Send + Sync + 'static {
    /// What it is called among all sources, and in `gapless_source_failures_total`. It is asked for once.
    fn name(&self) -> &str;

    /// Emits what there is now.
    ///
    /// # Errors
    ///
    /// If it cannot know: nothing that it has emitted is exported then, and the failure is counted.
    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>>;

    /// Whether it has anything to emit; a source without is not in `gapless_source_failures_total` before it fails.
    #[doc(hidden)]
    fn is_used(&self) -> bool {
        true
    }
}

/// Makes a source of a closure, in which `?` takes any error. For a function or a closure that returns an error type of its own,
/// there is [`try_source_fn`].
///
/// ```
/// use gapless_core::{source_fn, Sources};
///
/// let sources = Sources::new();
/// sources.add(source_fn("answer", |samples| {
///     samples.gauge("answer", "The answer.").value(42);
///     Ok(())
/// }))?;
/// assert!(sources.collect().wait().family("answer").is_some());
/// # Ok::<(), gapless_core::Error>(())
/// ```
pub fn source_fn<F>(name: impl Into<String>, collect: F) -> SourceFn<F>
where
    F: Fn(&mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> + Send + Sync + 'static,
{
    SourceFn { name: name.into(), collect }
}

/// Makes a source of a function or a closure that returns an error of any type, such as `std::io::Error` or `anyhow::Error`.
///
/// ```
/// use std::{fs, io};
///
/// use gapless_core::{try_source_fn, Samples, Sources};
///
/// fn collect_load(samples: &mut Samples) -> io::Result<()> {
///     let load = fs::read_to_string("/proc/loadavg")?;
///     let threads = load.split(['/', ' ']).nth(4).and_then(|threads| threads.parse().ok()).unwrap_or(0.0);
///     samples.gauge("system_threads", "Threads of the system.").value(threads);
///     Ok(())
/// }
///
/// Sources::new().add(try_source_fn("load", collect_load))?;
/// # Ok::<(), gapless_core::Error>(())
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

/// A source of a closure, from [`source_fn`] or [`try_source_fn`].
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
