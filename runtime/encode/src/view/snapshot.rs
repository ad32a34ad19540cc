//! The values of a view, with their exported names and labels.

use gapless_core::{FamilySnapshot, Registry, Snapshot};

use super::{Export, View};
use crate::added::LabelPair;

impl View {
    /// Returns the values of the view, with names and labels as a scrape exports them.
    ///
    /// The families are in name order. A view with sources contains the values of its last
    /// [collection](Self::collected); without a collection, this call collects the sources and blocks.
    ///
    /// ```
    /// use gapless::encode::View;
    ///
    /// let view = View::builder().groups(["gapless"]).label("region", "eu").build()?;
    /// let conflicts = view.snapshot().value("gapless_conflicts", &[("region", "eu")]).map(|value| value.as_f64());
    /// assert_eq!(conflicts, Some(0.0));
    /// # Ok::<(), gapless::encode::Error>(())
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.snapshot_of(|_| true)
    }

    /// Returns the values of the families with an exported name for which `is_chosen` returns `true`.
    ///
    /// Declared families that are not chosen are not read.
    ///
    /// ```
    /// use gapless::encode::View;
    ///
    /// let snapshot = View::default().snapshot_of(|name| name == "gapless_conflicts");
    /// assert_eq!(snapshot.families.len(), 1);
    /// ```
    #[must_use]
    pub fn snapshot_of(&self, mut is_chosen: impl FnMut(&str) -> bool) -> Snapshot {
        let mut families = self.declared_families(&mut is_chosen);
        let sourced = self.exports_of_sources();
        let sourced = sourced.iter().filter(|(_, export)| is_chosen(&export.name));
        families.extend(sourced.map(|(family, export)| export.apply(family.clone())));
        families.sort_by(|a, b| a.name.cmp(&b.name));
        Snapshot { families }
    }

    fn declared_families(&self, is_chosen: &mut impl FnMut(&str) -> bool) -> Vec<FamilySnapshot> {
        let exports = Registry::global().descriptors().enumerate();
        let exports = exports.map(|(number, of)| self.export(number, of.name));
        let exports: Vec<_> = exports.map(|export| export.filter(|export| is_chosen(&export.name))).collect();
        let mut reading = Registry::global().read();
        let mut families = Vec::new();
        while let Some((number, of)) = reading.next_family_where(|number| exports[number].is_some()) {
            families.extend(exports[number].as_ref().map(|export| export.apply(reading.gather(of))));
        }
        families
    }
}

#[doc(hidden)]
impl Export {
    /// Returns a family as the view exports it.
    #[must_use]
    pub fn apply(&self, mut of: FamilySnapshot) -> FamilySnapshot {
        for series in &mut of.series {
            series.labels = self.labels_of(&series.labels).collect();
        }
        if *of.name != *self.name {
            of.name = self.name.clone().into();
        }
        of
    }

    /// Returns the labels of a series as the view exports them, without empty ones.
    pub fn labels_of<'a>(&'a self, labels: &'a [LabelPair]) -> impl Iterator<Item = LabelPair> + 'a {
        let has = |labels: &[LabelPair], name: &str| labels.iter().any(|(own, _)| own == name);
        let added = self.labels.iter().filter(move |(name, _)| self.renamed.is_some() || !has(labels, name));
        let own = labels.iter().map(move |(name, value)| match self.renamed {
            Some(prefix) if has(&self.labels, name) => (format!("{prefix}{name}").into(), value.clone()),
            _ => (name.clone(), value.clone()),
        });
        added.cloned().chain(own).filter(|(_, value)| !value.is_empty())
    }
}
