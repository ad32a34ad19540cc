//! Families: a descriptor and its cells.
//!
//! A family here is what one site declares. Sites that declare the same name are one family to Prometheus; the
//! registry brings them together when it reads them.
//!
//! Recording goes from a handle through the family to a cell, and cannot fail: what cannot be recorded is refused and
//! counted in `gapless_refused_total`.

mod exemplars;
mod totals;
mod windows;

use std::fmt::Debug;
use std::sync::atomic::Ordering;
use std::time::{Instant, SystemTime};

use once_cell::race::OnceBox;

use crate::cells::atomic::AtomicU64;
use crate::cells::bucket_index::BucketIndex;
use crate::cells::created::created;
use crate::cells::exemplar::{self, Slots};
use crate::cells::info_labels::{Current, InfoLabels};
use crate::cells::native::NativeCells;
use crate::cells::open::{Assigned, Expiry, Held, Seen, Start, Ticket};
use crate::cells::row::{add_alone, add_f64_alone, LoneCell, Row, SharedCells, UNSET};
use crate::cells::series::{CellRef, LabelSetIndex, SeriesRef};
use crate::cells::slab::Slot;
use crate::cells::totals::{narrow, Rows};
use crate::cells::windows::Windows;
use crate::declared::block::Block;
use crate::declared::descriptor::{Descriptor, Seed, Storage};
use crate::declared::kind::{Kind, ValueType};
use crate::ENABLED;

/// What counts the ends of what an up-down counter starts.
pub(crate) trait Ends: Debug + Sync {
    /// Adds the ends to the downs of a row, for each of these label sets.
    fn add_ended(&self, label_sets: &[u32], totals: &mut [u64]);
}

/// A descriptor and the numbers recorded under it.
#[derive(Debug)]
pub struct Declared {
    /// Where each thread's cells are.
    slot: Slot,
    /// How many cells a label set has.
    width: usize,
    /// Those that no thread has for itself.
    shared: SharedCells,
    /// The only cell of a gauge or a state set without labels, here so that to set it takes one store.
    lone: Option<LoneCell>,
    buckets: OnceBox<Buckets>,
    /// Which rows belong to which values of open labels.
    seen: OnceBox<Seen>,
    /// Made when the first exemplar is kept.
    exemplars: OnceBox<Slots>,
    /// When the window of a summary began.
    windows: OnceBox<Windows>,
    /// The function whose calls end what this up-down counter starts: an in-flight counter holds starts alone.
    ends: Option<&'static dyn Ends>,
    /// Written by recording threads that refuse a value, read by gatherings; relaxed, it stands for itself.
    refused: AtomicU64,
    /// Written by recording threads whose open labels have no place of their own, read by gatherings; relaxed as well.
    overflowed: AtomicU64,
    /// The label set that an info is set to.
    info: OnceBox<Current>,
    descriptor: Descriptor,
}

/// Which bucket of a histogram a value is in.
#[derive(Debug)]
pub(crate) struct Buckets {
    pub(crate) index: BucketIndex,
    /// If it has native buckets too.
    pub(crate) native: Option<NativeCells>,
}

impl Declared {
    /// A family without cells yet, for a `static`.
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
            refused: AtomicU64::new(0),
            overflowed: AtomicU64::new(0),
            info: OnceBox::new(),
            descriptor,
        }
    }

    /// An up-down counter of the calls of a function that have started and not ended.
    pub(crate) const fn in_flight(descriptor: Descriptor, ends: &'static dyn Ends) -> Self {
        let mut family = Declared::new(descriptor);
        family.ends = Some(ends);
        family
    }

    /// What the declaration says.
    #[must_use]
    pub const fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// Whether what begins now is recorded.
    #[doc(hidden)]
    #[inline]
    pub fn is_on(&self) -> bool {
        self.slot.is_on()
    }

    /// Switches it; time that it was off is no time that it was not used.
    pub(crate) fn switch(&self, on: bool) {
        if let (true, false, Some(seen)) = (on, self.is_on(), self.seen.get()) {
            seen.use_all();
        }
        self.slot.switch(on);
    }

    /// How many values were refused: not a number, negative, or out of range.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Counts values that were refused.
    #[doc(hidden)]
    #[cold]
    pub fn refuse(&self, n: u64) {
        if ENABLED && self.is_on() {
            self.refused.fetch_add(n, Ordering::Relaxed);
        }
    }

    /// How often a combination of open label values was past the bound.
    pub(crate) fn overflowed(&self) -> u64 {
        self.overflowed.load(Ordering::Relaxed)
    }

    /// The series of the typed labels' index and the open labels' values.
    #[doc(hidden)]
    #[inline]
    pub fn series<const N: usize>(&self, typed: usize, open: [Option<&str>; N]) -> SeriesRef {
        let (mut values, mut n_open) = ([""; N], 0);
        for value in open.into_iter().flatten() {
            values[n_open] = value;
            n_open += 1;
        }
        match n_open {
            0 => SeriesRef::typed(typed),
            _ if !ENABLED => SeriesRef::typed(typed),
            _ => self.open_series(&values[..n_open]).plus(typed),
        }
    }

    /// The first series with these values of open labels.
    fn open_series(&self, values: &[&str]) -> SeriesRef {
        let seen = self.seen();
        let hash = seen.hash(values);
        match seen.known(hash, values) {
            Some(ticket) => ticket.series(),
            None => self.look_up(|start| seen.place(hash, values, start)),
        }
    }

    #[cold]
    #[inline(never)]
    fn look_up(&self, place: impl FnOnce(&Start<'_>) -> Option<Assigned>) -> SeriesRef {
        match place(&Start { created: SystemTime::now, take_over: &|first| self.take_over(first) }) {
            Some(Assigned::Own(ticket)) => ticket.series(),
            Some(Assigned::Other(ticket)) => {
                self.overflowed.fetch_add(u64::from(self.is_on()), Ordering::Relaxed);
                ticket.series()
            }
            None => SeriesRef::typed(self.descriptor.label_set_count()), // no row: what is recorded is dropped
        }
    }

    /// Makes the rows of a removed combination ready for the next one, and says what they have added up to.
    fn take_over(&self, first: LabelSetIndex) -> Option<Box<Rows>> {
        let rows = first.get()..first.get() + self.descriptor.n_typed_label_sets();
        match self.descriptor.kind {
            Kind::Gauge | Kind::StateSet => {
                let cells = self.shared.get().and_then(|cells| cells.get(rows)).unwrap_or_default();
                let start = self.seen().start_bits;
                cells.iter().for_each(|cell| cell.store(start, Ordering::Relaxed));
                None
            }
            _ => {
                let mut totals = Rows::default();
                self.add_up(&rows.clone().map(narrow).collect::<Vec<_>>(), &mut totals);
                if self.descriptor.kind == Kind::Summary {
                    self.begin_windows(rows, &totals);
                    totals.native.clear(); // what comes then is counted from there
                }
                Some(Box::new(totals))
            }
        }
    }

    /// The label set that a handle records into. A value that was removed is there anew.
    #[inline]
    pub(crate) fn attach(&self, series: SeriesRef) -> Option<LabelSetIndex> {
        self.attached(series).map(|ticket| ticket.label_set)
    }

    /// The same, with the owner of the label set; none owns one of typed labels.
    #[inline]
    pub(crate) fn attached(&self, series: SeriesRef) -> Option<Ticket> {
        match Ticket::of(series) {
            None => Some(Ticket::of_any(series)),
            Some(ticket) if self.seen().is_good(ticket) => Some(ticket),
            Some(ticket) => self.attach_anew(ticket),
        }
    }

    #[cold]
    #[inline(never)]
    fn attach_anew(&self, removed: Ticket) -> Option<Ticket> {
        let seen = self.seen();
        let series = self.look_up(|start| seen.place_again(removed, start));
        Ticket::of(series.plus(seen.typed_of(removed)))
    }

    /// Whether the values that a handle was taken for have not been removed since.
    #[inline]
    pub(crate) fn is_attached(&self, series: SeriesRef) -> bool {
        Ticket::of(series).is_none_or(|ticket| self.seen().is_there(ticket))
    }

    /// Removes the values of open labels that a handle was taken for; `false` if there is nothing to remove.
    pub(crate) fn remove(&self, series: SeriesRef) -> bool {
        Ticket::of(series.unmarked()).is_some_and(|ticket| self.seen().remove(ticket))
    }

    /// Removes the values of open labels that nothing was recorded into for as long as the declaration says, as of `now`.
    pub(crate) fn expire(&self, now: Option<Instant>) {
        if self.descriptor.expire_after.is_some() {
            self.seen().expire(now.unwrap_or_else(Instant::now), |combination| self.is_raised(combination));
        }
    }

    /// Whether it has open labels of which values were seen.
    pub(crate) fn has_values(&self) -> bool {
        self.descriptor.n_open_labels() > 0 && self.hold().iter().next().is_some()
    }

    /// The combinations of open label values, which stay as they are while this is held.
    pub(crate) fn hold(&self) -> Held<'_> {
        self.seen().hold()
    }

    /// Whether there are values that this family refuses.
    pub(crate) fn can_refuse(&self) -> bool {
        match self.descriptor.kind {
            _ if self.descriptor.exemplars => true, // those that are too long
            _ if self.descriptor.fed => true,       // those that are not numbers, or too large in base units
            Kind::Counter => self.descriptor.value_type == ValueType::Float,
            Kind::UpDownCounter | Kind::StateSet | Kind::Info => false,
            Kind::Gauge | Kind::Histogram | Kind::Summary => true,
        }
    }

    /// Whether there can be more values of open labels than it has room for.
    pub(crate) fn can_overflow(&self) -> bool {
        self.descriptor.n_open_labels() > 0 && self.descriptor.kind != Kind::Info
    }

    /// The label set that an info is set to. One without labels is set from the start.
    pub(crate) fn info(&self) -> &Current {
        self.info.get_or_init(|| {
            let start = self.descriptor.labels.is_empty() && ENABLED;
            let labels = start.then(|| InfoLabels { typed: 0, open: Vec::new() });
            Box::new(Current::starting_with(labels))
        })
    }

    /// Adds to a cell, unless the family is off.
    #[inline]
    pub(crate) fn add(&self, cell: CellRef, amount: u64, order: Ordering) {
        match self.slot.own(cell.get()) {
            _ if !ENABLED => {}
            Some(cell) => add_alone(cell, amount, order),
            None => self.add_elsewhere(cell, amount, order),
        }
    }

    /// Adds to a cell of open labels, and to one that is not there yet.
    #[cold]
    #[inline(never)]
    fn add_elsewhere(&self, cell: CellRef, amount: u64, order: Ordering) {
        if self.keeps_exemplars(cell.series()) {
            let series = cell.series().unmarked();
            self.add(series.only_cell(), amount, order);
            return self.keep_exemplar(series, amount);
        }
        match self.own_open(cell) {
            // Any order is in this one, and to choose costs more.
            Some(cell) => add_alone(cell, amount, Ordering::Release),
            None if self.is_on() => self.make_and_add(cell, amount, order),
            None => {}
        }
    }

    /// The cell of this thread that a ticket means, if it is good, the cell is there, and the family is on.
    #[inline]
    fn own_open(&self, cell: CellRef) -> Option<&AtomicU64> {
        let (series, cell) = cell.split(self.width);
        let (seen, ticket) = (self.seen.get()?, Ticket::of(series)?);
        if !seen.is_good(ticket) {
            return None;
        }
        self.slot.own(ticket.label_set.get() * self.width + cell)
    }

    /// Adds to a cell, and be the family off: for what ends what was added while it was on.
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

    /// Adds to the double in a cell, unless the family is off.
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

    /// The cells of one label set of this thread, if they are there and the family is on; not those of open labels.
    #[inline]
    pub(crate) fn own_row(&self, series: SeriesRef) -> Option<&[AtomicU64]> {
        self.slot.own_row(series.first_cell(self.width)?, self.width)
    }

    /// The cells of one label set, made if need be, and be the family off; `None` when there is no memory.
    pub(crate) fn row_though_off(&self, series: SeriesRef) -> Option<Row<'_>> {
        self.row_of_label_set(self.attach(series)?)
    }

    /// The same of an attached label set.
    pub(crate) fn row_of_label_set(&self, label_set: LabelSetIndex) -> Option<Row<'_>> {
        match self.own_row(SeriesRef::of(label_set)) {
            Some(own) => Some(Row::Own(own)),
            None => self.make_row(label_set.get() * self.width, self.width),
        }
    }

    fn make_row(&self, first: usize, width: usize) -> Option<Row<'_>> {
        created(); // before anything can be recorded, so that no event is older than its series
        let own = match self.descriptor.storage {
            Storage::Slab => self.slot.make_row(first, width),
            Storage::Shared => None,
        };
        match own {
            Some(own) => Some(Row::Own(own)),
            None => self.shared_cells()?.get(first..first + width).map(Row::Shared),
        }
    }

    /// The cell of a gauge or a state set.
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

    /// Which bucket a value is in.
    #[inline]
    pub(crate) fn buckets(&self) -> &Buckets {
        self.buckets.get_or_init(|| {
            let of = &self.descriptor;
            let index = BucketIndex::new(of.buckets, of.value_type);
            let native = of.native.as_ref().map(|native| NativeCells::new(native, of, &index));
            Box::new(Buckets { index, native })
        })
    }

    /// Where its exemplars are.
    pub(crate) fn exemplars(&self) -> &Slots {
        self.exemplars.get_or_init(|| {
            let n = self.descriptor.label_set_count() * exemplar::n_per_label_set(&self.descriptor);
            Box::new(Slots::new(n))
        })
    }

    /// The same, if one was kept.
    pub(crate) fn exemplars_made(&self) -> Option<&Slots> {
        self.exemplars.get()
    }

    /// When the window of a summary began.
    pub(crate) fn windows(&self) -> &Windows {
        self.windows.get_or_init(Box::default)
    }

    /// The cells of native buckets, if it has some.
    pub(crate) fn native_cells(&self) -> Option<&NativeCells> {
        self.descriptor.native.and_then(|_| self.buckets().native.as_ref())
    }

    #[inline]
    fn seen(&self) -> &Seen {
        self.seen.get().unwrap_or_else(|| self.see())
    }

    #[cold]
    #[inline(never)]
    fn see(&self) -> &Seen {
        self.seen.get_or_init(|| {
            created();
            Box::new(self.seen_at_start())
        })
    }

    /// The listed values of open labels, in all combinations.
    fn seen_at_start(&self) -> Seen {
        let (max, n_typed) = (self.descriptor.max_open_values(), self.descriptor.n_typed_label_sets());
        let listed = self.descriptor.listed_values();
        let expiry = self.descriptor.expire_after.map(|after| Expiry::new(after, listed.clone()));
        let seen = Seen::new(max, n_typed, self.initial_bits(), expiry);
        let start = Start { created, take_over: &|_| None };
        for index in 0..self.descriptor.n_listed() {
            let mut rest = index;
            let values = listed.iter().map(|values| {
                let value = values[rest % values.len()];
                rest /= values.len();
                value
            });
            let values: Vec<_> = values.collect();
            seen.place(seen.hash(&values), &values, &start);
        }
        seen
    }

    fn initial_bits(&self) -> u64 {
        match (self.descriptor.kind, self.descriptor.seed) {
            (Kind::Gauge, Seed::With(seed)) => {
                // A seed that panics leaves its gauge unset: it must hurt neither a recording thread nor a scrape.
                std::panic::catch_unwind(seed).map_or(UNSET, f64::to_bits)
            }
            (Kind::StateSet, Seed::In(seed)) => {
                std::panic::catch_unwind(seed).map_or(UNSET, |state| state as u64)
            }
            (Kind::Gauge | Kind::StateSet, _) => UNSET,
            _ => 0,
        }
    }

    /// The number of buckets, `+Inf` among them.
    pub(crate) fn n_buckets(&self) -> usize {
        self.descriptor.buckets.len() + 1
    }

    /// Sets a gauge or a state set to what its declaration says, unless it was touched.
    pub(crate) fn seed_gauge(&self) {
        match (self.descriptor.seed, &self.lone) {
            (Seed::With(_) | Seed::In(_), Some(lone)) => lone.init(UNSET, || self.initial_bits()),
            (Seed::With(_) | Seed::In(_), None) => drop(self.shared_cells()),
            _ => {}
        }
    }

    /// Unsets a gauge or a state set, with all its labels; other types stay as they are.
    pub(crate) fn unset(&self) {
        if !matches!(self.descriptor.kind, Kind::Gauge | Kind::StateSet) {
            return;
        }
        self.seed_gauge(); // lest it is seeded after this
        let cells = self.shared.get().into_iter().flatten().chain(self.lone.as_ref().map(LoneCell::get));
        cells.for_each(|cell| cell.store(UNSET, Ordering::Relaxed)); // each stands for itself
    }

    /// Unsets one series of a gauge or a state set; whether it was set.
    pub(crate) fn unset_series(&self, series: SeriesRef) -> bool {
        self.seed_gauge(); // as above
        self.shared_cell(series).is_some_and(|cell| cell.swap(UNSET, Ordering::Relaxed) != UNSET)
    }

    /// The cells of each thread, and the shared ones.
    ///
    /// Cells that are made after this was called may be left out.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &[AtomicU64]> {
        self.slot.blocks().chain(self.shared.get()).chain(self.lone.as_ref().map(LoneCell::as_slice))
    }
}

/// Cells in a label set's row.
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
    /// The family of a descriptor; fails the build of one with more series than it may have.
    #[must_use]
    #[track_caller]
    pub const fn family(&self, descriptor: Descriptor, max_series: usize) -> Declared {
        descriptor.check_budget(max_series);
        Declared::new(descriptor)
    }
}
