//! Views: a part of the program's series, as one reader is to see it.
//!
//! There is one world of static metrics, and what differs is the view: which families it has, a prefix before their names,
//! and labels that all their series have. Families have numbers that never change, so that what a view chooses is looked up
//! once, when it is built. A common prefix and common labels leave families and series in order, and names apart that were
//! apart.
//!
//! Not here: what is kept of the lines of a view (`scrape`).

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

/// A part of the program's series, perhaps with a prefix or with labels of its own; all of them by default.
///
/// Those without either share what they keep from one scrape to the next. What a view with a prefix or labels keeps is as
/// much again, of the families that it has, so make it once and clone it.
///
/// ```
/// use gapless_encode::{Format, View};
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
    /// By the number of the family; `None` for all.
    chosen: Option<Arc<[bool]>>,
    kept: Arc<Kept>,
    sourced: Option<Sourced>,
    /// How many bytes the last scrape had, by [`Format::index`]. Written and read by scrapes, relaxed, as it is a guess.
    sizes: Arc<[AtomicUsize; Format::N]>,
}

/// A [`View`] to be.
///
/// It has the metrics that are in one of the groups or fit one of the names, or all if neither is given, but for those that
/// are to be dropped.
///
/// A name may have `*` for any characters, or none; it is that of a declaration, without the prefix of the view, and of a
/// counter with `_total`. What no metric fits is an error, as it is a mistake.
#[derive(Clone, Debug, Default)]
#[must_use = "it is `build()` that makes the view"]
pub struct ViewBuilder {
    chosen: Filter,
    dropped: Filter,
    added: Added,
    sources: Option<Sources>,
}

/// What a view adds to every series.
#[derive(Clone, Debug, Default)]
pub(crate) struct Added {
    prefix: Option<String>,
    /// Before all others.
    pub(crate) labels: Vec<LabelPair>,
}

pub(crate) type LabelPair = (Cow<'static, str>, Cow<'static, str>);

impl Default for View {
    /// Every series of the program.
    fn default() -> Self {
        static WHOLE: OnceLock<View> = OnceLock::new();
        WHOLE.get_or_init(|| View::new(None, Arc::new(Kept::new(Added::default())), None)).clone()
    }
}

/// Two views are equal if they have the same metrics, of the same sources as of the same moment, and one is a clone of the other or
/// both have neither a prefix nor labels.
impl PartialEq for View {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0.kept, &other.0.kept)
            && self.0.chosen == other.0.chosen
            && self.0.sourced == other.0.sourced
    }
}

impl Eq for View {}

impl View {
    /// A view to be, of all metrics so far.
    pub fn builder() -> ViewBuilder {
        ViewBuilder::default()
    }

    /// The part of this view that a client asks for by `name[]`. Each name is that of a metric or of one of its samples, as it is
    /// registered or as the format spells it. Unknown names add nothing.
    ///
    /// ```
    /// use gapless_encode::{Format, View};
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

    /// This view with what its sources emit now: every scrape of it has the same of them. It is itself where it has no sources.
    ///
    /// Those who ask before the sources are asked share it. It never blocks, and takes no runtime.
    ///
    /// ```
    /// use gapless_core::{source_fn, Sources};
    /// use gapless_encode::{Format, View};
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

    /// What its sources have emitted, if it was [`collected`](Self::collected).
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

    /// The families of its sources that it has.
    pub(crate) fn families_of_sources(&self) -> Option<Collected> {
        self.0.sourced.as_ref().map(|sourced| sourced.families(&self.kept().added))
    }

    /// Whether it has the family with a number.
    pub(crate) fn has(&self, number: usize) -> bool {
        self.0.chosen.as_ref().is_none_or(|chosen| chosen[number])
    }

    pub(crate) fn kept(&self) -> &Kept {
        &self.0.kept
    }

    /// How many bytes the last scrape had.
    pub(crate) fn size(&self, format: Format) -> &AtomicUsize {
        &self.0.sizes[format.index()]
    }
}

impl ViewBuilder {
    /// With the metrics of these groups. A metric that is declared in several places is in the group of the first.
    pub fn groups(mut self, groups: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.chosen.groups.extend(groups.into_iter().map(Into::into));
        self
    }

    /// With the metrics of these names, in which `*` is any characters.
    ///
    /// ```
    /// use gapless_encode::View;
    ///
    /// let view = View::builder().names(["gapless_*"]).build()?;
    /// let error = View::builder().names(["gaples_*"]).build().unwrap_err();
    /// assert!(error.to_string().starts_with("no metric has a name like `gaples_*`; "));
    /// # Ok::<(), gapless_encode::Error>(())
    /// ```
    pub fn names(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.chosen.names.extend(names.into_iter().map(Into::into));
        self
    }

    /// Without the metrics of these groups, by whatever they were chosen.
    pub fn drop_groups(mut self, groups: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.dropped.groups.extend(groups.into_iter().map(Into::into));
        self
    }

    /// Without the metrics of these names, by whatever they were chosen.
    pub fn drop_names(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.dropped.names.extend(names.into_iter().map(Into::into));
        self
    }

    /// Puts a prefix and an underscore before every name, as a namespace does. The metrics of Gapless (`gapless_*`) and the
    /// standard metrics of a process (`process_*`) keep their names, because they are the same metrics in every program.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.added.prefix = Some(prefix.into());
        self
    }

    /// Adds a label to every series, before the labels that the series has. A label of a `gapless_*` metric that has the same
    /// name is renamed: `version` to `gapless_version`. A label with an empty value is not exported. Prometheus renames `job`
    /// and `instance`, which it sets itself.
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.added.labels.push((name.into().into(), value.into().into()));
        self
    }

    /// With what these sources emit. They are asked at each scrape, and groups and names are those of their metrics, too.
    ///
    /// As nobody knows before what sources emit, it is no mistake then that no metric is in a group or fits a name. Where a
    /// series of a source has a label of the view itself, its own value stands.
    ///
    /// ```
    /// use gapless_core::{source_fn, Sources};
    /// use gapless_encode::{Format, View};
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

    /// Looks up what it has.
    ///
    /// # Errors
    ///
    /// If a group or a name fits no metric, if the prefix or the name of a label is none, or if a metric of the view has
    /// such a label already.
    ///
    /// ```
    /// use gapless_encode::{ErrorKind, View};
    ///
    /// let error = View::builder().label("le", "1").build().unwrap_err();
    /// assert!(matches!(error.kind(), ErrorKind::Label(label) if label == "le"));
    /// let view = View::builder().label("version", "1.2").build()?; // `gapless_info` has `gapless_version` then
    /// # Ok::<(), gapless_encode::Error>(())
    /// ```
    pub fn build(self) -> Result<View, Error> {
        if self.sources.is_none() {
            self.chosen.check()?;
            self.dropped.check()?;
        }
        self.added.check()?;
        self.meant().try_for_each(|of| self.added.check_beside(of))?;
        let is_meant = |of: &Descriptor| self.is_meant(of);
        let chosen: Arc<[bool]> = Registry::global().descriptors().map(is_meant).collect();
        let (filters, sources) = ((self.chosen.clone(), self.dropped.clone()), self.sources.clone());
        let sourced = sources.map(|sources| Sourced::new(sources, filters));
        let kept = match self.added.is_empty() {
            true => View::default().0.kept.clone(),
            false => Arc::new(Kept::new(self.added)),
        };
        Ok(View::new(Some(chosen).filter(|chosen| chosen.contains(&false)), kept, sourced))
    }

    fn meant(&self) -> impl Iterator<Item = &Descriptor> {
        Registry::global().descriptors().filter(|of| self.is_meant(of))
    }

    fn is_meant(&self, of: &Descriptor) -> bool {
        filter::mean(&self.chosen, &self.dropped, of.name, of.group)
    }
}

impl Added {
    fn is_empty(&self) -> bool {
        self.prefix.is_none() && self.labels.is_empty()
    }

    /// The name of a family. Names that every program has in common stay as they are.
    pub(crate) fn name<'a>(&self, of: &'a str) -> Cow<'a, str> {
        match &self.prefix {
            Some(prefix) if !standard::is_standard(of) => format!("{prefix}_{of}").into(),
            _ => of.into(),
        }
    }

    /// The labels of a series of a declared family, and before them what is added.
    pub(crate) fn add_to(&self, labels: &mut Vec<LabelPair>, of: &str) {
        self.give_way(labels, of);
        labels.splice(0..0, self.labels.iter().cloned());
    }

    /// Renames labels of a metric of Gapless that have the name of an added one.
    fn give_way(&self, labels: &mut [LabelPair], of: &str) {
        if standard::is_own(of) {
            for (name, _) in
                labels.iter_mut().filter(|(own, _)| self.labels.iter().any(|(name, _)| name == own))
            {
                *name = format!("gapless_{name}").into();
            }
        }
    }

    /// The same for a family of a source, without what would make one series of two, or a label of states.
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

    /// The labels of a series of a source, and before them what is added. The labels of a source stand, but those of Gapless.
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

    /// Whether no label of a family is one of these, to a reader of plain names too.
    fn check_beside(&self, of: &Descriptor) -> Result<(), ErrorKind> {
        if standard::is_own(of.name) {
            return Ok(()); // its labels give way
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

/// The name of a label to a reader of plain names.
fn plain_label(name: &str) -> Cow<'_, str> {
    Escaping::Underscores.escape_label(name)
}

/// Whether it is what declarations have as names: lower-case words joined by single underscores, starting with a letter.
fn is_snake_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_')
        && !name.contains("__")
        && !name.ends_with('_')
}

#[cfg(test)]
mod tests;
