//! Views: the part of the program's metrics that one reader sees.
//!
//! A program has one set of metrics. A view selects families, and adds a prefix to their names and labels to their
//! series. The numbers of families never change, so a view looks its families up once, when it is built. A common
//! prefix and common labels keep the order of families and series, and different names stay different.
//!
//! Not here: the cached lines of a view (`scrape`).

mod combine;
mod filter;
mod names;
mod sourced;
mod standard;

use std::borrow::Cow;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, OnceLock};

use gapless_core::{Collection, Descriptor, FamilySnapshot, Kind, Registry, Sources};

use self::filter::Filter;
use self::names::Names;
use self::sourced::Sourced;
use crate::collected::Collected;
use crate::error::{Error, ErrorKind};
use crate::escaping::Escaping;
use crate::format::Format;
use crate::scrape::Kept;

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
    kept: Arc<Kept>,
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

/// The prefix and labels that a view adds to every series.
#[derive(Clone, Debug, Default)]
pub(crate) struct Added {
    prefix: Option<String>,
    /// Written before all other labels.
    pub(crate) labels: Vec<LabelPair>,
}

pub(crate) type LabelPair = (Cow<'static, str>, Cow<'static, str>);

impl Default for View {
    /// Returns the view of every series of the program.
    fn default() -> Self {
        static WHOLE: OnceLock<View> = OnceLock::new();
        WHOLE.get_or_init(|| View::new(None, Arc::new(Kept::new(Added::default())), None)).clone()
    }
}

/// Views are equal if they select the same families from the same collection and share their cache: one is a clone of
/// the other, or neither has a prefix or labels.
impl PartialEq for View {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0.kept, &other.0.kept)
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
            self.has(number) && names.have_any_of(&self.kept().added.name(of.name), of.kind)
        };
        let chosen = Registry::global().descriptors().enumerate().map(has).collect();
        let sourced = self.0.sourced.as_ref().map(|sourced| sourced.of_names(names.clone()));
        View::new(Some(chosen), self.0.kept.clone(), sourced)
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

    fn with(&self, collection: Collection) -> Self {
        let Part { chosen, kept, sourced, sizes } = &*self.0;
        let sourced = sourced.as_ref().map(|sourced| sourced.with(collection));
        View(Arc::new(Part { chosen: chosen.clone(), kept: kept.clone(), sourced, sizes: sizes.clone() }))
    }

    fn new(chosen: Option<Arc<[bool]>>, kept: Arc<Kept>, sourced: Option<Sourced>) -> Self {
        View(Arc::new(Part { chosen, kept, sourced, sizes: Arc::default() }))
    }

    /// Returns the families of the sources that are in the view.
    pub(crate) fn families_of_sources(&self) -> Option<Collected> {
        self.0.sourced.as_ref().map(|sourced| sourced.families(&self.kept().added))
    }

    /// Returns whether the view contains the family with a number.
    pub(crate) fn has(&self, number: usize) -> bool {
        self.0.chosen.as_ref().is_none_or(|chosen| chosen[number])
    }

    pub(crate) fn kept(&self) -> &Kept {
        &self.0.kept
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
        let kept = match self.added.is_empty() {
            true => View::default().0.kept.clone(),
            false => Arc::new(Kept::new(self.added)),
        };
        Ok(View::new(Some(chosen).filter(|chosen| chosen.contains(&false)), kept, sourced))
    }

    fn selected(&self) -> impl Iterator<Item = &Descriptor> {
        Registry::global().descriptors().filter(|of| self.is_selected(of))
    }

    fn is_selected(&self, of: &Descriptor) -> bool {
        filter::select(&self.chosen, &self.dropped, of.name, of.group)
    }
}

impl Added {
    fn is_empty(&self) -> bool {
        self.prefix.is_none() && self.labels.is_empty()
    }

    /// Returns the name of a family in the view. Standard names do not get the prefix.
    pub(crate) fn name<'a>(&self, of: &'a str) -> Cow<'a, str> {
        match &self.prefix {
            Some(prefix) if !standard::is_standard(of) => format!("{prefix}_{of}").into(),
            _ => of.into(),
        }
    }

    /// Adds the labels of the view before the labels of a declared series.
    pub(crate) fn add_to(&self, labels: &mut Vec<LabelPair>, of: &str) {
        self.rename_own(labels, of);
        labels.splice(0..0, self.labels.iter().cloned());
    }

    /// Renames labels of a metric of Gapless that have the name of an added label.
    fn rename_own(&self, labels: &mut [LabelPair], of: &str) {
        if standard::is_own(of) {
            for (name, _) in
                labels.iter_mut().filter(|(own, _)| self.labels.iter().any(|(name, _)| name == own))
            {
                *name = format!("gapless_{name}").into();
            }
        }
    }

    /// Returns the prefix and the labels for a family of a source, without labels that would merge two series or clash
    /// with the label of states.
    pub(crate) fn beside(&self, of: &FamilySnapshot) -> Added {
        let state = (of.kind == Kind::StateSet).then(|| self.name(&of.name));
        let all = || of.series.iter().flat_map(|series| &series.labels);
        let is_there =
            |label: &LabelPair| all().any(|(name, value)| *value == label.1 && plain_label(name) == label.0);
        let is_state = |name: &str| state.as_deref().is_some_and(|state| plain_label(state) == name);
        let is_own = standard::is_own(&of.name);
        let labels = self.labels.iter().filter(|label| is_own || !is_state(&label.0) && !is_there(label));
        Added { prefix: self.prefix.clone(), labels: labels.cloned().collect() }
    }

    /// Adds the labels of the view before the labels of a source's series. A label of the series wins, except in
    /// metrics of Gapless.
    pub(crate) fn with<'a>(&self, labels: &'a [LabelPair], of: &str) -> Cow<'a, [LabelPair]> {
        if self.labels.is_empty() {
            return labels.into();
        }
        if standard::is_own(of) {
            let mut labels = labels.to_vec();
            self.add_to(&mut labels, of);
            return labels.into();
        }
        let is_own = |name: &str| labels.iter().any(|(own, _)| plain_label(own) == name);
        self.labels.iter().filter(|(name, _)| !is_own(name)).chain(labels).cloned().collect()
    }

    fn check(&self) -> Result<(), ErrorKind> {
        self.prefix.as_deref().map_or(Ok(()), check_prefix)?;
        for (index, (name, _)) in self.labels.iter().enumerate() {
            if !is_snake_case(name) || matches!(&**name, "le" | "quantile") {
                return Err(ErrorKind::Label(name.to_string()));
            }
            if self.labels[..index].iter().any(|(other, _)| other == name) {
                return Err(ErrorKind::LabelTwice(name.to_string()));
            }
        }
        Ok(())
    }

    /// Checks that the added labels differ from the labels of a family, even with escaped names.
    fn check_beside(&self, of: &Descriptor) -> Result<(), ErrorKind> {
        if standard::is_own(of.name) {
            return Ok(()); // its labels are renamed
        }
        let state = (of.kind == Kind::StateSet).then(|| self.name(of.name));
        let own = of.label_names().map(Cow::Borrowed).chain(state);
        let own: Vec<_> = own.map(|name| plain_label(&name).into_owned()).collect();
        match self.labels.iter().find(|(name, _)| own.iter().any(|own| own == name)) {
            Some((label, _)) => Err(ErrorKind::LabelTaken { label: label.to_string(), metric: of.name }),
            None => Ok(()),
        }
    }
}

fn check_prefix(prefix: &str) -> Result<(), ErrorKind> {
    if !is_snake_case(prefix) {
        return Err(ErrorKind::Prefix(prefix.to_owned()));
    }
    match standard::starting_with(prefix) {
        Some(standard) => Err(ErrorKind::PrefixTaken { prefix: prefix.to_owned(), standard }),
        None => Ok(()),
    }
}

/// Returns the name of a label with the escaping `underscores`.
fn plain_label(name: &str) -> Cow<'_, str> {
    Escaping::Underscores.escape_label(name)
}

/// Returns whether a name follows the rules for declared names: lower-case words joined by single underscores, starting
/// with a letter.
fn is_snake_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_')
        && !name.contains("__")
        && !name.ends_with('_')
}

#[cfg(test)]
mod tests;
