//! Open labels: labels whose values only the running program knows.
//!
//! A declaration bounds how many of them there may be. Each combination that is seen gets the next index, and rows of
//! cells of its own; once all are taken, further ones share the value `_other`, so that a stranger's input cannot grow
//! the exposition. Two strings are one value if their bytes are equal.
//!
//! Whether a label is open is a question to its type: [`Label`](crate::Label) types are [`LabelValue`], and any other
//! text is open. [`ByType`] asks it, in code that the macros write.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};
use std::time::SystemTime;

use hashbrown::HashTable;

use crate::label::{LabelValue, LabelValues};

/// The value of all combinations past the bound.
pub(crate) const OTHER: &str = "_other";

/// A text that can be the value of an open label.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a label: it is neither a type with known values nor a text",
    label = "not a label type",
    note = "a label is an enum with `#[derive(gapless::LabelValue)]`, a `bool`, an `Option` of these, or a `StatusClass`",
    note = "a label whose values are not known at compile time is a `&str`, or anything else that is `AsRef<str>`"
)]
pub trait OpenLabel {
    /// The text.
    fn text(&self) -> &str;
}

impl<T: AsRef<str> + ?Sized> OpenLabel for T {
    fn text(&self) -> &str {
        self.as_ref()
    }
}

/// The value of a label, of which the compiler finds out whether its type knows all values.
///
/// For a [`LabelValue`], these are its items; for any other type, those of [`ByText`], which are called the same, and
/// as no method is that a trait of the user's may give to every type.
#[derive(Debug)]
pub struct ByType<'a, T: ?Sized>(&'a T);

impl<'a, T: ?Sized> ByType<'a, T> {
    /// The value.
    #[inline]
    pub fn of(value: &'a T) -> Self {
        ByType(value)
    }
}

impl<'a, T: LabelValue> ByType<'a, T> {
    /// Every value.
    pub const GAPLESS_VALUES: Option<LabelValues> = Some(T::VALUES);

    /// The index of a label set that ends in this value, after that of the labels before it.
    #[inline]
    #[must_use]
    pub fn gapless_index_after(&self, before: usize) -> usize {
        self.0.index_after(before)
    }

    /// The text of an open label; this is none.
    #[inline]
    pub fn gapless_text(&self) -> Option<&'a str> {
        None
    }
}

/// What [`ByType`] answers of types that are no [`LabelValue`].
pub trait ByText<'a, T: ?Sized> {
    /// Not known.
    const GAPLESS_VALUES: Option<LabelValues> = None;

    /// Open labels are no part of the index.
    #[inline]
    fn gapless_index_after(&self, before: usize) -> usize {
        before
    }

    /// The text.
    fn gapless_text(&self) -> Option<&'a str>
    where
        T: OpenLabel;
}

impl<'a, T: ?Sized> ByText<'a, T> for ByType<'a, T> {
    #[inline]
    fn gapless_text(&self) -> Option<&'a str>
    where
        T: OpenLabel,
    {
        Some(self.0.text())
    }
}

/// The combinations of values that a family has seen of its open labels.
#[derive(Debug)]
pub(crate) struct Seen {
    max: usize,
    /// Held for a look-up or an insertion by recording threads, and for a walk by a gathering, never while one waits.
    table: RwLock<Table>,
}

#[derive(Debug)]
struct Table {
    indices: HashTable<usize>,
    hasher: RandomState,
    combinations: Vec<Combination>,
    /// The index of the one past the bound, once there is any.
    other: Option<usize>,
}

/// One value for each open label.
#[derive(Debug)]
pub(crate) struct Combination {
    pub(crate) values: Box<[String]>,
    pub(crate) created: SystemTime,
}

/// The index of a combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It has one of its own.
    Own(usize),
    /// It shares that of all combinations past the bound.
    Other(usize),
}

impl Seen {
    /// Room for `max` combinations, and for the one past the bound.
    pub(crate) fn new(max: usize) -> Self {
        let table = Table {
            indices: HashTable::new(),
            hasher: RandomState::new(),
            combinations: Vec::new(),
            other: None,
        };
        Seen { max, table: RwLock::new(table) }
    }

    /// Where a combination is; `None` if it is new and there is no memory for it.
    pub(crate) fn place(&self, values: &[&str], created: fn() -> SystemTime) -> Option<Place> {
        if let Some(index) = self.read().find(values) {
            return Some(Place::Own(index));
        }
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = table.find(values) {
            return Some(Place::Own(index)); // another thread was quicker
        }
        if is_other(values) || table.n_own() < self.max {
            return table.insert(values, created()).map(Place::Own);
        }
        table.other(values.len(), created).map(Place::Other)
    }

    /// Shows every combination, with its index.
    pub(crate) fn for_each(&self, mut show: impl FnMut(usize, &Combination)) {
        for (index, combination) in self.read().combinations.iter().enumerate() {
            show(index, combination);
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Table> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// How many combinations have an index of their own.
    fn n_own(&self) -> usize {
        self.combinations.len() - usize::from(self.other.is_some())
    }

    fn find(&self, values: &[&str]) -> Option<usize> {
        let is_same = |&index: &usize| *self.combinations[index].values == *values;
        self.indices.find(hash(&self.hasher, values), is_same).copied()
    }

    fn other(&mut self, n_labels: usize, created: fn() -> SystemTime) -> Option<usize> {
        self.other.or_else(|| self.insert(&vec![OTHER; n_labels], created()))
    }

    fn insert(&mut self, values: &[&str], created: SystemTime) -> Option<usize> {
        let Table { indices, hasher, combinations, other } = self;
        let hash_at = |&index: &usize| hash(hasher, &combinations[index].values);
        indices.try_reserve(1, hash_at).ok()?;
        combinations.try_reserve(1).ok()?;
        let index = combinations.len();
        combinations.push(Combination { values: copy(values)?, created });
        indices
            .insert_unique(hash(hasher, values), index, |&index| hash(hasher, &combinations[index].values));
        if is_other(values) {
            *other = Some(index);
        }
        Some(index)
    }
}

fn is_other(values: &[&str]) -> bool {
    values.iter().all(|value| *value == OTHER)
}

fn hash<T: AsRef<str>>(hasher: &RandomState, values: &[T]) -> u64 {
    let mut hasher = hasher.build_hasher();
    values.iter().for_each(|value| value.as_ref().hash(&mut hasher));
    hasher.finish()
}

fn copy(values: &[&str]) -> Option<Box<[String]>> {
    let copy_one = |value: &&str| {
        let mut text = String::new();
        text.try_reserve_exact(value.len()).ok()?;
        text.push_str(value);
        Some(text)
    };
    values.iter().map(copy_one).collect()
}
