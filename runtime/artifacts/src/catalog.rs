//! Catalogs: the description of a program's metrics.

mod alert;
mod described;
mod exported;
mod family;
mod json;
mod lines;
mod objective;

use gapless_core::Kind;

pub use self::alert::{Alert, Comparison, Matcher, Measure};
pub use self::family::{Declaration, Family, Label, Native, Origin};
pub use self::objective::{LatencyObjective, Objective};
use crate::error::{Error, ErrorKind};

/// The description of a program's metrics: names, types, labels with their values, buckets, groups and alerts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    families: Vec<Family>,
}

impl Catalog {
    /// Creates a catalog. The families are sorted by name, and their declarations by source location.
    ///
    /// Families with equal names become one family, which has the type, the help text, the unit and the group of the
    /// first declaration. Declarations of another type are left out, because the registry does not export them either.
    #[must_use]
    pub fn new(families: impl IntoIterator<Item = Family>) -> Self {
        let mut families: Vec<_> = families.into_iter().collect();
        for family in &mut families {
            family.declarations.sort_by(Declaration::cmp_place);
        }
        families.sort_by(Family::cmp_place);
        families.dedup_by(|other, first| first.absorb(other));
        Catalog { families }
    }

    /// Returns the families, in name order.
    #[must_use]
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// Returns the family with a name.
    ///
    /// # Errors
    ///
    /// Returns an error if the catalog does not contain the family.
    pub fn family(&self, name: &str) -> Result<&Family, Error> {
        self.find(name).ok_or_else(|| {
            let names = self.families.iter().map(|family| &*family.name);
            let nearest = gapless_core::__private::nearest(name, names).map(str::to_owned);
            ErrorKind::UnknownMetric { name: name.to_owned(), nearest }.into()
        })
    }

    /// Returns the family with a name, if the catalog contains it.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Family> {
        let at = self.families.binary_search_by(|family| (*family.name).cmp(name)).ok()?;
        Some(&self.families[at])
    }

    /// Returns the families that a declaration declares under a name.
    ///
    /// The catalog of an instance contains the exported names, which can have prefixes. This method finds a family by
    /// the name in its declaration.
    pub fn declared_as<'c>(&'c self, name: &'c str) -> impl Iterator<Item = &'c Family> + 'c {
        self.families.iter().filter(move |family| family.declared_as(name).next().is_some())
    }

    /// Returns the groups that have a family, in order.
    #[must_use]
    pub fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<_> = self.families.iter().map(|family| &*family.group).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// Returns the families of a group, in name order.
    pub fn group<'c>(&'c self, group: &'c str) -> impl Iterator<Item = &'c Family> + 'c {
        self.families.iter().filter(move |family| family.group == group)
    }

    /// Returns the family with a name, if it has one of the types.
    pub(crate) fn of_kind(
        &self,
        name: &str,
        kinds: &[Kind],
        expected: &'static str,
    ) -> Result<&Family, Error> {
        let family = self.family(name)?;
        if kinds.contains(&family.kind) {
            return Ok(family);
        }
        Err(ErrorKind::WrongKind { name: name.to_owned(), kind: family.kind, expected }.into())
    }
}
