//! Open labels: the rows of each combination of values, from the first use until the combination is removed or expires.

use std::sync::atomic::Ordering;
use std::time::{Instant, SystemTime};

use super::Declared;
use crate::cells::atomic::AtomicU64;
use crate::cells::created::created;
use crate::cells::open::{Assigned, Expiry, Held, Seen, Start, Ticket};
use crate::cells::series::{CellRef, LabelSetIndex, SeriesRef};
use crate::cells::slab::Threads;
use crate::cells::totals::{narrow, Rows};
use crate::declared::kind::Kind;
use crate::ENABLED;

impl Declared {
    /// Returns the series with an index of typed labels and the values of open labels.
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

    /// Returns the first series with these open label values.
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
        match place(&Start { created: &SystemTime::now, take_over: &|first| self.take_over(first) }) {
            Some(Assigned::Own(ticket)) => ticket.series(),
            Some(Assigned::Other(ticket)) => {
                self.overflowed.fetch_add(u64::from(self.is_on()), Ordering::Relaxed);
                ticket.series()
            }
            None => SeriesRef::typed(self.descriptor.label_set_count()), // without a row, records are dropped
        }
    }

    /// Prepares the rows of a removed combination for the next one, and returns their contents.
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
                let label_sets = rows.clone().map(narrow).collect::<Vec<_>>();
                self.add_up(&label_sets, &mut totals);
                self.empty_large_sums(&label_sets, &mut totals);
                #[cfg(feature = "testing")]
                take_over::note(self, &label_sets);
                if self.descriptor.kind == Kind::Summary {
                    self.begin_windows(rows, &totals);
                    totals.native.clear(); // the window of the next owner starts here
                }
                Some(Box::new(totals))
            }
        }
    }

    /// Empties the sums that would swallow what the next owner adds.
    ///
    /// All other contents stay and are subtracted, because a thread may still be in the middle of a record.
    fn empty_large_sums(&self, label_sets: &[u32], totals: &mut Rows) {
        let (shape, width) = (self.shape(), self.width.max(1));
        for (row, &label_set) in totals.cells.chunks_exact_mut(width).zip(label_sets) {
            let Some(at) = shape.large_sum(row) else { continue };
            let cell = label_set as usize * width + at;
            let cells = self.blocks(Threads::ALL).filter_map(|block| block.get(cell));
            cells.for_each(|cell| cell.store(0, Ordering::Relaxed)); // relaxed: as a record by the last owner
            row[at] = 0;
        }
    }

    /// Returns the label set that a handle records into, and creates removed values again.
    #[inline]
    pub(crate) fn attach(&self, series: SeriesRef) -> Option<LabelSetIndex> {
        self.attached(series).map(|ticket| ticket.label_set)
    }

    /// Returns the label set that a handle records into, with its owner; label sets of typed labels have no owner.
    #[inline]
    pub(crate) fn attached(&self, series: SeriesRef) -> Option<Ticket> {
        match Ticket::of(series) {
            None => Some(Ticket::of_any(series)),
            Some(ticket) if self.seen().is_good(ticket) => Some(ticket),
            Some(ticket) => self.attach_again(ticket),
        }
    }

    #[cold]
    #[inline(never)]
    fn attach_again(&self, removed: Ticket) -> Option<Ticket> {
        let seen = self.seen();
        let series = self.look_up(|start| seen.place_again(removed, start));
        Ticket::of(series.plus(seen.typed_of(removed)))
    }

    /// Returns whether the open label values of a handle still exist.
    #[inline]
    pub(crate) fn is_attached(&self, series: SeriesRef) -> bool {
        Ticket::of(series).is_none_or(|ticket| self.seen().is_there(ticket))
    }

    /// Removes the open label values of a handle, and returns whether there were any.
    pub(crate) fn remove(&self, series: SeriesRef) -> bool {
        Ticket::of(series.unmarked()).is_some_and(|ticket| self.seen().remove(ticket))
    }

    /// Removes the open label values that have expired at `now`.
    pub(crate) fn expire(&self, now: Option<Instant>) {
        if self.descriptor.expire_after.is_some() {
            self.seen().expire(now.unwrap_or_else(Instant::now), |combination| self.is_raised(combination));
        }
    }

    /// Returns whether open label values exist.
    pub(crate) fn has_values(&self) -> bool {
        self.descriptor.n_open_labels() > 0 && self.hold().iter().next().is_some()
    }

    /// Returns the combinations of open label values, which cannot change while the guard lives.
    pub(crate) fn hold(&self) -> Held<'_> {
        self.seen().hold()
    }

    /// Returns this thread's cell of a valid ticket, if the cell exists and the declaration is enabled.
    #[inline]
    pub(super) fn own_open(&self, cell: CellRef) -> Option<&AtomicU64> {
        let (series, cell) = cell.split(self.width);
        let (seen, ticket) = (self.seen.get()?, Ticket::of(series)?);
        if !seen.is_good(ticket) {
            return None;
        }
        self.slot.own(ticket.label_set.get() * self.width + cell)
    }

    #[inline]
    pub(super) fn seen(&self) -> &Seen {
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

    /// Returns the combinations of the listed open label values.
    fn seen_at_start(&self) -> Seen {
        let (max, n_typed) = (self.descriptor.max_open_values(), self.descriptor.n_typed_label_sets());
        let listed = self.descriptor.listed_values();
        let expiry = self.descriptor.expire_after.map(|after| Expiry::new(after, listed.clone()));
        let seen = Seen::new(max, n_typed, self.initial_bits(), expiry);
        let start = Start { created: &|| self.created(), take_over: &|_| None };
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
}

/// The listener to reused rows.
#[cfg(feature = "testing")]
pub(crate) mod take_over {
    use std::sync::OnceLock;

    use super::Declared;

    /// Receives the label sets whose rows have a new owner from now on.
    type Listener = fn(&Declared, &[u32]);

    static LISTENER: OnceLock<Listener> = OnceLock::new();

    /// Calls `listener` each time that rows are reused.
    pub(crate) fn listen(listener: Listener) {
        LISTENER.get_or_init(|| listener);
    }

    /// Probes read only declarations of the process.
    pub(super) fn note(declared: &Declared, label_sets: &[u32]) {
        if let Some(listener) = LISTENER.get().filter(|_| declared.started.is_none()) {
            listener(declared, label_sets);
        }
    }
}
