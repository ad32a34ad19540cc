//! The registry: all declarations of a program, checked, sorted, and ready to be read.
//!
//! `inventory` collects the declarations before `main`, in an order that the linker chooses. The registry finds
//! declarations that could conflict or merge, and sorts them by source location. A declaration that conflicts with an
//! earlier one is left out, so an exposition that Prometheus would reject is never served. The first read of a family
//! computes the labels of each series and its declarations; later reads only read numbers.

mod check;
mod clash;
mod declared_ref;
mod described;
mod family;
mod found;
mod itself;
mod late;
mod layout;
mod living;
mod reading;
mod switch;
mod unset;
mod untangle;

use std::borrow::Cow;
use std::collections::btree_map::{BTreeMap, Entry};
use std::sync::{Arc, Mutex, OnceLock};

use crate::cells::created::created;
use crate::cells::declared::Declared;
use crate::cells::native;
use crate::cells::series::LabelSetIndex;
use crate::cells::slab::SlotCount;
use crate::declared::descriptor::{Descriptor, Origin};
use crate::declared::kind::Kind;
use crate::declared::label::LabelPattern;
use crate::declared::location::Location;
use crate::error::Conflict;
use crate::handles::function::Function;

use self::clash::{family_clash, own_clash};
pub(crate) use self::declared_ref::DeclaredRef;
use self::family::Family;
use self::late::Known;
use self::layout::Slice;
use self::untangle::untangle;
use crate::names::sample_names::{shared_name, Taken};

pub use self::family::Identity;
pub use self::reading::{ReadSeries, Reading};
pub use self::switch::Switch;

/// A declaration that a macro writes and `inventory` collects.
#[derive(Debug)]
pub enum Registration {
    /// The declarations in a `defmetrics!` block.
    Declared(&'static [&'static Declared]),
    /// The descriptors in a `defmetrics!` block with a struct, which creates the declarations when it is registered.
    OfStruct(&'static [&'static Descriptor]),
    /// The descriptors in a `defmetrics!` block whose samples a source emits.
    Sampled(&'static [&'static Descriptor]),
    /// An instrumented function.
    Function(&'static Function),
    /// A declaration of Gapless itself, and whether the program uses the feature that it is about.
    Own(&'static Declared, fn() -> bool),
    /// The crates in `expect_crates!`, by their own names.
    Crates(&'static [&'static str]),
    /// The modules in `expect_modules!`: the path of the module with the macro, and the paths of the modules in the
    /// crate.
    Modules(&'static str, &'static [&'static str]),
    /// A metric of Gapless itself, and the function that updates it before it is read.
    Updated(&'static str, fn()),
}

inventory::collect!(Registration);

inventory::submit! { SlotCount(n_slots) }

/// Returns the number of slots that the declarations may take: one for each declaration, one more for a function that
/// times a sample of its calls, and those of native buckets.
fn n_slots() -> usize {
    let native = |declared: &'static Declared| native::n_slots(declared.descriptor());
    let slots = |registration: &'static Registration| {
        registration.declarations().map(|declared| 1 + native(declared)).sum::<usize>() + 1
    };
    inventory::iter::<Registration>.into_iter().map(slots).sum()
}

impl Registration {
    /// Returns all declarations of the program.
    #[cfg(feature = "testing")]
    pub(crate) fn all_declarations() -> impl Iterator<Item = &'static Declared> {
        inventory::iter::<Registration>.into_iter().flat_map(Registration::declarations)
    }

    fn declarations(&self) -> impl Iterator<Item = &'static Declared> {
        let (declared, function, own) = match *self {
            Registration::Declared(declared) => (declared, None, None),
            Registration::Function(function) => (&[][..], Some(function), None),
            Registration::Own(own, is_used) => (&[][..], None, is_used().then_some(own)),
            Registration::OfStruct(_)
            | Registration::Sampled(_)
            | Registration::Crates(_)
            | Registration::Modules(..)
            | Registration::Updated(..) => (&[][..], None, None),
        };
        declared.iter().copied().chain(function.into_iter().flat_map(Function::declarations)).chain(own)
    }

    /// Returns the descriptors of all declarations, of those that structs create, and of those that sources sample.
    fn descriptors(&self) -> impl Iterator<Item = &'static Descriptor> {
        let alone = match *self {
            Registration::OfStruct(alone) | Registration::Sampled(alone) => alone,
            _ => &[],
        };
        self.declarations().map(Declared::descriptor).chain(alone.iter().copied())
    }
}

/// All declared metrics of the program.
#[derive(Debug, Default)]
pub struct Registry {
    families: Vec<Family>,
    conflicts: Vec<Conflict>,
    /// The types whose fields are metrics.
    measured: Vec<living::Measured>,
    known: Known,
    /// The names of all metrics; computed when a name is first checked.
    taken: OnceLock<Taken<()>>,
    /// Locked to switch metrics; recording and reading do not need it.
    switching: Mutex<()>,
    /// Memory for counting series. Only readers lock it.
    counting: Mutex<Slice>,
}

/// A family that is being assembled: its declarations, and its series in label order.
#[derive(Debug)]
struct Collected {
    declarations: Vec<DeclaredRef>,
    /// The series of listed declarations with typed labels only. A declaration that is alone in its family is not
    /// listed, because its list would take hundreds of bytes for each series.
    series: BTreeMap<Vec<LabelPattern>, Vec<Cells>>,
    n_listed: usize,
}

/// A label set of one of the family's declarations, by index.
#[derive(Debug)]
struct Cells {
    declaration: usize,
    label_set: LabelSetIndex,
    seeded: bool,
}

impl Registry {
    /// Returns the registry of the program. The first call creates it.
    pub fn global() -> &'static Registry {
        static GLOBAL: OnceLock<Registry> = OnceLock::new();
        GLOBAL.get_or_init(|| {
            created();
            let known = Known::all();
            let all = || inventory::iter::<Registration>.into_iter().map(Registration::declarations);
            let mut declarations = Vec::with_capacity(all().map(Iterator::count).sum());
            declarations.extend(all().flatten());
            let mut registry = Registry { known, ..Registry::new(&declarations) };
            inventory::iter::<Registration>
                .into_iter()
                .for_each(|registration| registry.update_by(registration));
            registry
        })
    }

    fn new(declarations: &[&'static Declared]) -> Registry {
        let (tangled, alone) = untangle(declarations);
        let mut draft = Draft::default();
        tangled.into_iter().for_each(|declared| draft.add(declared));
        draft.finish(alone)
    }

    /// Calls the function of a registration before each read of the metric that it updates.
    fn update_by(&mut self, registration: &Registration) {
        if let Registration::Updated(name, update) = *registration {
            let of_name = self.families.iter_mut().filter(|family| family.descriptor().name == name);
            of_name.for_each(|family| family.update = Some(update));
        }
    }

    /// Creates a registry of one declaration, without the metrics of Gapless itself.
    pub(crate) fn of_shared(declared: Arc<Declared>) -> Registry {
        let families = vec![Family::alone(DeclaredRef::Shared(declared))];
        Registry { families, ..Registry::default() }
    }

    /// Does the work of the first read now: chooses the clock, and sorts the series of each family.
    ///
    /// A program that calls this at its start answers its first scrape as fast as later ones.
    ///
    /// ```
    /// gapless::Registry::global().prepare();
    /// ```
    pub fn prepare(&self) {
        self.families.iter().for_each(|family| family.prepare(self));
    }

    /// Exports a group of metrics of Gapless itself from now on, because its feature is in use.
    #[doc(hidden)]
    pub fn mark_used(&self, group: &str) {
        self.families.iter().filter(|family| family.descriptor().group == group).for_each(Family::mark_used);
    }

    /// Returns the descriptor of each exported family, in name order.
    pub fn descriptors(&self) -> impl Iterator<Item = &Descriptor> {
        self.families.iter().map(Family::descriptor)
    }
}

impl Registry {
    /// Returns the declared metric whose lines could have the same names as those of a family with this name.
    pub(crate) fn name_clash(&self, name: &str, kind: Kind) -> Option<&str> {
        let taken = self.taken.get_or_init(|| {
            let mut taken = Taken::default();
            self.descriptors().for_each(|of| taken.take(of.name.into(), of.kind, ()));
            taken
        });
        taken.clash(name, kind).map(|(name, ())| name)
    }
}

fn is_open(declared: &Declared) -> bool {
    declared.descriptor().n_open_labels() > 0
}

/// A registry that is being assembled, one declaration after the other.
#[derive(Default)]
struct Draft {
    families: BTreeMap<&'static str, Collected>,
    taken: Taken<&'static Descriptor>,
    conflicts: Vec<Conflict>,
}

impl Draft {
    fn add(&mut self, declared: &'static Declared) {
        if let Some(collected) = self.families.get_mut(declared.descriptor().name) {
            collected.list();
        }
        let clash = self.clash(declared);
        match clash {
            Some((reason, stands)) => self.leave_out(declared.descriptor(), reason, stands),
            None => self.accept(declared),
        }
    }

    /// Returns why a declaration conflicts with the declarations so far, if it does.
    fn clash(&self, declared: &'static Declared) -> Option<(Cow<'static, str>, Location)> {
        let descriptor = declared.descriptor();
        if let Some(own) = own_clash(descriptor) {
            return Some(own);
        }
        match self.families.get(descriptor.name) {
            Some(collected) => {
                if let Some(clash) = collected.struct_clash(declared) {
                    return Some(clash);
                }
                let reason = family_clash(collected.descriptor(), descriptor)
                    .map(|reason| (reason, collected.descriptor().location));
                reason.or_else(|| collected.series_clash(declared))
            }
            None => self.sample_name_clash(descriptor),
        }
    }

    fn sample_name_clash(&self, descriptor: &Descriptor) -> Option<(Cow<'static, str>, Location)> {
        let (_, stands) = self.taken.clash(descriptor.name, descriptor.kind)?;
        let sample = shared_name(stands, descriptor)?;
        let reason = format!(
            "`{}` is of type {} there, and both would write samples or types called `{sample}`",
            stands.name, stands.kind
        );
        Some((reason.into(), stands.location))
    }

    fn leave_out(&mut self, descriptor: &Descriptor, reason: Cow<'static, str>, stands: Location) {
        self.conflicts.push(Conflict {
            name: descriptor.name,
            reason,
            left_out: descriptor.location,
            stands,
        });
    }

    fn accept(&mut self, declared: &'static Declared) {
        let descriptor = declared.descriptor();
        match self.families.entry(descriptor.name) {
            Entry::Vacant(entry) => {
                self.taken.take(descriptor.name.into(), descriptor.kind, descriptor);
                entry.insert(Collected::new(DeclaredRef::Static(declared)));
            }
            Entry::Occupied(mut entry) => {
                entry.get_mut().declarations.push(DeclaredRef::Static(declared));
                entry.get_mut().list();
            }
        }
    }

    /// Completes the registry with the families of one declaration, and the metrics of Gapless itself.
    fn finish(self, alone: Vec<&'static Declared>) -> Registry {
        let mut families: Vec<_> =
            alone.into_iter().map(|declared| Family::alone(DeclaredRef::Static(declared))).collect();
        families.extend(self.families.into_values().map(Family::collected).chain(itself::all()));
        families.sort_by_key(|family| family.descriptor().name); // three sorted runs, which the sort merges
        Registry {
            measured: living::types_of(&families),
            families,
            conflicts: self.conflicts,
            ..Registry::default()
        }
    }
}

impl Collected {
    /// Lists the series of declarations that are not listed yet.
    fn list(&mut self) {
        for declaration in self.n_listed..self.declarations.len() {
            let (declared, first) = (&self.declarations[declaration], &self.declarations[0]);
            let descriptor = declared.descriptor();
            let typed = (!is_open(declared)).then(|| label_sets(descriptor));
            for (label_set, labels) in typed.into_iter().flatten() {
                let cells = Cells {
                    declaration,
                    label_set: LabelSetIndex::new(label_set),
                    seeded: descriptor.seeds(&labels),
                };
                let labels = in_own_order(first.descriptor(), labels);
                self.series.entry(labels).or_default().push(cells);
            }
        }
        self.n_listed = self.declarations.len();
    }

    fn new(first: DeclaredRef) -> Self {
        Collected { declarations: vec![first], series: BTreeMap::new(), n_listed: 0 }
    }

    /// Returns the descriptor of the first declaration.
    fn descriptor(&self) -> &Descriptor {
        self.declarations[0].descriptor()
    }

    /// Returns a declaration that shares series with a new one.
    fn shared_with(&self, declared: &Declared) -> Option<&Declared> {
        if let Some(declaration) =
            self.declarations.iter().find(|declaration| may_share(declaration, declared))
        {
            return Some(declaration);
        }
        let typed = (!is_open(declared)).then(|| label_sets(declared.descriptor()));
        let label_sets = typed.into_iter().flatten();
        let mut label_sets = label_sets.map(|(_, labels)| in_own_order(self.descriptor(), labels));
        let shared = label_sets.find_map(|labels| self.series.get(&labels))?;
        shared.first().map(|cells| &*self.declarations[cells.declaration])
    }

    /// Returns the conflict of a metric of a struct, which is the only declaration of its name.
    fn struct_clash(&self, declared: &'static Declared) -> Option<(Cow<'static, str>, Location)> {
        let has_living = self.declarations.iter().any(|stands| stands.living().is_some());
        (has_living || declared.living().is_some()).then(|| {
            let reason = "a metric of a struct has one declaration; give one of the two another name";
            (reason.into(), self.descriptor().location)
        })
    }

    /// Returns why a declaration cannot share series with another one.
    fn series_clash(&self, declared: &Declared) -> Option<(Cow<'static, str>, Location)> {
        let descriptor = declared.descriptor();
        let stands = self.shared_with(declared)?.descriptor().location;
        let reason = match (descriptor.origin, descriptor.kind) {
            (Origin::Function, _) if stands != descriptor.location && !descriptor.adds_up => {
                "two functions have the same labels; annotate the `impl` block that a method is in, or give one of \
                 them another name: `#[metric(function = \"..\")]` on a method of an annotated block, \
                 `#[instrument_metric(function = \"..\")]` on any other function"
            }
            (_, Kind::Gauge) => "a gauge has one place that sets it; declare it once and share the handle",
            (_, Kind::StateSet) => {
                "a state set has one place that sets it; declare it once and share the handle"
            }
            (_, Kind::Info) => "an info has one place that sets it; declare it once",
            _ => return None,
        };
        Some((reason.into(), stands))
    }
}

/// Sorts labels in the order of the first declaration, so that equal labels are the same series.
fn in_own_order<'a>(
    of: &Descriptor,
    mut labels: Vec<(&'static str, &'a str)>,
) -> Vec<(&'static str, &'a str)> {
    labels.sort_by_key(|&(name, _)| of.label_names().position(|own| own == name));
    labels
}

/// Returns whether two declarations of a family could share a series, given that at least one has open labels.
fn may_share(a: &Declared, b: &Declared) -> bool {
    let constant = |declared: &Declared| {
        let mut labels = declared.descriptor().constant_labels.to_vec();
        labels.sort_unstable();
        labels
    };
    (is_open(a) || is_open(b)) && constant(a) == constant(b)
}

fn label_sets(descriptor: &Descriptor) -> impl Iterator<Item = (usize, Vec<LabelPattern>)> + '_ {
    (0..descriptor.label_set_count()).map(|index| (index, descriptor.label_set(index, &[])))
}
