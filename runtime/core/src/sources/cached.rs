//! Sources whose samples stay valid for a time.

use std::error::Error;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::reading::snapshot::FamilySnapshot;
use crate::sources::samples::Samples;
use crate::sources::source::Source;
use crate::unwind::lock;

/// A source that is called at most once in a time, however many scrapes there are; see
/// [`Source::cached`](crate::Source::cached).
#[derive(Debug)]
pub struct CachedSource<S> {
    source: S,
    time: Duration,
    /// The last samples, and when they were collected.
    last: Mutex<Option<(Instant, Vec<FamilySnapshot>)>>,
}

impl<S> CachedSource<S> {
    pub(crate) fn new(source: S, time: Duration) -> Self {
        CachedSource { source, time, last: Mutex::new(None) }
    }
}

impl<S: Source> Source for CachedSource<S> {
    fn name(&self) -> &str {
        self.source.name()
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        let mut last = lock(&self.last);
        let families = match last.take().filter(|(since, _)| since.elapsed() < self.time) {
            Some(valid) => &last.insert(valid).1,
            None => {
                let mut samples = Samples::default();
                self.source.collect(&mut samples)?;
                &last.insert((Instant::now(), samples.into_families())).1
            }
        };
        families.iter().for_each(|family| into.family(family.clone()));
        Ok(())
    }

    fn is_used(&self) -> bool {
        self.source.is_used()
    }
}
