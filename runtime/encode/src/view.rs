//! Views: the part of the program's metrics that one reader sees.
//!
//! A program has one set of metrics. A view selects families, and adds a prefix to their names and labels to their
//! series. The numbers of families never change, so a view looks its families up once, when it is built. A common
//! prefix and common labels keep the order of families and series, and different names stay different.
//!
//! Not here: the cached lines of a view (`cache`), and its rendering (`scrape`).

mod combine;
mod exports;
mod filter;
mod names;
mod snapshot;
mod sourced;

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, OnceLock};

use gapless_core::{Collection, Descriptor, Registry, Sources};

pub use self::exports::{Export, SourceExports};
use self::filter::Filter;
use self::names::Names;
use self::sourced::Sourced;
use crate::added::Added;
use crate::cache::Cache;
use crate::collected::Collected;
use crate::error::Error;
use crate::format::Format;

/// A part of the program's metrics, with an optional prefix and labels. The default view contains every series.
///
/// The builder of a view is the one place for groups, names, prefix, labels and sources. Pass the view to an
/// exporter or a server, or write it with [`scrape`](Self::scrape).
///
/// A view caches the constant parts of its lines between scrapes. Views without a prefix and labels share one cache;
/// each other view has its own, so build it once and clone it.
///
/// ```
/// use gapless::encode::{Format, View};
///
/// let view = View::builder().groups(["gapless"]).label("region", "eu").build()?;
/// let body = String::from_utf8(view.scrape(Format::Text).into_bytes())?;
/// assert!(body.contains("\ngapless_conflicts{region=\"eu\"} 0\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct View(Arc<Part>);

#[derive(Debug)]
struct Part {
    /// Indexed by the number of the family; `None` for all families.
    chosen: Option<Arc<[bool]>>,
    cache: Arc<Cache>,
    sourced: Option<Sourced>,
    /// The size of the last scrape in bytes, indexed by [`Format::index`]. Scrapes write and read it with relaxed
    /// ordering: it is only an estimate.
    sizes: Arc<[AtomicUsize; Format::N]>,
}

/// Builds a [`View`].
///
/// The view contains the metrics that are in one of the groups or match one of the names. Without groups and names, it
/// contains all metrics. Dropped groups and names are then removed.
///
/// A name is the declared name, without the prefix of the view and with the `_total` of a counter. `*` in a name
/// matches any number of characters. A group or name that does not match a metric is an error.
#[derive(Clone, Debug, Default)]
#[must_use = "call `build()` to make the view"]
pub struct ViewBuilder {
    chosen: Filter,
    dropped: Filter,
    added: Added,
    sources: Option<Sources>,
}

impl Default for View {
    /// Returns the view of every series of the program.
    fn default() -> Self {
        static WHOLE: OnceLock<View> = OnceLock::new();
        WHOLE.get_or_init(|| View::new(None, Arc::new(Cache::new(Added::default())), None)).clone()
    }
}

/// Views are equal if they select the same families from the same collection and share their cache: one is a clone of
/// the other, or neither has a prefix or labels.
impl PartialEq for View {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0.cache, &other.0.cache)
            && self.0.chosen == other.0.chosen
            && self.0.sourced == other.0.sourced
    }
}

impl Eq for View {}

impl View {
    /// Returns a builder for a view of every series.
    pub fn builder() -> ViewBuilder {
        ViewBuilder::default()
    }

    /// Returns the part of this view that a client asks for with `name[]`. A name is the name of a metric or of one of
    /// its samples, as declared or as in the format. Unknown names are ignored.
    ///
    /// ```
    /// use gapless::encode::{Format, View};
    ///
    /// let body = |name| View::default().of_names([name], Format::Text).scrape(Format::Text).into_bytes();
    /// assert!(body("gapless_conflicts").ends_with(b"\ngapless_conflicts 0\n"));
    /// assert!(body("no_such_metric").is_empty());
    /// ```
    #[must_use]
    pub fn of_names<'a>(&self, names: impl IntoIterator<Item = &'a str>, format: Format) -> Self {
        let names = Names::new(names, format.escaping());
        let has = |(number, of): (usize, &Descriptor)| {
            self.has(number) && names.have_any_of(&self.cache().added.name(of.name), of.kind)
        };
        let chosen = Registry::global().descriptors().enumerate().map(has).collect();
        let sourced = self.0.sourced.as_ref().map(|sourced| sourced.of_names(names.clone()));
        View::new(Some(chosen), self.0.cache.clone(), sourced)
    }

    /// Collects the sources, and returns this view with the collection: every scrape of the returned view contains the
    /// same values of the sources. A view without sources is returned unchanged.
    ///
    /// Calls before a collection begins share it. The future never blocks, and works on every runtime.
    ///
    /// ```
    /// use gapless::encode::{Format, View};
    /// use gapless::sources::{source_fn, Sources};
    ///
    /// # async fn answer() -> Result<(), Box<dyn std::error::Error>> {
    /// let sources = Sources::new();
    /// sources.add(source_fn("answer", |samples| {
    ///     samples.gauge("answer", "The answer.").value(42);
    ///     Ok(())
    /// }))?;
    /// let view = View::builder().sources(sources).names(["answer"]).build()?.collected().await;
    /// assert!(view.scrape(Format::Text).into_bytes().ends_with(b"\nanswer 42\n"));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn collected(&self) -> Self {
        match self.0.sourced.as_ref().and_then(Sourced::collect) {
            Some(collecting) => self.with(collecting.await),
            None => self.clone(),
        }
    }

    /// Returns the collection of the sources, if the view was [`collected`](Self::collected).
    #[must_use]
    pub fn collection(&self) -> Option<&Collection> {
        self.0.sourced.as_ref()?.collection()
    }

    /// Returns what the log should contain after a collection: sources that fail now, and values with equal labels. The
    /// first call takes each. For the crates of Gapless; it may change in any release.
    #[doc(hidden)]
    #[must_use]
    pub fn take_news(&self) -> Vec<String> {
        let failures = self.collection().map(Collection::take_news).unwrap_or_default();
        let failures = failures.iter().map(ToString::to_string);
        failures.chain(Registry::global().take_news().iter().map(ToString::to_string)).collect()
    }

    fn with(&self, collection: Collection) -> Self {
        let Part { chosen, cache, sourced, sizes } = &*self.0;
        let sourced = sourced.as_ref().map(|sourced| sourced.with(collection));
        View(Arc::new(Part { chosen: chosen.clone(), cache: cache.clone(), sourced, sizes: sizes.clone() }))
    }

    fn new(chosen: Option<Arc<[bool]>>, cache: Arc<Cache>, sourced: Option<Sourced>) -> Self {
        View(Arc::new(Part { chosen, cache, sourced, sizes: Arc::default() }))
    }

    /// Returns the families of the sources that are in the view.
    pub(crate) fn families_of_sources(&self) -> Option<Collected> {
        self.0.sourced.as_ref().map(|sourced| sourced.families(&self.cache().added))
    }

    /// Returns whether the view contains the family with a number.
    pub(crate) fn has(&self, number: usize) -> bool {
        self.0.chosen.as_ref().is_none_or(|chosen| chosen[number])
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.0.cache
    }

    /// Returns the size of the last scrape in bytes.
    pub(crate) fn size(&self, format: Format) -> &AtomicUsize {
        &self.0.sizes[format.index()]
    }
}

impl ViewBuilder {
    /// Adds the metrics of these groups. A metric with several declarations is in the group of the first declaration.
    pub fn groups(mut self, groups: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.chosen.groups.extend(groups.into_iter().map(Into::into));
        self
    }

    /// Adds the metrics with these names. `*` matches any number of characters.
    ///
    /// ```
    /// use gapless::encode::View;
    ///
    /// let view = View::builder().names(["gapless_*"]).build()?;
    /// let error = View::builder().names(["gaples_*"]).build().unwrap_err();
    /// assert!(error.to_string().starts_with("`gaples_*` does not match any metric; "));
    /// # Ok::<(), gapless::encode::Error>(())
    /// ```
    pub fn names(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.chosen.names.extend(names.into_iter().map(Into::into));
        self
    }

    /// Removes the metrics of these groups, even if a name or group adds them.
    pub fn drop_groups(mut self, groups: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.dropped.groups.extend(groups.into_iter().map(Into::into));
        self
    }

    /// Removes the metrics with these names, even if a name or group adds them.
    pub fn drop_names(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.dropped.names.extend(names.into_iter().map(Into::into));
        self
    }

    /// Puts a prefix and an underscore before every name, as a namespace does. The metrics of Gapless (`gapless_*`) and
    /// the standard metrics of a process (`process_*`) keep their names, because they are the same metrics in every
    /// program.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.added.prefix = Some(prefix.into());
        self
    }

    /// Adds a label to every series, before the labels that the series has. A label of a `gapless_*` metric that has
    /// the same name is renamed: `version` to `gapless_version`. A label with an empty value is not exported.
    /// Prometheus renames `job` and `instance`, which it sets itself.
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.added.labels.push((name.into().into(), value.into().into()));
        self
    }

    /// Adds the metrics of these sources, which each scrape collects. Groups and names apply to these metrics too.
    ///
    /// The metrics of sources are not known in advance, so groups and names that do not match a metric are not errors
    /// then. If a series of a source has a label with the name of a label of the view, the series keeps its value.
    ///
    /// ```
    /// use gapless::encode::{Format, View};
    /// use gapless::sources::{source_fn, Sources};
    ///
    /// let sources = Sources::new();
    /// sources.add(source_fn("queue", |samples| {
    ///     samples.gauge("queue_length", "Jobs in the queue.").group("jobs").value(3);
    ///     Ok(())
    /// }))?;
    /// let view = View::builder().groups(["jobs"]).prefix("shop").sources(sources).build()?;
    /// let body = String::from_utf8(view.scrape(Format::Text).into_bytes())?;
    /// assert!(body.ends_with("# TYPE shop_queue_length gauge\nshop_queue_length 3\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sources(mut self, sources: Sources) -> Self {
        self.sources = Some(sources);
        self
    }

    /// Builds the view.
    ///
    /// # Errors
    ///
    /// Returns an error if a group or name does not match a metric, if the prefix or the name of a label is not valid,
    /// or if a metric of the view already has one of the labels.
    ///
    /// ```
    /// use gapless::encode::{ErrorKind, View};
    ///
    /// let error = View::builder().label("le", "1").build().unwrap_err();
    /// assert!(matches!(error.kind(), ErrorKind::Label(label) if label == "le"));
    /// // The label `version` of `gapless_info` becomes `gapless_version`.
    /// let view = View::builder().label("version", "1.2").build()?;
    /// # Ok::<(), gapless::encode::Error>(())
    /// ```
    pub fn build(self) -> Result<View, Error> {
        if self.sources.is_none() {
            self.chosen.check()?;
            self.dropped.check()?;
        }
        self.added.check()?;
        self.selected().try_for_each(|of| self.added.check_beside(of))?;
        let is_selected = |of: &Descriptor| self.is_selected(of);
        let chosen: Arc<[bool]> = Registry::global().descriptors().map(is_selected).collect();
        let (filters, sources) = ((self.chosen.clone(), self.dropped.clone()), self.sources.clone());
        let sourced = sources.map(|sources| Sourced::new(sources, filters));
        let cache = match self.added.is_empty() {
            true => View::default().0.cache.clone(),
            false => Arc::new(Cache::new(self.added)),
        };
        Ok(View::new(Some(chosen).filter(|chosen| chosen.contains(&false)), cache, sourced))
    }

    fn selected(&self) -> impl Iterator<Item = &Descriptor> {
        Registry::global().descriptors().filter(|of| self.is_selected(of))
    }

    fn is_selected(&self, of: &Descriptor) -> bool {
        filter::select(&self.chosen, &self.dropped, of.name, of.group)
    }
}

#[cfg(test)]
mod tests;
