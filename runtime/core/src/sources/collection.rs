//! A collection: the families of all sources, without families that clash with each other or with declared metrics.

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use super::failure::{Failure, FailureReason};
use super::lane::CallResult;
use super::Entry;
use crate::cells::value::Value;
use crate::declared::descriptor::Descriptor;
use crate::declared::number::Number;
use crate::names::sample_names::Taken;
use crate::reading::own;
use crate::reading::registry::Registry;
use crate::reading::snapshot::{FamilySnapshot, Series};
use crate::unwind::lock;

/// The families that all sources emitted at one moment.
///
/// The family `gapless_source_failures_total` counts how often a source, or one of its families, was left out, by
/// reason.
#[derive(Clone, Debug, Default)]
pub struct Collection(Arc<Collected>);

#[derive(Debug, Default)]
struct Collected {
    families: Vec<FamilySnapshot>,
    news: Mutex<Vec<Failure>>,
}

impl Collection {
    /// Returns all families in name order, with their series in label order.
    ///
    /// Families whose names clash with a declared metric are left out.
    #[must_use]
    pub fn families(&self) -> &[FamilySnapshot] {
        &self.0.families
    }

    /// Returns the family with a name.
    #[must_use]
    pub fn family(&self, name: &str) -> Option<&FamilySnapshot> {
        let found = self.0.families.binary_search_by(|family| (*family.name).cmp(name));
        found.ok().map(|index| &self.0.families[index])
    }

    /// Returns the failures that the previous collection did not have. The first call takes them, so that each is
    /// logged once.
    ///
    /// ```
    /// use gapless::sources::{source_fn, Sources};
    ///
    /// let sources = Sources::new();
    /// sources.add(source_fn("database", |_| Err("it is down".into())))?;
    /// let news = sources.collect().wait().take_news();
    /// assert_eq!(news[0].to_string(), "the source `database` failed: it is down");
    /// assert!(sources.collect().wait().take_news().is_empty());
    /// # Ok::<(), gapless::Error>(())
    /// ```
    #[must_use]
    pub fn take_news(&self) -> Vec<Failure> {
        std::mem::take(&mut *lock(&self.0.news))
    }
}

/// Two collections are equal if they are clones, or if both are empty.
impl PartialEq for Collection {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || (self.families().is_empty() && other.families().is_empty())
    }
}

impl Eq for Collection {}

/// A collection that is being made, source by source.
#[derive(Debug, Default)]
pub(super) struct Draft {
    families: Vec<FamilySnapshot>,
    /// The names that earlier sources use.
    taken: Taken<String>,
    news: Vec<Failure>,
}

impl Draft {
    pub(super) fn add(&mut self, entry: &Entry, outcome: CallResult) {
        let mut failures = Vec::new();
        let mut fail = |(reason, message)| {
            failures.push(Failure { source: entry.name.clone(), reason, message });
        };
        match outcome {
            Err(failure) => fail(failure),
            Ok(families) => families.into_iter().for_each(|family| match self.clash(&family) {
                Some(message) => fail((FailureReason::Duplicate, message)),
                None => self.accept(entry, family),
            }),
        }
        self.news.extend(lock(&entry.record).add(failures));
    }

    /// Completes the collection with the failures of all sources.
    pub(super) fn finish(mut self, entries: &[Arc<Entry>]) -> Collection {
        let failures = failures(entries);
        if !failures.series.is_empty() && self.clash(&failures).is_none() {
            self.families.push(failures);
        }
        self.families.sort_by(|a, b| a.name.cmp(&b.name));
        Collection(Arc::new(Collected { families: self.families, news: Mutex::new(self.news) }))
    }

    /// Returns why a family clashes with the families so far, if it does.
    fn clash(&self, family: &FamilySnapshot) -> Option<String> {
        let name = &family.name;
        if let Some(declared) = Registry::global().name_clash(name, family.kind) {
            return Some(format!("`{name}`, which clashes with the declared `{declared}`; rename one"));
        }
        let (other, source) = self.taken.clash(name, family.kind)?;
        Some(format!("`{name}`, which clashes with `{other}` of the source `{source}`; rename one"))
    }

    fn accept(&mut self, entry: &Entry, family: FamilySnapshot) {
        self.taken.take(family.name.clone(), family.kind, entry.name.clone());
        self.families.push(family);
    }
}

fn failures(entries: &[Arc<Entry>]) -> FamilySnapshot {
    let is_used = |entry: &&Arc<Entry>| entry.lane.is_used() || lock(&entry.record).n_all_failures() > 0;
    let mut series: Vec<_> = entries.iter().filter(is_used).flat_map(|entry| failures_of(entry)).collect();
    series.sort_by(|a, b| a.labels.cmp(&b.labels));
    let Descriptor { name, help, kind, group, .. } = *own::SOURCE_FAILURES;
    FamilySnapshot { name: name.into(), help: help.into(), kind, unit: None, group: group.into(), series }
}

fn failures_of(entry: &Entry) -> impl Iterator<Item = Series> + '_ {
    let record = lock(&entry.record);
    let counts = FailureReason::ALL.map(|reason| (reason.as_str(), record.n_failures(reason)));
    counts.into_iter().map(|(reason, n)| {
        let source: Cow<'static, str> = entry.name.clone().into();
        let labels = vec![("source".into(), source), ("reason".into(), reason.into())];
        let (value, created) = (Value::Counter(Number::U64(n)), Some(entry.added));
        Series { labels, value, created, exemplars: Vec::new() }
    })
}
