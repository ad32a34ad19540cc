//! Finds the declarations that could conflict or merge with others. Most cannot.
//!
//! Two declarations can only conflict, or share a family, if a line of an exposition could belong to either. The *stem*
//! of a name is the name without suffixes. The stems of two such declarations are equal, or one is the other with a
//! suffix, so a table of stems finds them. Declarations without a partner need no further work.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use crate::cells::declared::Declared;
use crate::names::sample_names::{stem_of, without_suffix};
use crate::reading::own;

/// Splits declarations into those that could conflict or merge, in source order, and all others, in name order.
pub(super) fn untangle(
    declarations: &[&'static Declared],
) -> (Vec<&'static Declared>, Vec<&'static Declared>) {
    let (mut tangled, mut alone) = (Vec::new(), Vec::with_capacity(declarations.len()));
    let stems = Stems::of(declarations);
    let start = common_start(&stems.names);
    for ((&declaration, &name), is_tangled) in declarations.iter().zip(&stems.names).zip(stems.are_tangled())
    {
        match is_tangled {
            true => tangled.push(declaration),
            false => alone.push((eight_bytes(name, start), name, declaration)),
        }
    }
    tangled.sort_by_key(|declared| (declared.descriptor().location, declared.descriptor().name));
    alone.sort_unstable_by_key(|&(bytes, name, _)| (bytes, name));
    (tangled, alone.into_iter().map(|(_, _, declared)| declared).collect())
}

/// Returns the length of the common prefix of all names.
fn common_start(names: &[&str]) -> usize {
    let Some((first, others)) = names.split_first() else { return 0 };
    let alike = |name: &&str| first.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
    others.iter().map(alike).min().unwrap_or_default()
}

/// Returns eight bytes of a name as a number in name order. They usually differ, and comparing numbers is fast.
fn eight_bytes(name: &str, from: usize) -> u64 {
    let rest = &name.as_bytes()[from..];
    let mut bytes = [0; 8];
    let n = rest.len().min(8);
    bytes[..n].copy_from_slice(&rest[..n]);
    u64::from_be_bytes(bytes)
}

/// The stems of declarations.
struct Stems<'a> {
    declarations: &'a [&'static Declared],
    /// The name of each declaration, stored here for speed.
    names: Vec<&'static str>,
    hasher: RandomState,
    /// The index of the first declaration with each stem.
    table: HashTable<usize>,
    /// For each declaration, the index of the first declaration with its stem.
    firsts: Vec<usize>,
    /// Declarations whose stem may be another stem with a suffix.
    with_suffix: Vec<usize>,
}

impl<'a> Stems<'a> {
    fn of(declarations: &'a [&'static Declared]) -> Self {
        let mut stems = Stems {
            declarations,
            names: declarations.iter().map(|declaration| declaration.descriptor().name).collect(),
            hasher: RandomState::default(),
            table: HashTable::with_capacity(declarations.len()),
            firsts: Vec::with_capacity(declarations.len()),
            with_suffix: Vec::new(),
        };
        (0..declarations.len()).for_each(|index| stems.add(index));
        stems
    }

    fn add(&mut self, index: usize) {
        let stem = stem_of(self.declarations[index].descriptor());
        let is_it = |&first: &usize| stem_of(self.declarations[first].descriptor()) == stem;
        let hash = self.hasher.hash_one(&stem);
        // The table has room for all entries, so entries are never hashed again.
        let first = *self.table.entry(hash, is_it, |_| hash).or_insert(index).get();
        self.firsts.push(first);
        if without_suffix(&stem).is_some() {
            self.with_suffix.push(index);
        }
    }

    fn first(&self, stem: &str) -> Option<usize> {
        let is_it = |&first: &usize| stem_of(self.declarations[first].descriptor()) == stem;
        self.table.find(self.hasher.hash_one(stem), is_it).copied()
    }

    /// Returns for each declaration whether its stem is shared with another, or is another with a suffix. Names of
    /// Gapless itself count as shared, because some of its metrics are not declared.
    fn are_tangled(&self) -> impl Iterator<Item = bool> + '_ {
        let mut tangled = vec![false; self.declarations.len()];
        for (index, &first) in self.firsts.iter().enumerate() {
            let is_own = self.names[index].starts_with(own::PREFIX);
            tangled[first] |= first != index || is_own;
        }
        for &index in &self.with_suffix {
            let stem = stem_of(self.declarations[index].descriptor());
            if let Some(other) = without_suffix(&stem).and_then(|stem| self.first(stem)) {
                (tangled[other], tangled[self.firsts[index]]) = (true, true);
            }
        }
        self.firsts.iter().map(move |&first| tangled[first])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declared::descriptor::Descriptor;
    use crate::declared::kind::Kind;
    use crate::declared::location::location;

    fn family(kind: Kind, name: &'static str) -> &'static Declared {
        Box::leak(Box::new(Declared::new(Descriptor::new(kind, name, "Help.", location!()))))
    }

    #[track_caller]
    fn check(declared: &[(Kind, &'static str)], expected: [&[&str]; 2]) {
        let families: Vec<_> = declared.iter().map(|&(kind, name)| family(kind, name)).collect();
        let (tangled, alone) = untangle(&families);
        let names = |families: Vec<&'static Declared>| -> Vec<_> {
            families.into_iter().map(|declared| declared.descriptor().name).collect()
        };
        assert_eq!([names(tangled), names(alone)], expected.map(<[_]>::to_vec));
    }

    #[test]
    fn declarations_that_could_conflict_are_separated_from_the_rest() {
        use Kind::{Counter, Gauge, Histogram};

        check(&[], [&[], &[]]);
        check(
            &[(Counter, "b_total"), (Gauge, "c"), (Gauge, "ab"), (Gauge, "a")],
            [&[], &["a", "ab", "b_total", "c"]],
        );
        check(&[(Counter, "a_total"), (Gauge, "b"), (Counter, "a_total")], [&["a_total", "a_total"], &["b"]]);
        check(&[(Counter, "a_total"), (Gauge, "b"), (Histogram, "a")], [&["a", "a_total"], &["b"]]);
        check(&[(Gauge, "a.b"), (Gauge, "a_b"), (Gauge, "ab")], [&["a.b", "a_b"], &["ab"]]);
        check(&[(Counter, "a.b.total"), (Gauge, "a_b")], [&["a.b.total", "a_b"], &[]]);
        for suffix in ["_bucket", "_sum", "_count", "_created", "_total"] {
            let name = &*format!("a{suffix}").leak();
            check(&[(Gauge, name), (Histogram, "b"), (Histogram, "a")], [&["a", name], &["b"]]);
        }
        check(&[(Gauge, "a_sum"), (Gauge, "gapless_conflicts")], [&["gapless_conflicts"], &["a_sum"]]);
    }

    #[test]
    fn many_names_with_the_same_start_are_in_order() {
        let names: Vec<_> = (0..1000).map(|n| &*format!("chat_room_{}", n * 7919 % 1000).leak()).collect();
        let declared: Vec<_> = names.iter().map(|name| (Kind::Gauge, *name)).collect();
        let mut sorted = names;
        sorted.sort_unstable();
        check(&declared, [&[], &sorted]);
    }
}
