//! An exported family: its series in label order, and the cells of each.
//!
//! Series have numbers, by which a renderer caches the constant parts of their lines. Series of typed labels are
//! numbered in label order for the life of the process, and their labels are computed on request. Series of open labels
//! are numbered in the order in which their values appear, and sorted afterwards. A removal leaves numbers unused. When
//! most numbers are unused, a new edition numbers the series again, so that removals never fill the memory.

use std::borrow::Cow;
use std::slice;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Instant, SystemTime};

use super::declared_ref::DeclaredRef;
use super::itself::MakeSeries;
use super::layout::{Feeds, Layout, Slice};
use super::switch::Flags;
use super::{in_own_order, is_open, Cells, Collected, Registry};
use crate::cells::created::created;
use crate::cells::declared::Declared;
use crate::cells::info_labels::InfoLabels;
use crate::cells::living::{Entry, LivingMetric};
use crate::cells::open::{Combination, Held, Ticket};
use crate::cells::series::SeriesRef;
use crate::cells::totals::{narrow, Shape};
use crate::declared::descriptor::Descriptor;
use crate::declared::kind::Kind;
use crate::declared::label::LabelPattern;
use crate::reading::own;
use crate::unwind::lock;

/// A family: all exported series of one name.
#[derive(Debug)]
pub(super) struct Family {
    of: Of,
    /// Whether the family is exported.
    pub(super) flags: Flags,
    /// Whether the family is in use; only metrics of Gapless itself may not be. Relaxed: it publishes nothing else.
    is_used: AtomicBool,
    /// Brings the values up to date before they are read.
    pub(super) update: Option<fn()>,
    /// The series; computed by the first read.
    series: OnceLock<Known>,
}

/// The origin of the values.
#[derive(Debug)]
enum Of {
    /// One declaration, the usual case.
    Alone(DeclaredRef),
    Declarations(Vec<DeclaredRef>),
    /// The registry itself.
    Itself(&'static Descriptor, MakeSeries),
}

/// The series that exist.
#[derive(Debug)]
enum Known {
    /// Series of typed labels, which never change.
    Fixed(Arc<Layout>),
    /// Series of open labels. Only readers lock them, to find new values.
    Growing(Box<Mutex<Growing>>),
    /// Infos, each with its current labels. Only readers lock them.
    Infos(Mutex<Arc<Layout>>),
    /// The fields of the living values of a struct. Only readers lock the layout, to find new values.
    Living(&'static LivingMetric, Mutex<Arc<Layout>>),
}

/// The identities of series by number. Only readers lock them.
pub(super) type Identities = Mutex<Vec<Identity>>;

/// The series are numbered again once there are this many more unused numbers than used ones.
const MAX_UNUSED: usize = 256;

/// The series of a family with open labels.
#[derive(Debug)]
struct Growing {
    layout: Arc<Layout>,
    edition: u32,
    identities: Arc<Identities>,
    /// The rows by number.
    rows: Vec<NumberedRow>,
    /// The numbers of existing series, in label order.
    order: Vec<u32>,
    /// The number of entries of `order` that are sorted.
    n_ordered: usize,
    /// The laid-out state of each declaration.
    declarations: Vec<LaidOutDeclaration>,
}

#[derive(Clone, Debug)]
struct NumberedRow {
    declaration: usize,
    /// The series of the declaration, as a handle refers to it.
    series: SeriesRef,
    seeded: bool,
    /// The combination of open values that owns the row, if it has one.
    of: Option<(Arc<Combination>, usize)>,
}

/// The laid-out state of a declaration with open labels.
#[derive(Clone, Debug, Default)]
struct LaidOutDeclaration {
    /// The tickets of the combinations, by place.
    tickets: Vec<Option<Ticket>>,
    /// The number of removals so far.
    n_removed: usize,
}

/// The labels and the creation time of a series.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Identity {
    /// The names and values of the labels, in declaration order. A label with an empty value is absent.
    pub labels: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    /// The time at which the series started at zero; `None` for gauges.
    pub created: Option<SystemTime>,
}

impl Of {
    fn descriptor(&self) -> &Descriptor {
        match self {
            Of::Alone(declaration) => declaration.descriptor(),
            Of::Declarations(declarations) => declarations[0].descriptor(),
            Of::Itself(descriptor, _) => descriptor,
        }
    }
}

impl Family {
    fn new(of: Of) -> Self {
        let is_used = AtomicBool::new(!own::is_own(of.descriptor().name) || matches!(of, Of::Itself(..)));
        Family { of, flags: Flags::new(), is_used, update: None, series: OnceLock::new() }
    }

    /// Creates the family of a single declaration.
    pub(super) fn alone(declaration: DeclaredRef) -> Self {
        Family::new(Of::Alone(declaration))
    }

    /// Creates the family of several declarations.
    pub(super) fn collected(of: Collected) -> Self {
        if let [declaration] = &of.declarations[..] {
            return Family::alone(declaration.clone());
        }
        let declarations = Of::Declarations(of.declarations.clone());
        Family { series: Known::of(of).into(), ..Family::new(declarations) }
    }

    pub(super) fn own(descriptor: &'static Descriptor, make: MakeSeries) -> Self {
        Family::new(Of::Itself(descriptor, make))
    }

    /// Returns the descriptor of the first declaration.
    pub(super) fn descriptor(&self) -> &Descriptor {
        self.of.descriptor()
    }

    pub(super) fn declarations(&self) -> &[DeclaredRef] {
        match &self.of {
            Of::Alone(declaration) => slice::from_ref(declaration),
            Of::Declarations(declarations) => declarations,
            Of::Itself(..) => &[],
        }
    }

    pub(super) fn mark_used(&self) {
        self.is_used.store(true, Ordering::Relaxed);
    }

    /// Returns whether the family is exported: metrics of Gapless itself are exported once their feature is used.
    pub(super) fn is_used(&self, registry: &Registry) -> bool {
        match self.known_of_itself(registry) {
            Some(layout) => layout.is_there(),
            None => {
                self.is_used.load(Ordering::Relaxed)
                    || self.declarations().iter().any(|declaration| declaration.has_values())
            }
        }
    }

    fn known_of_itself(&self, registry: &Registry) -> Option<&Layout> {
        match (&self.of, self.known(registry)) {
            (Of::Itself(..), Known::Fixed(layout)) => Some(layout),
            _ => None,
        }
    }

    /// Returns the number of existing series, enabled or not.
    pub(super) fn n_series(&self, registry: &Registry, now: Option<Instant>, slice: &mut Slice) -> usize {
        if !self.is_used(registry) || !self.can_be_on() {
            return 0;
        }
        let layout = match self.is_on() {
            true => self.layout(registry, now),
            false => self.layout_as_it_is(registry),
        };
        let n = layout.n_there(self.declarations(), self.shape(), slice);
        n * self.descriptor().lines_per_label_set()
    }

    pub(super) fn shape(&self) -> Shape {
        match self.of {
            Of::Itself(..) => Shape::Integer,
            Of::Alone(ref declaration) if declaration.living().is_some() => {
                Shape::of_fields(self.descriptor())
            }
            _ => Shape::of(self.descriptor()),
        }
    }

    /// Computes the series, unless this was done before.
    pub(super) fn prepare(&self, registry: &Registry) {
        self.known(registry);
    }

    fn known(&self, registry: &Registry) -> &Known {
        self.series.get_or_init(|| match &self.of {
            Of::Itself(of, make) => Known::Fixed(Arc::new(Layout::of_itself(of, make(registry)))),
            Of::Alone(declaration) => match declaration.living() {
                Some(metric) => {
                    Known::Living(metric, Mutex::new(Arc::new(Layout::living(self.descriptor(), metric))))
                }
                None => Known::of(Collected::new(declaration.clone())),
            },
            Of::Declarations(_) => unreachable!("it is known from the start"),
        })
    }

    /// Returns the series that exist now.
    pub(super) fn layout(&self, registry: &Registry, now: Option<Instant>) -> Arc<Layout> {
        // Before any lock is held: a seed is a function of the user, which may read metrics itself.
        if let Some(update) = self.update {
            update();
        }
        for declaration in self.declarations() {
            declaration.seed_gauge();
            declaration.turn_window(now);
            declaration.expire(now);
        }
        self.layout_as_it_is(registry)
    }

    /// Returns the series that exist now. Series of a disabled metric do not expire.
    fn layout_as_it_is(&self, registry: &Registry) -> Arc<Layout> {
        match self.known(registry) {
            Known::Fixed(layout) => layout.clone(),
            Known::Growing(growing) => lock(growing).update(self.descriptor(), self.declarations()),
            Known::Infos(layout) => self.infos(&mut lock(layout)),
            Known::Living(metric, layout) => self.living(metric, &mut lock(layout)),
        }
    }

    /// Returns the living values, with a new layout if values were added or removed.
    fn living(&self, metric: &'static LivingMetric, layout: &mut Arc<Layout>) -> Arc<Layout> {
        if layout.edition != metric.edition() {
            *layout = Arc::new(Layout::living(self.descriptor(), metric));
        }
        layout.clone()
    }

    /// Returns the current infos, with a new layout if one of them has changed.
    fn infos(&self, layout: &mut Arc<Layout>) -> Arc<Layout> {
        // Read before the labels: if labels change meanwhile, the next read lays them out again.
        let edition = n_changes(self.declarations());
        if layout.edition != edition {
            *layout = Arc::new(Layout::of_infos(
                self.descriptor(),
                edition,
                infos(self.descriptor(), self.declarations()),
            ));
        }
        layout.clone()
    }

    /// Returns the time at which the series of typed labels started at zero.
    fn created(&self) -> SystemTime {
        self.declarations().first().map_or_else(created, |declaration| declaration.created())
    }

    /// Returns the identity of a series by its number in a layout.
    pub(super) fn identity(&self, layout: &Layout, number: usize) -> Identity {
        match self.series.get().expect("a layout exists after a read") {
            Known::Growing(_) | Known::Infos(_) => {
                let identities = layout.identities.as_ref().expect("a series of open labels has a number");
                lock(identities)[number].clone()
            }
            Known::Living(..) => layout.identity_of_living(number, self.descriptor()),
            Known::Fixed(_) => {
                let labels = layout.labels(number, self.declarations());
                Identity::new(self.descriptor(), &in_own_order(self.descriptor(), labels), self.created())
            }
        }
    }
}

fn n_changes(declarations: &[DeclaredRef]) -> u32 {
    declarations.iter().fold(0, |n, declaration| n.wrapping_add(declaration.info().n_changes()))
}

/// Returns the current labels of infos, in label order.
fn infos(of: &Descriptor, declarations: &[DeclaredRef]) -> Vec<Identity> {
    let identity = |declaration: &DeclaredRef| {
        let InfoLabels { typed, open } = declaration.info().get()?;
        let open: Vec<_> = open.iter().map(|text| &**text).collect();
        let labels = in_own_order(of, declaration.descriptor().label_set(typed, &open));
        let labels = labels.into_iter().map(|(name, value)| (name.into(), value.to_owned().into()));
        Some(Identity { labels: labels.collect(), created: None })
    };
    let mut infos: Vec<_> = declarations.iter().filter_map(identity).collect();
    infos.sort();
    infos
}

impl Known {
    fn infos(of: &Descriptor, declarations: &[DeclaredRef]) -> Self {
        let edition = n_changes(declarations);
        Known::Infos(Mutex::new(Arc::new(Layout::of_infos(of, edition, infos(of, declarations)))))
    }

    fn of(mut collected: Collected) -> Self {
        if collected.descriptor().kind == Kind::Info {
            return Known::infos(collected.descriptor(), &collected.declarations);
        }
        match collected.declarations.iter().any(|declaration| is_open(declaration)) {
            true => Known::Growing(Box::new(Mutex::new(Growing::new(&mut collected)))),
            false => Known::Fixed(Arc::new(Layout::fixed(&mut collected))),
        }
    }
}

impl Identity {
    /// Creates the identity of a living value.
    pub(super) fn of_living(of: &Descriptor, entry: &Entry) -> Self {
        let texts = entry.labels.iter().chain(&entry.info).cloned();
        let labels = of.label_names().map(Cow::Borrowed).zip(texts);
        Identity { labels: labels.collect(), created: has_created(of).then_some(entry.created) }
    }

    fn new(of: &Descriptor, labels: &[LabelPattern], created: SystemTime) -> Self {
        let labels = labels.iter().map(|&(name, value)| (name.into(), value.into()));
        Identity { labels: labels.collect(), created: has_created(of).then_some(created) }
    }
}

fn has_created(of: &Descriptor) -> bool {
    matches!(of.kind, Kind::Counter | Kind::Histogram | Kind::Summary)
}

impl Growing {
    /// Starts with the series of declarations with typed labels only.
    fn new(of: &mut Collected) -> Self {
        of.list();
        let mut growing = Growing {
            layout: Arc::new(Layout::fed(of.descriptor(), Feeds::default())),
            edition: 0,
            identities: Arc::default(),
            rows: Vec::new(),
            order: Vec::new(),
            n_ordered: 0,
            declarations: vec![LaidOutDeclaration::default(); of.declarations.len()],
        };
        for (labels, cells) in &of.series {
            for &Cells { declaration, label_set, seeded } in cells {
                let identity = Identity::new(of.descriptor(), labels, of.declarations[declaration].created());
                growing.add(
                    identity,
                    NumberedRow { declaration, series: SeriesRef::of(label_set), seeded, of: None },
                );
            }
        }
        growing
    }

    fn add(&mut self, identity: Identity, row: NumberedRow) {
        lock(&self.identities).push(identity);
        self.rows.push(row);
    }

    /// Lays out the series, with the values that have appeared and without those that were removed.
    fn update(&mut self, of: &Descriptor, declarations: &[DeclaredRef]) -> Arc<Layout> {
        let mut has_changed = self.n_ordered < self.rows.len();
        for (index, declaration) in
            declarations.iter().enumerate().filter(|(_, declaration)| is_open(declaration))
        {
            let held = declaration.hold();
            has_changed |= self.forget(index, declaration, &held);
            has_changed |= self.see(of, index, declaration, &held);
        }
        if has_changed {
            self.put_in_order();
            self.layout = Arc::new(self.in_label_order(of));
        }
        self.layout.clone()
    }

    /// Leaves out the series of removed combinations of open values. Their numbers stay unused in this edition, because
    /// a renderer may still cache lines by them.
    fn forget(&mut self, declaration: usize, declared: &Declared, held: &Held<'_>) -> bool {
        if self.declarations[declaration].n_removed == held.n_removed() {
            return false;
        }
        self.declarations[declaration].n_removed = held.n_removed();
        let rows = &mut self.rows;
        self.order.retain(|&number| {
            let row = &mut rows[number as usize];
            let of_declaration = row.of.as_ref().filter(|_| row.declaration == declaration);
            let is_there = of_declaration.is_none_or(|(of, _)| declared.is_attached(of.ticket().series()));
            if !is_there {
                row.of = None; // the labels stay, because a read in progress may need them
            }
            is_there
        });
        true
    }

    /// Numbers the series of new combinations of open values.
    fn see(&mut self, of: &Descriptor, declaration: usize, declared: &Declared, held: &Held<'_>) -> bool {
        let (before, n_typed) = (self.rows.len(), declared.descriptor().n_typed_label_sets());
        let laid_out = &mut self.declarations[declaration];
        laid_out.tickets.resize(held.n_label_sets() / n_typed, None);
        for combination in held.iter() {
            let (ticket, place) = (Some(combination.ticket()), combination.first.get() / n_typed);
            if std::mem::replace(&mut self.declarations[declaration].tickets[place], ticket) != ticket {
                for typed in 0..n_typed {
                    let (identity, row) = number(of, declaration, declared, combination, typed);
                    self.add(identity, row);
                }
            }
        }
        before < self.rows.len()
    }

    fn put_in_order(&mut self) {
        self.order.extend(narrow(self.n_ordered)..narrow(self.rows.len()));
        self.n_ordered = self.rows.len();
        let identities = lock(&self.identities);
        // The sorted part is one run, into which the sort merges the new series.
        self.order.sort_by(|a, b| identities[*a as usize].cmp(&identities[*b as usize]));
        drop(identities);
        if self.rows.len() > 2 * self.order.len() + MAX_UNUSED {
            self.number_anew();
        }
    }

    /// Numbers the existing series again in order. A read of the previous edition keeps its identities.
    fn number_anew(&mut self) {
        let used = || self.order.iter().map(|&number| number as usize);
        let identities: Vec<_> = {
            let all = lock(&self.identities);
            used().map(|number| all[number].clone()).collect()
        };
        self.rows = used().map(|number| self.rows[number].clone()).collect();
        self.identities = Arc::new(Mutex::new(identities));
        self.order = (0..narrow(self.rows.len())).collect();
        self.n_ordered = self.rows.len();
        self.edition += 1;
    }

    fn in_label_order(&self, of: &Descriptor) -> Layout {
        let (identities, mut last) = (lock(&self.identities), None);
        let mut feeds = Feeds::default();
        for &number in &self.order {
            let NumberedRow { declaration, series, seeded, of } = &self.rows[number as usize];
            let labels = &identities[number as usize].labels;
            if last.replace(labels) != Some(labels) {
                feeds.add_series(number);
            }
            feeds.add_row(*declaration, *series, *seeded);
            if let Some((of, typed)) = of.as_ref().filter(|(of, _)| of.since.is_some()) {
                feeds.take_over(of.clone(), *typed);
            }
        }
        let mut layout = Layout::fed(of, feeds);
        (layout.edition, layout.identities) = (self.edition, Some(self.identities.clone()));
        layout
    }
}

/// Numbers the `typed`th label set of a combination.
fn number(
    of: &Descriptor,
    declaration: usize,
    declared: &Declared,
    combination: &Arc<Combination>,
    typed: usize,
) -> (Identity, NumberedRow) {
    let (descriptor, values) = (declared.descriptor(), combination.values());
    let labels = in_own_order(of, descriptor.label_set(typed, &values));
    let seeded = descriptor.seeds(&labels);
    let labels = labels.into_iter().map(|(name, value)| (name.into(), value.to_owned().into()));
    let created = has_created(of).then_some(combination.created);
    let series = combination.ticket().series().plus(typed);
    let row = NumberedRow { declaration, series, seeded, of: Some((combination.clone(), typed)) };
    (Identity { labels: labels.collect(), created }, row)
}
