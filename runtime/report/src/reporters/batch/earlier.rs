//! Finds series in an earlier reading of their family.

use std::borrow::Cow;
use std::collections::HashMap;

use gapless_core::{FamilySnapshot, Series};

/// The name and the value of a label.
type LabelPair = (Cow<'static, str>, Cow<'static, str>);

/// An earlier reading of a family.
///
/// Series usually keep their order, so the next series is looked for after the last one that was found.
pub(crate) struct Earlier<'a> {
    series: &'a [Series],
    next: usize,
    by_labels: Option<HashMap<&'a [LabelPair], usize>>,
}

impl<'a> Earlier<'a> {
    pub(crate) fn new(family: Option<&'a FamilySnapshot>) -> Self {
        let series = family.map(|family| &*family.series).unwrap_or_default();
        Earlier { series, next: 0, by_labels: None }
    }

    /// Returns the place and the earlier reading of a series.
    pub(crate) fn find(&mut self, of: &Series) -> Option<(usize, &'a Series)> {
        let is_at = |place: &usize| self.series.get(*place).is_some_and(|series| series.labels == of.labels);
        let near = [self.next, self.next + 1].into_iter().find(is_at);
        let place = match near {
            Some(place) => place,
            None => self.by_labels().get(&*of.labels).copied()?,
        };
        self.next = place + 1;
        Some((place, &self.series[place]))
    }

    fn by_labels(&mut self) -> &HashMap<&'a [LabelPair], usize> {
        let all = self.series.iter().enumerate().map(|(place, series)| (&*series.labels, place));
        self.by_labels.get_or_insert_with(|| all.collect())
    }
}

#[cfg(test)]
mod tests {
    use gapless_core::{Kind, Number, Value};

    use super::*;

    fn series(name: &str) -> Series {
        let labels = vec![("name".into(), name.to_owned().into())];
        Series { labels, value: Value::Gauge(Number::U64(1)), created: None, exemplars: Vec::new() }
    }

    fn family(names: &[&str]) -> FamilySnapshot {
        let series = names.iter().map(|name| series(name)).collect();
        let (help, group) = ("".into(), "".into());
        FamilySnapshot { name: "name".into(), help, kind: Kind::Gauge, unit: None, group, series }
    }

    #[test]
    fn series_are_found_in_any_order() {
        let before = family(&["a", "b", "c", "d"]);
        for (now, places) in [
            (["a", "b", "c", "d"], [Some(0), Some(1), Some(2), Some(3)]),
            (["b", "d", "a", "c"], [Some(1), Some(3), Some(0), Some(2)]),
            (["a", "new", "b", "d"], [Some(0), None, Some(1), Some(3)]),
            (["d", "d", "e", "a"], [Some(3), Some(3), None, Some(0)]),
        ] {
            let mut earlier = Earlier::new(Some(&before));
            assert_eq!(
                now.map(|name| earlier.find(&series(name)).map(|(place, _)| place)),
                places,
                "{now:?}"
            );
        }
        assert!(Earlier::new(None).find(&series("a")).is_none());
    }
}
