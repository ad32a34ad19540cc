//! Snapshots: the values of all series at one moment.

use std::borrow::Cow;
use std::time::SystemTime;

use crate::cells::exemplar::Exemplar;
use crate::cells::value::Value;
use crate::declared::kind::Kind;

/// The values of all families at one moment, in name order.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The families.
    pub families: Vec<FamilySnapshot>,
}

/// A family: all series of one name.
#[derive(Clone, Debug)]
pub struct FamilySnapshot {
    /// The full name; a counter's ends in `_total`.
    pub name: Cow<'static, str>,
    /// The help text.
    pub help: Cow<'static, str>,
    /// The type.
    pub kind: Kind,
    /// The base unit that the name ends in.
    pub unit: Option<Cow<'static, str>>,
    /// The group, by which views select metrics; may be empty.
    pub group: Cow<'static, str>,
    /// The series, in label order.
    pub series: Vec<Series>,
}

/// The name and the value of a label.
pub(crate) type LabelPair = (Cow<'static, str>, Cow<'static, str>);

/// A series; for a histogram, a summary or a state set, all series of one label set.
#[derive(Clone, Debug)]
pub struct Series {
    /// The names and values of the labels, in declaration order. A label with an empty value is absent.
    pub labels: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    /// The value.
    pub value: Value,
    /// The time at which the series started at zero; `None` for gauges.
    pub created: Option<SystemTime>,
    /// The exemplar of a counter, or of each bucket of a histogram with `+Inf` last.
    ///
    /// Empty for other types, and for metrics without `#[exemplars]`.
    pub exemplars: Vec<Option<Exemplar<'static>>>,
}

impl Snapshot {
    /// Returns the family with a name.
    #[must_use]
    pub fn family(&self, name: &str) -> Option<&FamilySnapshot> {
        self.families.iter().find(|family| family.name == name)
    }

    /// Returns the value of the series with a name and exactly these labels, in any order.
    ///
    /// ```
    /// use gapless::Registry;
    ///
    /// let snapshot = Registry::global().gather();
    /// assert_eq!(snapshot.value("gapless_conflicts", &[]).map(|conflicts| conflicts.as_f64()), Some(0.0));
    /// assert_eq!(snapshot.value("no_such_metric", &[]), None);
    /// ```
    #[must_use]
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> Option<&Value> {
        let family = self.family(name)?;
        family.series.iter().find(|series| series.has_labels(labels)).map(|series| &series.value)
    }
}

impl Series {
    fn has_labels(&self, labels: &[(&str, &str)]) -> bool {
        let mut own = self.labels.iter().filter(|(_, value)| !value.is_empty());
        own.clone().count() == labels.len()
            && own.all(|(name, value)| labels.contains(&(name.as_ref(), value.as_ref())))
    }
}
