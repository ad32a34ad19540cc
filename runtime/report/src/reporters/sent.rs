//! The series that a reporter has sent, and which of them have left since. For protocols in which the sender says that
//! a series has ended.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};
use std::mem;
use std::sync::Arc;

use gapless_core::{FamilySnapshot, Pattern, Series};

use super::batch::Batch;

/// The families that a reporter has sent, with their last values.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    families: BTreeMap<Cow<'static, str>, Arc<FamilySnapshot>>,
    /// The patterns of the subscriptions.
    patterns: Vec<String>,
}

/// Series of a family that have left, with their last values.
#[derive(Debug)]
pub(crate) struct Departed {
    pub(crate) family: Arc<FamilySnapshot>,
    /// Indexes of the family.
    series: Vec<usize>,
}

impl Sent {
    /// Remembers the series of a batch, and returns those that have left, in name order.
    ///
    /// A family that is not in the batch has left if a subscription of the batch selects it. Otherwise, another
    /// subscription reports it at another time.
    pub(crate) fn update(&mut self, batch: &Batch) -> Vec<Departed> {
        let mut departed = Vec::new();
        let mut now: BTreeMap<_, _> =
            batch.shared().iter().map(|family| (family.name.clone(), family)).collect();
        self.families.retain(|name, before| match now.remove(name) {
            Some(family) => {
                departed.extend(Departed::between(before, &family.series));
                *before = Arc::clone(family);
                true
            }
            None if batch.patterns().any(|pattern| Pattern(pattern).fits(name)) => {
                departed.extend(Departed::between(before, &[]));
                false
            }
            None => true,
        });
        self.families.extend(now.into_iter().map(|(name, family)| (name, Arc::clone(family))));
        departed
    }

    /// Remembers a subscription to the metrics with this pattern.
    pub(crate) fn subscribe(&mut self, pattern: &str) {
        self.patterns.push(pattern.to_owned());
    }

    /// Forgets a subscription, and returns the families that no other subscription selects.
    pub(crate) fn unsubscribe(&mut self, pattern: &str) -> Vec<Arc<FamilySnapshot>> {
        let place = self.patterns.iter().position(|other| other == pattern);
        place.map(|place| self.patterns.remove(place));
        let fits = |pattern: &str, name: &str| Pattern(pattern).fits(name);
        let mut left = Vec::new();
        self.families.retain(|name, family| {
            let stays = !fits(pattern, name) || self.patterns.iter().any(|other| fits(other, name));
            left.extend((!stays).then(|| Arc::clone(family)));
            stays
        });
        left
    }

    /// Forgets all series, and returns them in name order.
    pub(crate) fn leave(&mut self) -> impl Iterator<Item = Arc<FamilySnapshot>> {
        mem::take(&mut self.families).into_values()
    }
}

impl Departed {
    fn between(before: &Arc<FamilySnapshot>, now: &[Series]) -> Option<Self> {
        let by_labels = OnceCell::new();
        let has_left = |(place, series): &(usize, &Series)| {
            let is_at_place = now.get(*place).is_some_and(|at_place| at_place.labels == series.labels);
            let all = || now.iter().map(|series| &*series.labels).collect::<HashSet<_>>();
            !is_at_place && !by_labels.get_or_init(all).contains(&*series.labels)
        };
        let series: Vec<_> =
            before.series.iter().enumerate().filter(has_left).map(|(place, _)| place).collect();
        (!series.is_empty()).then(|| Departed { family: Arc::clone(before), series })
    }

    /// Returns the series.
    pub(crate) fn series(&self) -> impl Iterator<Item = &Series> {
        self.series.iter().map(|place| &self.family.series[*place])
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use gapless_core::{Kind, Number, Value};

    use super::super::batch::Part;
    use super::super::subscription::Subscription;
    use super::*;

    /// Creates a batch with these labels of series in families, and these subscriptions.
    fn batch(families: &[(&'static str, &[&'static str])], subscriptions: &[&'static str]) -> Batch {
        let series = |label: &&'static str| Series {
            labels: vec![("of".into(), (*label).into())],
            value: Value::Gauge(Number::U64(1)),
            created: None,
            exemplars: Vec::new(),
        };
        let family = |(name, labels): &(&'static str, &[&'static str])| FamilySnapshot {
            name: (*name).into(),
            help: "".into(),
            kind: Kind::Gauge,
            unit: None,
            group: "".into(),
            series: labels.iter().map(series).collect(),
        };
        let part = |pattern: &&'static str| Part {
            subscription: Arc::new(Subscription::new(*pattern)),
            families: Vec::new(),
        };
        let families = families.iter().map(family).map(Arc::new).collect();
        Batch::of_parts(SystemTime::now(), families, subscriptions.iter().map(part).collect())
    }

    fn names(departed: &[Departed]) -> Vec<String> {
        let label = |series: &Series| series.labels[0].1.clone();
        let of = |departed: &Departed| {
            departed
                .series()
                .map(|series| format!("{} {}", departed.family.name, label(series)))
                .collect::<Vec<_>>()
        };
        departed.iter().flat_map(of).collect()
    }

    #[test]
    fn a_series_leaves_once() {
        let mut sent = Sent::default();
        assert_eq!(names(&sent.update(&batch(&[("a", &["x", "y", "z"])], &["*"]))), [""; 0]);
        let fewer = batch(&[("a", &["y", "z", "new"])], &["*"]);
        assert_eq!(names(&sent.update(&fewer)), ["a x"]);
        assert_eq!(names(&sent.update(&fewer)), [""; 0]);
        assert_eq!(names(&sent.update(&batch(&[("a", &[])], &["*"]))), ["a y", "a z", "a new"]);
    }

    #[test]
    fn a_family_leaves_if_a_subscription_of_the_batch_selects_it() {
        let mut sent = Sent::default();
        sent.update(&batch(&[("http_open", &["x"]), ("sql_open", &["x"])], &["http_*", "sql_*"]));
        assert_eq!(names(&sent.update(&batch(&[], &["http_*"]))), ["http_open x"]);
        assert_eq!(sent.leave().map(|family| family.name.clone()).collect::<Vec<_>>(), ["sql_open"]);
        assert_eq!(sent.leave().count(), 0);
    }
}
