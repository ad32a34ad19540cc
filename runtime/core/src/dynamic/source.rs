//! A registry as a source, which adds its metrics to the exposition of the declared metrics.

use std::error::Error;

use super::registry::Registry;
use crate::sources::samples::Samples;
use crate::sources::source::Source;

/// The name of the source is `dynamic`. A second registry in the same [`Sources`](crate::Sources) needs another name:
///
/// ```
/// use gapless::sources::{source_fn, Source, Sources};
/// use gapless::dynamic::Registry;
///
/// let (registry, other) = (Registry::new(), Registry::new());
/// let sources = Sources::new();
/// sources.add(registry.clone())?;
/// sources.add(source_fn("other", move |samples| other.collect(samples)))?;
/// registry.gauge("queue_length", "Jobs in the queue.").register()?.set(3.0);
/// assert!(sources.collect().wait().family("queue_length").is_some());
/// # Ok::<(), gapless::Error>(())
/// ```
impl Source for Registry {
    fn name(&self) -> &str {
        "dynamic"
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.gather().families.into_iter().for_each(|family| into.family(family));
        Ok(())
    }

    fn is_used(&self) -> bool {
        !self.is_empty()
    }
}
