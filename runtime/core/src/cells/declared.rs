//! Declarations: a descriptor and its cells.
//!
//! Several declarations of one name are one family in Prometheus. The registry combines them when it reads them.
//!
//! Recording goes from a handle through the declaration to a cell, and never fails: values that cannot be recorded are
//! refused and counted in `gapless_refused_total`.

mod exemplars;
mod open;
#[cfg(feature = "testing")]
pub(crate) use self::open::take_over;
mod totals;
mod windows;

use std::fmt::Debug;
use std::sync::atomic::Ordering;
use std::time::SystemTime;

use once_cell::race::OnceBox;

use crate::cells::atomic::AtomicU64;
use crate::cells::bucket_index::BucketIndex;
use crate::cells::created::created;
use crate::cells::exemplar::{self, Slots};
use crate::cells::info_labels::{Current, InfoLabels};
use crate::cells::living::{Event, LivingMetric};
use crate::cells::native::NativeCells;
use crate::cells::open::Seen;
use crate::cells::row::{add_alone, add_f64_alone, LoneCell, Row, SharedCells, UNSET};
use crate::cells::series::{CellRef, LabelSetIndex, SeriesRef};
use crate::cells::slab::{Slot, Threads};
use crate::cells::windows::Windows;
use crate::declared::block::Block;
use crate::declared::descriptor::{Descriptor, Seed, Storage};
use crate::declared::kind::{Kind, ValueType};
use crate::ENABLED;

/// A counter of ends, for an up-down counter that only counts starts.
pub(crate) trait Ends: Debug + Sync {
    /// Adds the ends to the decrements of the row of each label set.
    fn add_ended(&self, of: Threads<'_>, label_sets: &[u32], totals: &mut [u64]);
}

/// A declaration: a descriptor and its cells.
#[derive(Debug)]
pub struct Declared {
    /// The position of each thread's cells.
    slot: Slot,
    /// The number of cells of a label set.
    width: usize,
    /// The cells that all threads share.
    shared: SharedCells,
    /// The only cell of a gauge or a state set without labels, stored here so that setting it is one store.
    lone: Option<LoneCell>,
    buckets: OnceBox<Buckets>,
    /// The rows of each combination of open label values.
    seen: OnceBox<Seen>,
    /// Created when the first exemplar is kept.
    exemplars: OnceBox<Slots>,
    /// The window of a summary.
    windows: OnceBox<Windows>,
    /// The function whose calls count the ends, for an up-down counter of calls in flight.
    ends: Option<&'static dyn Ends>,
    /// The values whose fields are read instead of cells, for a metric of a measured type.
    living: Option<&'static LivingMetric>,
    /// Written by recording threads that refuse a value, and read by readers. Relaxed: publishes nothing else.
    refused: AtomicU64,
    /// Written by recording threads whose open label values share `_other`, and read by readers. Relaxed: publishes
    /// nothing else.
    overflowed: AtomicU64,
    /// When the declaration started at zero; `None` for a declaration of the process.
    started: Option<SystemTime>,
    /// The current label set of an info.
    info: OnceBox<Current>,
    descriptor: Descriptor,
}

/// The search for the bucket of a value.
#[derive(Debug)]
pub(crate) struct Buckets {
    pub(crate) index: BucketIndex,
    /// The cells of native buckets, if the histogram has them.
    pub(crate) native: Option<NativeCells>,
}

impl Declared {
    /// Creates a declaration without cells, for a `static`.
    #[must_use]
    pub const fn new(descriptor: Descriptor) -> Self {
        let width = row_width(&descriptor);
        Declared {
            slot: Slot::new(descriptor.label_set_count() * width),
            width,
            shared: SharedCells::new(),
            lone: match (descriptor.kind, descriptor.labels.is_empty()) {
                (Kind::Gauge | Kind::StateSet, true) => Some(LoneCell::new(UNSET)),
                _ => None,
            },
            buckets: OnceBox::new(),
            seen: OnceBox::new(),
            exemplars: OnceBox::new(),
            windows: OnceBox::new(),
            ends: None,
            living: None,
            refused: AtomicU64::new(0),
            overflowed: AtomicU64::new(0),
            started: None,
            info: OnceBox::new(),
            descriptor,
        }
    }

    /// Creates a declaration that may be dropped while the program runs.
    pub(crate) fn reusable(descriptor: Descriptor) -> Self {
        let declared = Declared::new(descriptor);
        let slot = match (descriptor.kind, descriptor.storage) {
            // The threads share all cells, so the cells that a dropped slot has left must not be read.
            (Kind::Gauge | Kind::StateSet | Kind::Info, _) | (_, Storage::Shared) => declared.slot,
            _ => Slot::reusable(declared.slot.n_cells()),
        };
        Declared { slot, started: Some(SystemTime::now()), ..declared }
    }

    /// Returns the time at which the series of typed labels started at zero.
    pub(crate) fn created(&self) -> SystemTime {
        self.started.unwrap_or_else(created)
    }

    /// Creates an up-down counter of a function's calls in flight.
    pub(crate) const fn in_flight(descriptor: Descriptor, ends: &'static dyn Ends) -> Self {
        let mut declared = Declared::new(descriptor);
        declared.ends = Some(ends);
        declared
    }

    /// Creates the declaration of a metric whose values are the fields of living values.
    #[must_use]
    pub const fn living_in(descriptor: Descriptor, metric: &'static LivingMetric) -> Self {
        let mut declared = Declared::new(descriptor);
        declared.slot.resize(0);
        declared.living = Some(metric);
        declared
    }

    /// Returns the metric of a measured type, if its values are fields and not cells.
    pub(crate) fn living(&self) -> Option<&'static LivingMetric> {
        self.living
    }

    /// Returns how often an event of living values happened.
    pub(crate) fn counted(&self, event: Event) -> u64 {
        self.living.map_or(0, |metric| metric.counted(event))
    }

    /// Returns the descriptor.
    #[must_use]
    pub const fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// Returns whether the declaration is enabled.
    #[doc(hidden)]
    #[inline]
    pub fn is_on(&self) -> bool {
        self.slot.is_on()
    }

    /// Enables or disables the declaration. Values do not expire while it is disabled.
    pub(crate) fn switch(&self, on: bool) {
        if let (true, false, Some(seen)) = (on, self.is_on(), self.seen.get()) {
            seen.use_all();
        }
        self.slot.switch(on);
    }

    /// Returns the number of refused values.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed) + self.counted(Event::Refusal)
    }

    /// Counts refused values.
    #[doc(hidden)]
    #[cold]
    pub fn refuse(&self, n: u64) {
        if ENABLED && self.is_on() {
            self.refused.fetch_add(n, Ordering::Relaxed);
        }
    }

    /// Returns how often a combination of open label values was beyond the bound.
    pub(crate) fn overflowed(&self) -> u64 {
        self.overflowed.load(Ordering::Relaxed) + self.counted(Event::Overflow)
    }

    /// Returns whether the declaration can refuse values.
    pub(crate) fn can_refuse(&self) -> bool {
        match self.descriptor.kind {
            _ if self.descriptor.exemplars => true, // exemplars that are too long
            _ if self.descriptor.fed => true,       // values that are not numbers, or too large in base units
            Kind::Counter => self.descriptor.value_type == ValueType::Float,
            Kind::UpDownCounter if self.living.is_some() => true, // numbers that are not finite
            Kind::UpDownCounter | Kind::StateSet | Kind::Info => false,
            Kind::Gauge | Kind::Histogram | Kind::Summary => true,
        }
    }

    /// Returns whether open label values can exceed the bound.
    pub(crate) fn can_overflow(&self) -> bool {
        self.descriptor.n_open_labels() > 0 && self.descriptor.kind != Kind::Info
    }

    /// Returns the current label set of an info. An info with constant labels only is set from the start.
    pub(crate) fn info(&self) -> &Current {
        self.info.get_or_init(|| {
            let start = self.descriptor.labels.is_empty() && ENABLED;
            let labels = start.then(|| InfoLabels { typed: 0, open: Vec::new() });
            Box::new(Current::starting_with(labels))
        })
    }

    /// Adds to a cell, unless the declaration is disabled.
    #[inline]
    pub(crate) fn add(&self, cell: CellRef, amount: u64, order: Ordering) {
        match self.slot.own(cell.get()) {
            _ if !ENABLED => {}
            Some(cell) => add_alone(cell, amount, order),
            None => self.add_elsewhere(cell, amount, order),
        }
    }

    /// Adds to a cell of open labels, or to a cell that does not exist yet.
    #[cold]
    #[inline(never)]
    fn add_elsewhere(&self, cell: CellRef, amount: u64, order: Ordering) {
        if self.keeps_exemplars(cell.series()) {
            let series = cell.series().unmarked();
            self.add(series.only_cell(), amount, order);
            return self.keep_exemplar(series, amount);
        }
        match self.own_open(cell) {
            // Release includes every order, and choosing one would cost more.
            Some(cell) => add_alone(cell, amount, Ordering::Release),
            None if self.is_on() => self.make_and_add(cell, amount, order),
            None => {}
        }
    }

    /// Adds to a cell even if the declaration is disabled, for the end of something that started while it was enabled.
    #[inline]
    pub(crate) fn add_though_off(&self, cell: CellRef, amount: u64, order: Ordering) {
        match self.slot.own(cell.get()) {
            _ if !ENABLED => {}
            Some(cell) => add_alone(cell, amount, order),
            None => self.make_and_add(cell, amount, order),
        }
    }

    #[cold]
    #[inline(never)]
    fn make_and_add(&self, cell: CellRef, amount: u64, order: Ordering) {
        let (series, cell) = cell.split(self.width);
        if let Some(row) = self.row_though_off(series) {
            row.add(cell, amount, order);
        }
    }

    /// Adds to the `f64` in a cell, unless the declaration is disabled.
    #[inline]
    pub(crate) fn add_f64(&self, series: SeriesRef, amount: f64) {
        match self.slot.own(series.only_cell().get()) {
            _ if !ENABLED => {}
            Some(cell) => add_f64_alone(cell, amount),
            None => self.add_f64_elsewhere(series, amount),
        }
    }

    #[cold]
    #[inline(never)]
    fn add_f64_elsewhere(&self, series: SeriesRef, amount: f64) {
        if self.keeps_exemplars(series) {
            self.add_f64(series.unmarked(), amount);
            return self.keep_exemplar(series.unmarked(), amount.to_bits());
        }
        if let Some(row) = self.is_on().then(|| self.row_though_off(series)).flatten() {
            row.add_f64(0, amount);
        }
    }

    /// Returns this thread's cells of a label set of typed labels, if they exist and the declaration is enabled.
    #[inline]
    pub(crate) fn own_row(&self, series: SeriesRef) -> Option<&[AtomicU64]> {
        self.slot.own_row(series.first_cell(self.width)?, self.width)
    }

    /// Returns the cells of a label set even if the declaration is disabled, and creates them if needed; `None` if
    /// memory is exhausted.
    pub(crate) fn row_though_off(&self, series: SeriesRef) -> Option<Row<'_>> {
        self.row_of_label_set(self.attach(series)?)
    }

    /// Returns the cells of a label set, and creates them if needed; `None` if memory is exhausted.
    pub(crate) fn row_of_label_set(&self, label_set: LabelSetIndex) -> Option<Row<'_>> {
        match self.own_row(SeriesRef::of(label_set)) {
            Some(own) => Some(Row::Own(own)),
            None => self.make_row(label_set.get() * self.width, self.width),
        }
    }

    fn make_row(&self, first: usize, width: usize) -> Option<Row<'_>> {
        created(); // before the first record, so that every event is later than its series
        let own = match self.descriptor.storage {
            Storage::Slab => self.slot.make_row(first, width),
            Storage::Shared => None,
        };
        match own {
            Some(own) => Some(Row::Own(own)),
            None => self.shared_cells()?.get(first..first + width).map(Row::Shared),
        }
    }

    /// Returns the cell of a gauge or a state set.
    #[inline]
    pub(crate) fn shared_cell(&self, series: SeriesRef) -> Option<&AtomicU64> {
        if !ENABLED {
            return None;
        }
        if let Some(lone) = &self.lone {
            return Some(lone.get());
        }
        let cells = self.shared_cells()?;
        match cells.get(series.only_cell().get()) {
            Some(cell) => Some(cell),
            None => cells.get(self.attach(series)?.get()),
        }
    }

    #[inline]
    fn shared_cells(&self) -> Option<&[AtomicU64]> {
        self.shared.get().or_else(|| self.share())
    }

    #[cold]
    fn share(&self) -> Option<&[AtomicU64]> {
        created();
        self.shared.get_or_init(self.slot.n_cells(), || self.initial_bits())
    }

    /// Returns the search for the bucket of a value.
    #[inline]
    pub(crate) fn buckets(&self) -> &Buckets {
        self.buckets.get_or_init(|| {
            let of = &self.descriptor;
            let index = BucketIndex::new(of.buckets, of.value_type);
            let native = of.native.as_ref().map(|native| NativeCells::new(native, of, &index));
            Box::new(Buckets { index, native })
        })
    }

    /// Returns the slots of exemplars, and creates them if needed.
    pub(crate) fn exemplars(&self) -> &Slots {
        self.exemplars.get_or_init(|| {
            let n = self.descriptor.label_set_count() * exemplar::n_per_label_set(&self.descriptor);
            Box::new(Slots::new(n))
        })
    }

    /// Returns the slots of exemplars, if an exemplar was kept.
    pub(crate) fn exemplars_made(&self) -> Option<&Slots> {
        self.exemplars.get()
    }

    /// Returns the window of a summary.
    pub(crate) fn windows(&self) -> &Windows {
        self.windows.get_or_init(Box::default)
    }

    /// Returns the cells of native buckets, if the metric has them.
    pub(crate) fn native_cells(&self) -> Option<&NativeCells> {
        self.descriptor.native.and_then(|_| self.buckets().native.as_ref())
    }

    fn initial_bits(&self) -> u64 {
        match (self.descriptor.kind, self.descriptor.seed) {
            (Kind::Gauge, Seed::With(seed)) => {
                // A seed that panics leaves its gauge unset, and affects neither recording threads nor scrapes.
                std::panic::catch_unwind(seed).map_or(UNSET, f64::to_bits)
            }
            (Kind::StateSet, Seed::In(seed)) => {
                std::panic::catch_unwind(seed).map_or(UNSET, |state| state as u64)
            }
            (Kind::Gauge | Kind::StateSet, _) => UNSET,
            _ => 0,
        }
    }

    /// Returns the number of buckets, including `+Inf`.
    pub(crate) fn n_buckets(&self) -> usize {
        self.descriptor.buckets.len() + 1
    }

    /// Sets a gauge or a state set to its seed, unless it was already touched.
    pub(crate) fn seed_gauge(&self) {
        match (self.descriptor.seed, &self.lone) {
            (Seed::With(_) | Seed::In(_), Some(lone)) => lone.init(UNSET, || self.initial_bits()),
            (Seed::With(_) | Seed::In(_), None) => drop(self.shared_cells()),
            _ => {}
        }
    }

    /// Unsets all series of a gauge or a state set. Other types do not change.
    pub(crate) fn unset(&self) {
        if !matches!(self.descriptor.kind, Kind::Gauge | Kind::StateSet) {
            return;
        }
        self.seed_gauge(); // prevents a later seeding
        let cells = self.shared.get().into_iter().flatten().chain(self.lone.as_ref().map(LoneCell::get));
        cells.for_each(|cell| cell.store(UNSET, Ordering::Relaxed)); // relaxed: publishes nothing else
    }

    /// Unsets one series of a gauge or a state set, and returns whether it was set.
    pub(crate) fn unset_series(&self, series: SeriesRef) -> bool {
        self.seed_gauge(); // prevents a later seeding
        self.shared_cell(series).is_some_and(|cell| cell.swap(UNSET, Ordering::Relaxed) != UNSET)
    }

    /// Returns the cells of each of these threads, and the shared cells if these are all threads.
    ///
    /// Cells that are created after this call may be left out.
    pub(crate) fn blocks<'a>(&'a self, of: Threads<'a>) -> impl Iterator<Item = &'a [AtomicU64]> {
        let shared = self.shared.get().into_iter().chain(self.lone.as_ref().map(LoneCell::as_slice));
        self.slot.blocks(of).chain(shared.filter(move |_| of.are_all()))
    }

    /// Returns whether records are in cells that all threads share, or may be.
    #[cfg(feature = "testing")]
    pub(crate) fn is_shared(&self) -> bool {
        let is_without_slot = self.slot.is_without_index() && self.shared.get().is_some();
        let is_native_shared = self.native_cells().is_some_and(NativeCells::is_shared);
        self.descriptor.storage == Storage::Shared || is_without_slot || is_native_shared
    }
}

/// Returns the number of cells in the row of a label set.
const fn row_width(descriptor: &Descriptor) -> usize {
    match (descriptor.kind, descriptor.value_type) {
        (Kind::Info, _) => 0,
        (Kind::Counter | Kind::Gauge | Kind::StateSet, _) => 1,
        (Kind::UpDownCounter, _) => 2,
        (Kind::Histogram | Kind::Summary, ValueType::Float) => descriptor.buckets.len() + 2,
        (Kind::Histogram | Kind::Summary, _) => descriptor.buckets.len() + 3,
    }
}

impl Block {
    /// Creates the declaration of a descriptor; fails the build if it has more series than its budget.
    #[must_use]
    #[track_caller]
    pub const fn family(&self, descriptor: Descriptor, max_series: usize) -> Declared {
        Declared::new(self.checked(descriptor, max_series))
    }

    /// Returns the descriptor of a metric of a struct; fails the build if it has more series than its budget.
    #[must_use]
    #[track_caller]
    pub const fn checked(&self, descriptor: Descriptor, max_series: usize) -> Descriptor {
        descriptor.check_budget(max_series);
        descriptor
    }
}
