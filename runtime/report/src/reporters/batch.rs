//! Batches: the values of one tick.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use gapless_core::{Change, Datapoint, FamilySnapshot, Series, Snapshot};

use super::subscription::Subscription;
use super::windowed::{Window, WindowedDatapoint};

/// The values of one tick.
///
/// A reporter reads them in one of two ways: [`points`](Self::points) are the datapoints of its subscriptions, each a
/// number; [`families`](Self::families) are the complete metrics, as a scrape exports them.
#[derive(Clone, Debug)]
pub struct Batch {
    time: SystemTime,
    families: Vec<Arc<FamilySnapshot>>,
    parts: Vec<Part>,
    points: Arc<OnceLock<Vec<Computed>>>,
}

/// The part of a batch for one subscription.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) subscription: Arc<Subscription>,
    /// The selected families, as indexes of the batch, each with its earlier reading.
    pub(crate) families: Vec<(usize, Option<Arc<FamilySnapshot>>)>,
    /// The time between the readings.
    pub(crate) elapsed: Duration,
}

/// A number of a series, and its place in the batch.
#[derive(Clone, Copy, Debug)]
struct Computed {
    part: usize,
    family: usize,
    series: usize,
    datapoint: WindowedDatapoint,
    value: f64,
}

/// A datapoint of a series in a [`Batch`].
#[derive(Clone, Copy, Debug)]
pub struct Point<'a> {
    metric: &'a FamilySnapshot,
    series: &'a Series,
    subscription: &'a Subscription,
    datapoint: WindowedDatapoint,
    value: f64,
}

impl Batch {
    /// Creates the first batch of a subscription to all metrics of a snapshot, for tests of reporters.
    ///
    /// ```
    /// use std::time::SystemTime;
    ///
    /// use gapless::report::Batch;
    /// use gapless::Registry;
    ///
    /// let batch = Batch::new(Registry::global().gather(), SystemTime::now());
    /// assert!(batch.families().any(|family| family.name == "gapless_conflicts"));
    /// assert!(batch.points().any(|point| point.metric().name == "gapless_conflicts" && point.value() == 0.0));
    /// ```
    #[must_use]
    pub fn new(snapshot: Snapshot, time: SystemTime) -> Self {
        Batch::following(None, snapshot, time)
    }

    /// Creates the next batch, whose points are the changes from this one.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// use gapless::dynamic::Registry;
    /// use gapless::report::Batch;
    /// use gapless::snapshot::Datapoint;
    ///
    /// # let registry = Registry::new();
    /// # let logins = registry.counter("logins_total", "Logins.").register()?;
    /// let snapshot = || registry.find("*").families().remove(0).family;
    /// let start = SystemTime::now();
    /// let first = Batch::new(gapless::snapshot::Snapshot { families: vec![snapshot()] }, start);
    /// logins.inc_by(30);
    /// let next = gapless::snapshot::Snapshot { families: vec![snapshot()] };
    /// let second = first.then(next, start + Duration::from_secs(15));
    /// let rate = second.points().find(|point| point.datapoint() == Datapoint::Rate.into()).unwrap();
    /// assert_eq!(rate.value(), 2.0);
    /// # Ok::<(), gapless::Error>(())
    /// ```
    #[must_use]
    pub fn then(&self, snapshot: Snapshot, time: SystemTime) -> Self {
        Batch::following(Some(self), snapshot, time)
    }

    fn following(earlier: Option<&Batch>, snapshot: Snapshot, time: SystemTime) -> Self {
        let families: Vec<_> = snapshot.families.into_iter().map(Arc::new).collect();
        let before = |name: &str| earlier?.families.iter().find(|family| family.name == name).cloned();
        let chosen =
            families.iter().enumerate().map(|(index, family)| (index, before(&family.name))).collect();
        let elapsed = earlier.and_then(|earlier| time.duration_since(earlier.time).ok()).unwrap_or_default();
        let part = Part { subscription: Arc::new(Subscription::new("*")), families: chosen, elapsed };
        Batch::of_parts(time, families, vec![part])
    }

    pub(crate) fn of_parts(time: SystemTime, families: Vec<Arc<FamilySnapshot>>, parts: Vec<Part>) -> Self {
        Batch { time, families, parts, points: Arc::default() }
    }

    /// Returns the time of the readings. The times of the batches of a reporter always increase.
    #[must_use]
    pub fn time(&self) -> SystemTime {
        self.time
    }

    /// Returns the metrics of all subscriptions of the tick, in name order. Names and labels are as in a scrape.
    pub fn families(&self) -> impl Iterator<Item = &FamilySnapshot> {
        self.families.iter().map(AsRef::as_ref)
    }

    /// Returns the metrics, to be kept beyond the batch.
    #[cfg(any(feature = "otlp", feature = "remote-write"))]
    pub(crate) fn shared(&self) -> &[Arc<FamilySnapshot>] {
        &self.families
    }

    /// Returns the patterns of the subscriptions of the tick.
    #[cfg(any(feature = "otlp", feature = "remote-write"))]
    pub(crate) fn patterns(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| part.subscription.metrics())
    }

    /// Returns the number of series of all metrics. The metrics about reporters count it as the number of values.
    #[must_use]
    pub fn series_count(&self) -> usize {
        self.families().map(|family| family.series.len()).sum()
    }

    /// Returns the datapoints of all subscriptions of the tick, by subscription and in name order. The first call
    /// computes them.
    pub fn points(&self) -> impl Iterator<Item = Point<'_>> {
        let computed = self.points.get_or_init(|| self.compute());
        computed.iter().map(|point| {
            let metric = &*self.families[point.family];
            let subscription = &*self.parts[point.part].subscription;
            let (datapoint, value) = (point.datapoint, point.value);
            Point { metric, series: &metric.series[point.series], subscription, datapoint, value }
        })
    }

    fn compute(&self) -> Vec<Computed> {
        let mut points = Vec::new();
        for (number, part) in self.parts.iter().enumerate() {
            for (family, before) in &part.families {
                self.compute_family((number, part), (*family, before.as_deref()), &mut points);
            }
        }
        points
    }

    fn compute_family(
        &self,
        (number, part): (usize, &Part),
        (index, before): (usize, Option<&FamilySnapshot>),
        points: &mut Vec<Computed>,
    ) {
        let family = &*self.families[index];
        let chosen = part.subscription.chosen_datapoints();
        let datapoints: Vec<WindowedDatapoint> = match chosen {
            Some(chosen) => chosen.to_vec(),
            None => Datapoint::defaults(family.kind).iter().map(|datapoint| (*datapoint).into()).collect(),
        };
        let earlier = Earlier::new(before);
        for (place, series) in family.series.iter().enumerate() {
            let change = Change::of_series(earlier.find(place, series), series, part.elapsed);
            let intervals = datapoints.iter().filter(|datapoint| datapoint.window == Window::Interval);
            let values = intervals.filter_map(|of| Some((*of, change.get(of.datapoint)?)));
            points.extend(values.map(|(datapoint, value)| Computed {
                part: number,
                family: index,
                series: place,
                datapoint,
                value,
            }));
        }
    }
}

/// The name and the value of a label.
type LabelPair = (Cow<'static, str>, Cow<'static, str>);

/// The earlier reading of a family, in which series are found by their labels.
struct Earlier<'a> {
    series: &'a [Series],
    by_labels: OnceLock<HashMap<&'a [LabelPair], &'a Series>>,
    has_earlier: bool,
}

impl<'a> Earlier<'a> {
    fn new(family: Option<&'a FamilySnapshot>) -> Self {
        let series = family.map(|family| &*family.series).unwrap_or_default();
        Earlier { series, by_labels: OnceLock::new(), has_earlier: family.is_some() }
    }

    /// Finds the earlier reading of a series, which is usually at the same place.
    fn find(&self, place: usize, of: &Series) -> Option<&'a Series> {
        if !self.has_earlier {
            return None;
        }
        let at_place = self.series.get(place).filter(|series| series.labels == of.labels);
        at_place.or_else(|| {
            let all = self.series.iter().map(|series| (&*series.labels, series));
            self.by_labels.get_or_init(|| all.collect()).get(&*of.labels).copied()
        })
    }
}

impl<'a> Point<'a> {
    /// Returns the metric.
    #[must_use]
    pub fn metric(&self) -> &'a FamilySnapshot {
        self.metric
    }

    /// Returns the series, with its labels as in a scrape.
    #[must_use]
    pub fn series(&self) -> &'a Series {
        self.series
    }

    /// Returns which number of the series this is.
    #[must_use]
    pub fn datapoint(&self) -> WindowedDatapoint {
        self.datapoint
    }

    /// Returns the number. Durations are in seconds.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Returns the extra value of the subscription if it has this type.
    #[must_use]
    pub fn extra<T: 'static>(&self) -> Option<&'a T> {
        self.subscription.extra_as()
    }
}
