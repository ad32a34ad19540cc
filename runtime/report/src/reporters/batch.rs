//! Batches: the values of one tick.

pub(super) mod earlier;
pub(super) mod labels;
mod skipped;

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use gapless_core::{Change, Datapoint, FamilySnapshot, Kind, Series, Snapshot};

use self::earlier::Earlier;
use self::labels::Labels;
use super::subscription::Subscription;
use super::tracker::Tracker;
use super::windowed::{Window, WindowedDatapoint};

pub use self::skipped::{Skipped, Why};

/// The values of one tick.
///
/// A reporter reads a batch in one of two ways: [`points`](Self::points) returns the datapoints of its subscriptions,
/// which are numbers; [`families`](Self::families) returns the complete metrics, as a scrape exports them.
#[derive(Clone, Debug)]
pub struct Batch {
    time: SystemTime,
    families: Vec<Arc<FamilySnapshot>>,
    parts: Vec<Part>,
    computed: Arc<OnceLock<Vec<Computed>>>,
    dropped: u64,
    /// Follows the subscription of a batch for tests.
    tracker: Option<Box<Tracker>>,
}

/// The part of a batch for one subscription.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) subscription: Arc<Subscription>,
    pub(crate) families: Vec<Chosen>,
}

/// A family that a subscription selects.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    /// The index in the batch.
    pub(crate) index: usize,
    /// The earlier reading.
    pub(crate) before: Option<Arc<FamilySnapshot>>,
    /// The time between the readings.
    pub(crate) elapsed: Duration,
    /// The datapoints with a window, by series.
    pub(crate) windowed: Vec<Option<f64>>,
}

/// A number of a series, and its place in the batch.
#[derive(Clone, Copy, Debug)]
struct Computed {
    part: u32,
    family: u32,
    series: u32,
    datapoint: WindowedDatapoint,
    value: Option<f64>,
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
        Batch::of(Subscription::new("*"), snapshot, time)
    }

    /// Creates the first batch of a subscription, for tests of reporters. Its interval is not used.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// use gapless::report::{Batch, Subscription, WindowedDatapoint};
    /// use gapless::Registry;
    ///
    /// let rate: WindowedDatapoint = "rate@1m".parse()?;
    /// let subscription = Subscription::new("gapless_conflicts").datapoints([rate]);
    /// let batch = Batch::of(subscription, Registry::global().gather(), SystemTime::now());
    /// let next = batch.then(Registry::global().gather(), batch.time() + Duration::from_secs(15));
    /// let rates: Vec<_> = next.points().map(|point| point.value()).collect();
    /// assert_eq!(rates, [0.0]);
    /// # Ok::<(), gapless::report::InvalidDatapoint>(())
    /// ```
    #[must_use]
    pub fn of(subscription: Subscription, snapshot: Snapshot, time: SystemTime) -> Self {
        Batch::following(Tracker::new(Arc::new(subscription)), snapshot, time)
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
        match self.tracker.clone() {
            Some(tracker) => Batch::following(*tracker, snapshot, time),
            None => Batch::new(snapshot, time),
        }
    }

    fn following(mut tracker: Tracker, snapshot: Snapshot, time: SystemTime) -> Self {
        let families: Vec<_> = snapshot.families.into_iter().map(Arc::new).collect();
        let part = tracker.part(&families, time);
        Batch { tracker: Some(tracker.into()), ..Batch::of_parts(time, families, vec![part]) }
    }

    pub(crate) fn of_parts(time: SystemTime, families: Vec<Arc<FamilySnapshot>>, parts: Vec<Part>) -> Self {
        Batch { time, families, parts, computed: Arc::default(), dropped: 0, tracker: None }
    }

    pub(crate) fn after_losing(self, dropped: u64) -> Self {
        Batch { dropped, ..self }
    }

    /// Returns the number of series in earlier batches that the reporter did not receive, because its queue was full or
    /// because it was disabled.
    ///
    /// Changes are complete nevertheless: they are computed from the last batch that the reporter received.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped
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

    /// Returns the metrics for a reporter that keeps them longer than the batch.
    #[cfg(feature = "otlp")]
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
    ///
    /// The value of a gauge may be NaN or infinite. Datapoints that do not exist are [skipped](Self::skipped).
    pub fn points(&self) -> impl Iterator<Item = Point<'_>> {
        self.computed().iter().filter_map(|point| {
            let (subscription, metric, series) = self.place(point);
            let (datapoint, value) = (point.datapoint, point.value?);
            Some(Point { metric, series, subscription, datapoint, value })
        })
    }

    /// Returns the datapoints that the subscriptions select but that do not exist, with the reasons.
    ///
    /// ```
    /// use std::time::SystemTime;
    ///
    /// use gapless::report::{Batch, Subscription, Why};
    /// use gapless::snapshot::Datapoint;
    /// use gapless::Registry;
    ///
    /// let of = |metrics| {
    ///     let subscription = Subscription::new(metrics).datapoints([Datapoint::Rate]);
    ///     Batch::of(subscription, Registry::global().gather(), SystemTime::now())
    /// };
    /// let first = of("gapless_conflicts");
    /// assert_eq!(first.skipped().map(|skipped| skipped.why()).collect::<Vec<_>>(), [Why::NotYet]);
    /// let misspelled = of("gapless_conflict");
    /// let skipped = misspelled.skipped().next().unwrap();
    /// assert_eq!((skipped.name(), skipped.why()), ("gapless_conflict", Why::Missing));
    /// ```
    pub fn skipped(&self) -> impl Iterator<Item = Skipped<'_>> {
        let absent = self.computed().iter().filter(|point| point.value.is_none()).map(|point| {
            let (subscription, metric, series) = self.place(point);
            let why = Why::of(metric.kind, point.datapoint.datapoint);
            Skipped { subscription, metric: Some(metric), of: Some((series, point.datapoint)), why }
        });
        self.parts.iter().flat_map(|part| self.missing(part)).chain(absent)
    }

    /// Returns the metrics of a subscription without series, or the subscription without metrics.
    fn missing<'a>(&'a self, part: &'a Part) -> impl Iterator<Item = Skipped<'a>> {
        let families = part.families.iter().map(|chosen| &*self.families[chosen.index]);
        let empty = families.filter(|family| family.series.is_empty()).map(Some);
        let nothing = part.families.is_empty().then_some(None);
        let subscription = &*part.subscription;
        empty.chain(nothing).map(|metric| Skipped { subscription, metric, of: None, why: Why::Missing })
    }

    fn place(&self, of: &Computed) -> (&Subscription, &FamilySnapshot, &Series) {
        let part = &self.parts[of.part as usize];
        let family = &*self.families[part.families[of.family as usize].index];
        (&part.subscription, family, &family.series[of.series as usize])
    }

    fn computed(&self) -> &[Computed] {
        self.computed.get_or_init(|| {
            let parts = (0..).zip(&self.parts);
            let families =
                parts.flat_map(|(part, of)| (0..).zip(&of.families).map(move |family| (part, of, family)));
            families
                .flat_map(|(part, of, (family, chosen))| self.compute((part, of), (family, chosen)))
                .collect()
        })
    }

    /// Computes the datapoints of a family.
    fn compute(&self, (part, of): (u32, &Part), (place, chosen): (u32, &Chosen)) -> Vec<Computed> {
        let family = &*self.families[chosen.index];
        let datapoints = of.datapoints(family.kind);
        let mut windowed = chosen.windowed.iter();
        let mut earlier = Earlier::new(chosen.before.as_deref());
        let mut computed = Vec::with_capacity(family.series.len() * datapoints.len());
        for (number, series) in (0..).zip(&family.series) {
            let before = earlier.find(series).map(|(_, before)| before);
            let change = Change::of_series(before, series, chosen.elapsed);
            computed.extend(datapoints.iter().map(|datapoint| {
                let value = match datapoint.window {
                    Window::Interval => change.get(datapoint.datapoint),
                    _ => windowed.next().copied().flatten(),
                };
                Computed { part, family: place, series: number, datapoint: *datapoint, value }
            }));
        }
        computed
    }
}

impl Part {
    /// Returns the datapoints for a metric of a type. By default, these are the datapoints of the type that are
    /// numbers.
    fn datapoints(&self, kind: Kind) -> Cow<'_, [WindowedDatapoint]> {
        let numbers = || Datapoint::defaults(kind).iter().filter(|datapoint| **datapoint != Datapoint::Heat);
        match self.subscription.chosen_datapoints() {
            Some(chosen) => chosen.into(),
            None => numbers().map(|datapoint| (*datapoint).into()).collect(),
        }
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

    /// Returns the datapoint: which number of the series this is.
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

/// Writes the metric with the labels, the datapoint and the number: `logins_total{outcome="ok"} rate 2.5`.
impl fmt::Display for Point<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.metric.name)?;
        if !self.series.labels.is_empty() {
            write!(f, "{{{}}}", Labels(self.series))?;
        }
        write!(f, " {} {}", self.datapoint, self.value)
    }
}
