//! Series by name and labels.

use crate::cells::declared::Declared;
use crate::cells::open::Ticket;
use crate::cells::series::SeriesRef;
use crate::cells::totals::narrow;
use crate::declared::descriptor::{Descriptor, Storage};
use crate::declared::kind::Kind;
use crate::declared::label::LabelValues;
use crate::names::nearest::nearest;
use crate::reading::registry::Registration;

/// A series that exists now.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) declared: &'static Declared,
    pub(super) label_set: u32,
    /// The labels, without absent ones.
    labels: Vec<(&'static str, String)>,
}

impl Named {
    fn new(declared: &'static Declared, label_set: usize, labels: Vec<(&'static str, &str)>) -> Self {
        let labels = labels.into_iter().filter(|(_, value)| !value.is_empty());
        let labels = labels.map(|(name, value)| (name, value.to_owned())).collect();
        Named { declared, label_set: narrow(label_set), labels }
    }

    /// Returns the current series of a handle; `None` if its label values are removed.
    pub(super) fn of(declared: &'static Declared, series: SeriesRef) -> Option<Self> {
        let of = declared.descriptor();
        let Some(ticket) = Ticket::of(series) else {
            let label_set = series.label_set().get();
            return (label_set < of.label_set_count())
                .then(|| Named::new(declared, label_set, of.label_set(label_set, &[])));
        };
        let held = declared.hold();
        let (combination, typed) = held.find(ticket)?;
        let labels = of.label_set(typed, &combination.values());
        Some(Named::new(declared, combination.first.plus(typed).get(), labels))
    }

    /// Returns all series of a declaration.
    fn all(declared: &'static Declared) -> Vec<Self> {
        let of = declared.descriptor();
        if of.n_open_labels() == 0 {
            let typed = (0..of.label_set_count()).map(|index| (index, of.label_set(index, &[])));
            return typed.map(|(index, labels)| Named::new(declared, index, labels)).collect();
        }
        let held = declared.hold();
        let of_combination = held.iter().flat_map(|combination| {
            let values = combination.values();
            (0..of.n_typed_label_sets()).map(move |typed| {
                let labels = of.label_set(typed, &values);
                Named::new(declared, combination.first.plus(typed).get(), labels)
            })
        });
        of_combination.collect()
    }

    /// Returns the series of a family that have these labels.
    ///
    /// # Panics
    ///
    /// Panics if the program does not declare such a family, if the family cannot have the labels, or if it does not
    /// add up what threads record.
    #[track_caller]
    pub(super) fn find(name: &str, labels: &[(&str, &str)]) -> Vec<Self> {
        let declarations: Vec<_> = declarations(name).collect();
        assert!(
            !declarations.is_empty(),
            "the program does not declare a metric `{name}`{}",
            similar_metric(name)
        );
        for declared in &declarations {
            check(declared);
        }
        for label in labels {
            check_label(name, *label, &declarations);
        }
        let all = declarations.into_iter().flat_map(Named::all);
        all.filter(|series| labels.iter().all(|label| series.has(*label))).collect()
    }

    fn has(&self, (name, value): (&str, &str)) -> bool {
        let own = self.labels.iter().find(|(own, _)| *own == name);
        own.map_or("", |(_, value)| value) == value // an absent label is empty
    }

    /// Returns whether both are series of one family and have the same labels.
    pub(super) fn is_same(&self, other: &Named) -> bool {
        self.labels == other.labels
    }

    pub(super) fn family(&self) -> impl Iterator<Item = Named> {
        declarations(self.declared.descriptor().name).flat_map(Named::all)
    }
}

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let labels: Vec<_> = self.labels.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
        match &*labels.join(",") {
            "" => write!(f, "`{}`", self.declared.descriptor().name),
            labels => write!(f, "`{}{{{labels}}}`", self.declared.descriptor().name),
        }
    }
}

fn declarations(name: &str) -> impl Iterator<Item = &'static Declared> + '_ {
    Registration::all_declarations().filter(move |declared| declared.descriptor().name == name)
}

fn similar_metric(name: &str) -> String {
    similar(name, Registration::all_declarations().map(|declared| declared.descriptor().name))
}

fn similar<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(name, known).map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default()
}

/// Checks that a series of the family can have the label.
///
/// # Panics
///
/// Panics if no declaration has the label, or if its values are known and lack this one.
#[track_caller]
fn check_label(name: &str, (label, value): (&str, &str), declarations: &[&Declared]) {
    let of = || declarations.iter().map(|declared| declared.descriptor());
    let has_label = of().any(|of| of.label_names().any(|own| own == label));
    assert!(
        has_label,
        "`{name}` has no label `{label}`{}",
        similar(label, of().flat_map(Descriptor::label_names))
    );
    let is_open = of().any(|of| of.labels.iter().any(|own| own.name == label && own.values.is_none()));
    let values = || of().flat_map(|of| known_values(of, label));
    assert!(
        is_open || values().any(|known| known == value),
        "the label `{label}` of `{name}` has no value `{value}`{}",
        similar(value, values())
    );
}

/// Returns the values of a label that are known at compile time; empty for an absent label.
fn known_values<'a>(of: &'a Descriptor, label: &'a str) -> impl Iterator<Item = &'static str> + 'a {
    let constant = of.constant_labels.iter().filter(move |(name, _)| *name == label).map(|(_, value)| *value);
    let own = of.labels.iter().filter(move |own| own.name == label).filter_map(|own| own.values);
    constant.chain(own.flat_map(LabelValues::iter))
}

/// Checks that each thread records into separate cells.
///
/// # Panics
///
/// Panics if records cannot be assigned to threads.
#[track_caller]
pub(super) fn check(declared: &Declared) {
    let of = declared.descriptor();
    assert!(
        !matches!(of.kind, Kind::Gauge | Kind::StateSet | Kind::Info),
        "a probe cannot read `{}`, because a {} holds the value that was set last by any thread",
        of.name,
        of.kind
    );
    assert!(
        of.storage != Storage::Shared,
        "a probe cannot read `{}`, because its `#[storage(shared)]` cells do not tell threads apart",
        of.name
    );
    assert!(
        !declared.is_shared(),
        "a probe cannot read `{}`, because the program has more metrics than its threads have cells for",
        of.name
    );
}
