//! The probe.

use std::fmt::Display;
use std::future::Future;
use std::sync::{Arc, Mutex, Weak};

use super::baseline::Baseline;
use super::by_name::{check, Named};
use super::failure::{Failure, Process};
use super::probed::{Parts, Probed};
use super::scope::Scoped;
use crate::cells::declared::{take_over, Declared};
use crate::cells::slab::{Share, Threads};
use crate::cells::value::Value;
use crate::unwind::lock;

/// All probes, whose baselines change when a row is reused.
static PROBES: Mutex<Vec<Weak<Inner>>> = Mutex::new(Vec::new());

/// Reads what a test has recorded since the probe was created, and nothing that other tests record.
///
/// # Coverage
///
/// A probe counts all records of these threads and tasks, from its creation on:
///
/// - the thread that creates the probe, also while it runs futures in `block_on`
/// - if the probe is created inside a tokio runtime: all worker threads and blocking threads of the runtime, with
///   everything that is spawned on them (feature `tokio` or `instance`). Each `#[tokio::test]` has a runtime of its
///   own
/// - futures in [`scope`](Self::scope), and closures in [`sync_scope`](Self::sync_scope), on any thread
///
/// A probe does not count these records:
///
/// - the records of other threads that the test starts, for example with `std::thread::spawn`, unless their closures
///   are in `sync_scope`
/// - the records of destructors of thread-local values, when a thread exits
///
/// A thread belongs to the runtime in which it records, creates a probe or enters a scope for the first time, and never
/// to another one. A probe that another thread creates in the runtime therefore differs from the rule above for these
/// threads:
///
/// - a thread outside the runtime that records for the first time in `block_on` of the runtime, or while it has entered
///   the runtime: the probe counts all its records from then on, also outside the runtime
/// - a thread that has recorded before it runs `block_on` of the runtime: the probe does not count its records. If the
///   runtime is a `current_thread` runtime, these are the records of all tasks that the thread runs
///
/// For such a thread, create the probe on it, or use `scope` or `sync_scope`.
///
/// Tests that share one runtime see each other's records if they create their probes inside the runtime. They can
/// create the probes outside of it, and spawn futures in `scope`.
///
/// A value of an open label that was removed starts again at zero. A clone refers to the same probe.
///
/// ```
/// use gapless::testing::Probe;
/// use gapless::{defmetrics, LabelValue};
///
/// #[derive(Clone, Copy, LabelValue)]
/// enum Method {
///     Get,
///     Post,
/// }
///
/// defmetrics! {
///     /// Requests.
///     counter requests_total(method: Method);
/// }
///
/// let probe = Probe::new();
/// requests_total(Method::Get).inc_by(2);
/// std::thread::scope(|test| drop(test.spawn(|| requests_total(Method::Get).inc_by(40))));
/// assert_eq!(probe.delta(requests_total(Method::Get)), 2);
/// assert_eq!(requests_total(Method::Get).get(), 42); // the whole process
/// ```
///
/// Numbers are exact. Only sums of `f64` are rounded like any sum, and in a runtime whose threads have recorded before,
/// like any difference.
#[derive(Clone, Debug)]
#[must_use = "a probe reads records from its creation on; keep it until the end of the test"]
pub struct Probe(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    share: Share,
    /// Locked after the values of an open label, if both are.
    before: Mutex<Before>,
}

/// The contents of the cells when the probe was created.
#[derive(Debug, Default)]
struct Before {
    share: Baseline,
    process: Baseline,
}

impl Default for Probe {
    fn default() -> Self {
        Probe::new()
    }
}

impl Probe {
    /// Creates a probe, which counts from now on.
    ///
    /// # Panics
    ///
    /// Panics if memory is exhausted, or in a destructor of a thread that exits.
    #[track_caller]
    pub fn new() -> Self {
        take_over::listen(renew);
        let share = Share::start().expect("memory is available, and the thread does not exit");
        let inner = Arc::new(Inner { share, before: Mutex::default() });
        {
            let mut probes = lock(&PROBES);
            probes.retain(|probe| probe.strong_count() > 0);
            probes.push(Arc::downgrade(&inner));
        }
        inner.begin(); // after the probe is listed, so that it misses no reused row
        Probe(inner)
    }

    /// Returns how much a series has changed: `u64` or `f64` for a counter, `i64` for an up-down counter, and the
    /// observations for a histogram or a summary.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use gapless::testing::Probe;
    ///
    /// gapless::defmetrics! {
    ///     /// Time to parse.
    ///     #[buckets(0.25, 0.5)]
    ///     histogram parse_duration_seconds;
    /// }
    ///
    /// let probe = Probe::new();
    /// parse_duration_seconds().observe(Duration::from_millis(300));
    /// let parsed = probe.delta(parse_duration_seconds());
    /// assert_eq!((parsed.count(), parsed.sum.as_f64()), (1, 0.3));
    /// assert_eq!(parsed.counts, [0, 1, 0]);
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the metric has `#[storage(shared)]`, because its cells do not tell threads apart. Also panics if all
    /// threads share the cells of this metric because the program has more than 16,383 metrics, or thousands of metrics
    /// of structs.
    #[track_caller]
    #[must_use]
    pub fn delta<H: Probed>(&self, handle: H) -> H::Delta {
        H::delta(self.change(handle.parts()))
    }

    /// Returns the sum of the changes of all series of a declared family that have these labels. The change of a
    /// histogram or a summary is its number of observations.
    ///
    /// Other labels may have any value. An empty value stands for an absent label. The method also reads the families
    /// of annotated functions:
    ///
    /// ```
    /// use gapless::testing::Probe;
    ///
    /// #[gapless::instrument_metric]
    /// fn parse(number: &str) -> Result<u8, std::num::ParseIntError> {
    ///     number.parse()
    /// }
    ///
    /// let probe = Probe::new();
    /// parse("seven").unwrap_err();
    /// assert_eq!(probe.delta_of("function_calls_total", &[("function", "parse"), ("outcome", "error")]), 1.0);
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if no declared family has this name, if the family does not have one of the labels, or if a label with
    /// known values does not have this value. Also panics if the family holds gauges, state sets or infos, and in the
    /// cases of [`delta`](Self::delta).
    #[track_caller]
    #[must_use]
    pub fn delta_of(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        // Not `sum()`, which returns -0.0 for an empty iterator.
        Named::find(name, labels)
            .iter()
            .map(|series| self.change_of(series).as_f64())
            .fold(0.0, |sum, of| sum + of)
    }

    /// Checks how much a series has changed: the change of a counter or an up-down counter, or the number of
    /// observations of a histogram or a summary.
    ///
    /// # Panics
    ///
    /// Panics if the change differs from `expected`. The message contains the series, both changes, the values of the
    /// whole process before and after, and the other series of the family that the test has changed. Also panics in the
    /// cases of [`delta`](Self::delta).
    ///
    /// ```should_panic
    /// use gapless::testing::Probe;
    ///
    /// gapless::defmetrics! {
    ///     /// Jobs that were done.
    ///     counter jobs_total;
    /// }
    ///
    /// let probe = Probe::new();
    /// jobs_total().inc();
    /// probe.assert_delta(jobs_total(), 2); // `jobs_total` changed by 1, expected 2
    /// ```
    #[track_caller]
    pub fn assert_delta<H: Probed>(&self, handle: H, expected: H::Amount) {
        let actual = H::amount(&self.delta(handle));
        assert!(actual == expected, "{}", self.failure(handle.parts(), actual, expected));
    }

    /// Counts all records of a future, on any thread that polls or drops it.
    ///
    /// Futures that the future itself spawns need a `scope` of their own, unless the probe covers their runtime.
    ///
    /// ```
    /// use gapless::testing::Probe;
    ///
    /// gapless::defmetrics! {
    ///     /// Jobs that were done.
    ///     counter jobs_total;
    /// }
    ///
    /// let probe = Probe::new();
    /// let runtime = tokio::runtime::Runtime::new()?; // which the probe does not cover
    /// runtime.block_on(runtime.spawn(probe.scope(async { jobs_total().inc() })))?;
    /// runtime.block_on(runtime.spawn(async { jobs_total().inc() }))?;
    /// probe.assert_delta(jobs_total(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn scope<F: Future>(&self, future: F) -> Scoped<F> {
        Scoped::new(self.clone(), future)
    }

    /// Runs a closure and counts all records of this thread meanwhile.
    ///
    /// ```
    /// use std::thread;
    ///
    /// use gapless::testing::Probe;
    ///
    /// gapless::defmetrics! {
    ///     /// Jobs that were done.
    ///     counter jobs_total;
    /// }
    ///
    /// let probe = Probe::new();
    /// thread::scope(|scope| {
    ///     scope.spawn(|| probe.sync_scope(|| jobs_total().inc()));
    /// });
    /// probe.assert_delta(jobs_total(), 1);
    /// ```
    pub fn sync_scope<R>(&self, work: impl FnOnce() -> R) -> R {
        let _entered = self.0.share.enter();
        work()
    }

    #[track_caller]
    fn change(&self, Parts { declared, series }: Parts) -> Value {
        check(declared);
        // A removed series has no label set, and its change is zero.
        let label_set = Named::of(declared, series).map_or(u32::MAX, |series| series.label_set);
        self.0.change(declared, label_set)
    }

    fn change_of(&self, series: &Named) -> Value {
        self.0.change(series.declared, series.label_set)
    }
}

impl Inner {
    fn begin(&self) {
        let slabs = self.share.slabs();
        let mut before = lock(&self.before);
        before.share = Baseline::now(slabs.threads());
        before.process = Baseline::now(Threads::ALL);
    }

    fn change(&self, declared: &Declared, label_set: u32) -> Value {
        let slabs = self.share.slabs();
        lock(&self.before).share.delta(declared, slabs.threads(), label_set)
    }

    /// Returns how a series has changed over all threads.
    fn process(&self, of: &Named) -> Process {
        let seen = self.change(of.declared, of.label_set).as_f64();
        let process = &lock(&self.before).process;
        let before = process.value(of.declared, of.label_set).as_f64();
        let change = process.delta(of.declared, Threads::ALL, of.label_set).as_f64();
        let covers_runtimes = Share::covers_runtimes();
        Process { before, after: before + change, elsewhere: change - seen, covers_runtimes }
    }
}

impl Probe {
    fn failure<A: Display>(&self, Parts { declared, series }: Parts, actual: A, expected: A) -> Failure<A> {
        let series = Named::of(declared, series);
        let others = series.iter().flat_map(|series| series.family().filter(|other| !other.is_same(series)));
        let changes = others.map(|other| (self.change_of(&other).as_f64(), other));
        Failure {
            actual,
            expected,
            process: series.as_ref().map(|series| self.0.process(series)),
            others: changes.filter(|(change, _)| *change != 0.0).collect(),
            series,
            name: declared.descriptor().name,
        }
    }
}

/// Starts rows of all probes at zero, because they have a new owner.
fn renew(declared: &Declared, label_sets: &[u32]) {
    let probes: Vec<_> = lock(&PROBES).iter().filter_map(Weak::upgrade).collect();
    for probe in probes {
        let slabs = probe.share.slabs();
        let mut before = lock(&probe.before);
        before.share.renew(declared, slabs.threads(), label_sets);
        before.process.renew(declared, Threads::ALL, label_sets);
    }
}
