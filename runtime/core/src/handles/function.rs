//! Instrumented functions: how a call is counted from its start to its end.
//!
//! `#[instrument_metric]` gives a function one static [`Function`] and sends its body through [`call`] or
//! [`CallFuture`]. Each call ends in exactly one [`Outcome`]:
//!
//! - A body that returns is `ok` or `error`.
//! - A body that unwinds is `panic`. A guard that is dropped without a return detects this. `thread::panicking()` would
//!   be wrong for a call that is dropped while another panic unwinds.
//! - A future that was polled and is dropped before it is ready is `cancelled`.
//!
//! The calls in flight are the starts minus the outcomes, so they take one cell instead of two. Metrics that a function
//! leaves out have no declaration and cost nothing: a call without a duration does not read the clock.

mod answer;
mod future;
mod returned;
mod stage;
mod stream;

use std::marker::PhantomData;
use std::mem;
use std::sync::atomic::Ordering;

use crate::cells::clock::Moment;
use crate::cells::declared::{Declared, Ends};
use crate::cells::series::{LabelSetIndex, SeriesRef};
use crate::cells::slab::{Slot, Threads};
use crate::declared::alert::Alert;
use crate::declared::catalog::CatalogLine;
use crate::declared::descriptor::{Descriptor, Origin};
use crate::declared::kind::{Kind, ValueType};
use crate::declared::label::LabelValue;
use crate::declared::label::{Label, LabelPattern};
use crate::declared::location::Location;
use crate::declared::objective::Objective;
use crate::handles::counter::Counter;
use crate::handles::histogram::Histogram;
use crate::handles::metric_ref::Static;
use crate::handles::outcome::Outcome;
use crate::handles::up_down_counter::UpDownCounter;
use crate::ENABLED;

pub use self::answer::{then, Answered, Then};
pub use self::future::CallFuture;
#[cfg(feature = "http")]
pub use self::returned::{HasStatus, Tuple};
pub use self::returned::{
    NoParts, NoStatus, NotAFuture, NotAStream, NothingInside, Returned, Wrapper, NO_KIND,
};
pub use self::stream::{CallStream, IntoStream, NoStream};

/// How the calls of a function are timed.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// One call in `one_in` is timed: the first of each thread, then every `one_in`th.
    pub one_in: u64,
    /// Whether durations have the label `outcome`.
    pub by_outcome: bool,
    /// The labels of the attribute, followed by `outcome` if durations have it.
    pub labels: &'static [Label],
    /// Upper bounds of the buckets, in seconds.
    pub buckets: &'static [f64],
    /// Whether durations keep exemplars.
    pub exemplars: bool,
}

/// The static description of an instrumented function.
#[derive(Clone, Copy, Debug)]
pub struct FunctionDescriptor {
    /// The names of the three families: calls, duration, in-flight.
    pub names: [&'static str; 3],
    /// The help text of each.
    pub helps: [&'static str; 3],
    /// `function` and `module`.
    pub constant_labels: &'static [LabelPattern],
    /// Whether the label with the function's name is left out, so that functions may add up in one series.
    pub adds_up: bool,
    /// The labels of the attribute.
    pub labels: &'static [Label],
    /// The labels of the attribute, followed by `outcome`.
    pub labels_and_outcome: &'static [Label],
    /// The labels of the attribute, `outcome="error"`, and `error` with a value for each kind; empty for a function
    /// without error kinds. Other outcomes have an empty `error`, so that outcomes and errors do not multiply.
    pub labels_and_error: &'static [Label],
    /// The outcomes that cannot happen.
    pub impossible: &'static [&'static [LabelPattern]],
    /// How calls are timed; `None` without durations.
    pub timing: Option<Timing>,
    /// Whether calls in flight are exported.
    pub in_flight: bool,
    /// The name and the help of the family that counts the items of a returned stream, if they are counted.
    pub items: Option<[&'static str; 2]>,
    /// The source location of the function.
    pub location: Location,
}

/// The alerts of a function's families, and its objective.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    /// The alerts on calls.
    pub calls: &'static [Alert],
    /// The alerts on durations.
    pub durations: &'static [Alert],
    /// The alerts on calls in flight.
    pub in_flight: &'static [Alert],
    /// The objective.
    pub objective: Option<Objective>,
}

impl Watch {
    /// Neither alerts nor an objective.
    pub const NONE: Watch = Watch { calls: &[], durations: &[], in_flight: &[], objective: None };
}

/// The metrics of one instrumented function.
#[derive(Debug)]
pub struct Function {
    calls: Declared,
    /// Failed calls of a function with error kinds: more series of the family of `calls`.
    errors: Option<Declared>,
    durations: Option<Durations>,
    in_flight: Option<Declared>,
    items: Option<Declared>,
}

/// The durations of timed calls.
#[derive(Debug)]
struct Durations {
    declared: Declared,
    timing: Timing,
    /// For each thread, the number of calls before the next timed call.
    untimed: Slot,
}

impl Function {
    /// Creates the metrics of a function, whose static is `this`, with their catalog lines.
    #[must_use]
    pub const fn new(of: FunctionDescriptor, lines: CatalogLine, this: &'static Function) -> Self {
        Function::watched(of, Watch::NONE, lines, this)
    }

    /// Creates the metrics of a function with alerts or an objective.
    #[must_use]
    pub const fn watched(
        of: FunctionDescriptor,
        watch: Watch,
        lines: CatalogLine,
        this: &'static Function,
    ) -> Self {
        let calls = of.calls().with_alerts(watch.calls).with_objective(watch.objective);
        Function {
            // One declaration keeps the lines of all of them, which are one static.
            calls: Declared::new(calls.with_catalog(lines)),
            errors: match of.errors() {
                Some(errors) => Some(Declared::new(errors)),
                None => None,
            },
            durations: match (of.durations(), of.timing) {
                (Some(durations), Some(timing)) => {
                    let durations = durations.with_alerts(watch.durations).with_objective(watch.objective);
                    Some(Durations { declared: Declared::new(durations), timing, untimed: Slot::new(1) })
                }
                _ => None,
            },
            in_flight: match of.in_flight() {
                Some(in_flight) => Some(Declared::in_flight(in_flight.with_alerts(watch.in_flight), this)),
                None => None,
            },
            items: match of.items() {
                Some(items) => Some(Declared::new(items)),
                None => None,
            },
        }
    }

    /// Returns whether a call that starts now is counted.
    ///
    /// The end of a counted call always counts, even if its metrics are disabled meanwhile, because calls in flight are
    /// starts minus ends.
    #[inline]
    fn is_on(&self) -> bool {
        self.calls.is_on() || self.in_flight.as_ref().is_some_and(Declared::is_on)
    }

    /// Returns all declarations, for the registry.
    pub(crate) fn declarations(&'static self) -> impl Iterator<Item = &'static Declared> {
        let durations = self.durations.as_ref().map(|durations| &durations.declared);
        let (in_flight, errors, items) = (self.in_flight.as_ref(), self.errors.as_ref(), self.items.as_ref());
        [Some(&self.calls), durations, in_flight, errors, items].into_iter().flatten()
    }

    /// Counts an item of a stream, if items are counted.
    #[inline]
    fn count_item(&'static self, label_set: LabelSetIndex) {
        if let Some(items) = &self.items {
            Counter::<u64>::from_parts(Static::of(items), SeriesRef::of(label_set)).inc();
        }
    }

    /// Returns the number of error kinds.
    fn n_errors(&self) -> usize {
        let errors = self.errors.as_ref().and_then(|errors| errors.descriptor().labels.last());
        errors.map_or(1, Label::cardinality)
    }
}

impl Ends for Function {
    /// Adds the calls that have ended, with any outcome, to the decrements of the row of each label set.
    fn add_ended(&self, of: Threads<'_>, label_sets: &[u32], totals: &mut [u64]) {
        self.calls.add_ended(of, Outcome::CARDINALITY, label_sets, totals);
        if let Some(errors) = &self.errors {
            errors.add_ended(of, self.n_errors(), label_sets, totals);
        }
    }
}

impl Durations {
    /// Returns the start of a call, if the call is timed.
    #[inline(never)]
    fn start(&self) -> Option<Moment> {
        if !self.declared.is_on() {
            return None;
        }
        self.is_timed().then(Moment::now)
    }

    /// Returns whether a call that starts now is timed.
    #[inline]
    fn is_timed(&self) -> bool {
        self.timing.one_in <= 1 || self.is_in_sample()
    }

    /// Returns whether the next call of this thread is timed; always `true` if the thread cannot count.
    #[inline(never)]
    fn is_in_sample(&self) -> bool {
        let own = self.untimed.own(0).or_else(|| self.untimed.make_row(0, 1)?.first());
        let Some(untimed) = own else { return true };
        let before = untimed.load(Ordering::Relaxed);
        untimed.store(before.checked_sub(1).unwrap_or(self.timing.one_in - 1), Ordering::Relaxed); // only this thread uses the cell
        before == 0
    }

    #[inline(never)]
    fn observe(&'static self, label_set: LabelSetIndex, outcome: Outcome, started: Moment) {
        let series = match self.timing.by_outcome {
            true => SeriesRef::typed(outcome.index_after(label_set.get())),
            false => SeriesRef::of(label_set),
        };
        let series = if self.timing.exemplars { series.marked() } else { series };
        let histogram = Histogram::<std::time::Duration>::from_parts(Static::of(&self.declared), series);
        // Observed even if the histogram is disabled now, because it was enabled when the call started.
        histogram.observe_though_off(started.nanoseconds());
    }
}

impl FunctionDescriptor {
    /// Fails the build if a metric of the function has more series than its budget.
    #[track_caller]
    pub const fn check_budget(&self, max_series: usize) {
        self.calls().check_budget(max_series);
        if let Some(errors) = self.errors() {
            errors.check_budget(max_series);
        }
        if let Some(durations) = self.durations() {
            durations.check_budget(max_series);
        }
        if let Some(items) = self.items() {
            items.check_budget(max_series);
        }
    }

    const fn calls(&self) -> Descriptor {
        self.describe(Kind::Counter, 0).with_skipped(self.impossible).with_labels(self.labels_and_outcome)
    }

    const fn errors(&self) -> Option<Descriptor> {
        if self.labels_and_error.is_empty() {
            return None;
        }
        let errors = self.describe(Kind::Counter, 0);
        Some(errors.with_labels(self.labels_and_error))
    }

    const fn durations(&self) -> Option<Descriptor> {
        let Some(timing) = self.timing else { return None };
        let durations = self
            .describe(Kind::Histogram, 1)
            .with_value_type(ValueType::Duration)
            .with_unit("seconds")
            .with_buckets(timing.buckets)
            .with_skipped(self.impossible);
        let durations = durations.with_labels(timing.labels);
        Some(if timing.exemplars { durations.with_exemplars() } else { durations })
    }

    const fn in_flight(&self) -> Option<Descriptor> {
        if !self.in_flight {
            return None;
        }
        let in_flight = self.describe(Kind::UpDownCounter, 2);
        Some(in_flight.with_labels(self.labels))
    }

    const fn items(&self) -> Option<Descriptor> {
        let Some([name, help]) = self.items else { return None };
        let items = Descriptor::new(Kind::Counter, name, help, self.location);
        Some(self.of_function(items).with_labels(self.labels))
    }

    const fn describe(&self, kind: Kind, family: usize) -> Descriptor {
        self.of_function(Descriptor::new(kind, self.names[family], self.helps[family], self.location))
    }

    const fn of_function(&self, family: Descriptor) -> Descriptor {
        family
            .with_constant_labels(self.constant_labels)
            .with_group("functions")
            .with_origin(Origin::Function)
            .with_adding_up(self.adds_up)
    }
}

/// A call, from its start to its end.
#[derive(Debug)]
pub struct Call {
    function: &'static Function,
    label_set: LabelSetIndex,
    /// Whether the metrics of the function were enabled at the start.
    counted: bool,
    /// `None` if the call is not timed.
    started: Option<Moment>,
    /// The outcome if the call is dropped before it has ended.
    dropped: Outcome,
}

impl Call {
    #[inline(always)]
    fn start(function: &'static Function, label_set: LabelSetIndex, dropped: Outcome) -> Self {
        let counted = ENABLED && function.is_on();
        if let (true, Some(in_flight)) = (counted, &function.in_flight) {
            UpDownCounter::from_parts(Static::of(in_flight), SeriesRef::of(label_set)).raise(1);
        }
        let started = function.durations.as_ref().filter(|_| ENABLED).and_then(Durations::start);
        Call { function, label_set, counted, started, dropped }
    }

    /// Starts a call whose body runs in the function itself, and which ends when the value is dropped.
    #[must_use]
    pub fn in_place(function: &'static Function, label_set: LabelSetIndex) -> Self {
        Call::start(function, label_set, Outcome::OF_UNFINISHED_CALL)
    }

    /// Ends the call with the returned value of the body.
    pub fn returns<R>(self, value: R, error: impl FnOnce(&R) -> Option<usize>) -> R {
        if ENABLED {
            let error = error(&value);
            self.returned(error);
        }
        value
    }

    /// Sets the outcome to `Ok` for when the call is dropped.
    pub fn ok(&mut self) {
        self.dropped = Outcome::Ok;
    }

    /// Counts a return, with the index of its error or as `Ok`.
    #[inline(always)]
    fn returned(self, error: Option<usize>) {
        match (error, &self.function.errors) {
            (Some(error), Some(errors)) if error != NO_KIND => self.end_as_error(error, errors),
            _ => self.end_as(Outcome::of_return(error.is_some())),
        }
        mem::forget(self);
    }

    #[cold]
    fn end_as_error(&self, error: usize, errors: &'static Declared) {
        let n_errors = self.function.n_errors();
        let index = self.label_set.get() * n_errors + error.min(n_errors - 1);
        self.end_in(errors, SeriesRef::typed(index), Outcome::Error);
    }

    #[inline(always)]
    fn end_as(&self, outcome: Outcome) {
        let series = SeriesRef::typed(outcome.index_after(self.label_set.get()));
        self.end_in(&self.function.calls, series, outcome);
    }

    /// Counts the outcome, and observes the duration.
    #[inline(always)]
    fn end_in(&self, ends: &'static Declared, series: SeriesRef, outcome: Outcome) {
        if let (Some(started), Some(durations)) = (self.started, &self.function.durations) {
            durations.observe(self.label_set, outcome, started);
        }
        if !self.counted {
            return;
        }
        ends.add_though_off(series.only_cell(), 1, Ordering::Release);
        // pairs with the Acquire of a read of calls in flight
    }
}

impl Drop for Call {
    #[cold]
    fn drop(&mut self) {
        if ENABLED {
            self.end_as(self.dropped);
        }
    }
}

/// The return type of an instrumented function, which the compiler unifies with the type of the body.
#[derive(Debug)]
pub struct ReturnType<R>(PhantomData<fn() -> R>);

impl<R> ReturnType<R> {
    /// Creates a value whose type is inferred.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "only the macros write it")]
    pub const fn new() -> Self {
        ReturnType(PhantomData)
    }

    /// Stands for a returned value, in code that never runs.
    ///
    /// # Panics
    ///
    /// Always panics.
    #[cold]
    #[must_use]
    pub fn value(self) -> R {
        unreachable!("the macro returns this value where no call comes")
    }
}

impl<R> Clone for ReturnType<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for ReturnType<R> {}

/// Runs the body of an instrumented function.
#[inline]
pub fn call<R>(
    function: &'static Function,
    label_set: LabelSetIndex,
    _: ReturnType<R>,
    body: impl FnOnce() -> R,
    error: impl FnOnce(&R) -> Option<usize>,
) -> R {
    if !ENABLED {
        return body();
    }
    let call = Call::start(function, label_set, Outcome::OF_UNFINISHED_CALL);
    let value = body();
    call.returned(error(&value));
    value
}

/// Applies a rule of the user to a returned value. This function gives the argument of a closure its type.
pub fn ask<R: ?Sized>(returned: &R, rule: impl FnOnce(&R) -> bool) -> bool {
    rule(returned)
}
