//! Finds run-time metrics by a pattern.

use std::sync::atomic::Ordering;
use std::sync::Arc;
use std::time::Instant;

use super::family::Members;
use super::registry::{Entry, Registry};
use crate::declared::kind::Kind;
use crate::names::pattern::Pattern;
use crate::reading::selection::{Found, FoundAbout, Selection};
use crate::reading::snapshot::{FamilySnapshot, LabelPair};

impl Registry {
    /// Selects the metrics whose names match a pattern, in which `*` matches any characters.
    ///
    /// ```
    /// use gapless::dynamic::Registry;
    ///
    /// let registry = Registry::new();
    /// for name in ["web_requests_total", "web_errors_total", "db_queries_total"] {
    ///     registry.counter(name, "Events.").register()?;
    /// }
    /// assert!(registry.find("web_*").names().eq(["web_errors_total", "web_requests_total"]));
    /// # Ok::<(), gapless::Error>(())
    /// ```
    pub fn find(&self, pattern: &str) -> Selection<'static> {
        let all = self.families().into_iter().filter(|family| Pattern(pattern).fits(family.name()));
        Selection::new(all.map(|family| -> Box<dyn Found> {
            match family {
                Entry::Made(members) => Box::new(members),
                Entry::Declared(family) => Box::new(family),
            }
        }))
    }
}

impl Found for Arc<Members> {
    fn about(&self) -> FoundAbout<'_> {
        let about = &self.about;
        FoundAbout {
            name: &about.name,
            max_series: Some(about.max_series),
            refused: about.refused.load(Ordering::Relaxed),
            overflowed: about.overflowed.load(Ordering::Relaxed),
            declared: None,
        }
    }

    fn snapshot(&self) -> FamilySnapshot {
        Members::snapshot(self, Instant::now())
    }

    fn is_on(&self) -> bool {
        Members::is_on(self)
    }

    fn switch(&self, on: bool) {
        Members::switch(self, on);
    }

    fn reset(&self, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize {
        if self.about.kind == Kind::UpDownCounter {
            return 0; // what is up now comes down once more
        }
        let meant: Vec<_> = self.all().into_iter().filter(|series| is_meant(&series.labels)).collect();
        meant.iter().for_each(|series| series.reset());
        meant.len()
    }

    fn remove(&self, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize {
        self.remove_where(|series| is_meant(&series.labels))
    }
}
