//! Sources: what is looked up when somebody asks for the metrics, and not before.
//!
//! A source says at each scrape what there is at that moment: numbers that something else keeps, a pool, the system, another
//! library. Not here: how it is called ([`Sources`](crate::Sources)) and what it says ([`Samples`]).

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use crate::samples::Samples;

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
}

/// A source of a closure.
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

/// A source of a closure, from [`source_fn`].
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
