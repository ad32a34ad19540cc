//! Layouts: the series of a family in label order, and the rows of cells of each.
//!
//! A layout is read in slices, so that neither the memory of a read nor its longest step grows with the family. The
//! rows of a slice are added up over all threads, one declaration after the other.

use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use super::declared_ref::DeclaredRef;
use super::family::{Identities, Identity};
use super::itself::{OwnSeries, OwnValue};
use super::{is_open, Collected, Registry};
use crate::cells::declared::Declared;
use crate::cells::exemplar::{n_per_label_set, ReadExemplars};
use crate::cells::living::{Entry, LivingMetric};
use crate::cells::open::{Combination, Ticket};
use crate::cells::row::UNSET;
use crate::cells::series::{LabelSetIndex, SeriesRef};
use crate::cells::totals::{narrow, Rows, Shape};
use crate::declared::descriptor::Descriptor;
use crate::declared::label::LabelPattern;

/// The number of exposition lines in a slice. A series with more lines is a slice of its own.
const LINES: usize = 512;

/// The series of a family in label order.
#[derive(Debug)]
pub(super) struct Layout {
    series: Series,
    /// The number of series in a slice.
    n_per_slice: usize,
    /// Whether every series exists before anything is recorded.
    all_seeded: bool,
    /// The edition of the numbering; `identities` has the series of its numbers if the labels are open.
    pub(super) edition: u32,
    pub(super) identities: Option<Arc<Identities>>,
}

#[derive(Debug)]
enum Series {
    /// One declaration with typed labels only: each series has one row, and its number is its position.
    Alone(Vec<Row>),
    /// Several declarations, or open labels.
    Fed(Feeds),
    /// The series of Gapless itself, which have no rows.
    Itself(Vec<OwnSeries>),
    /// The fields of the living values of a struct, which have no rows either.
    Living(&'static LivingMetric, Vec<Arc<Entry>>),
}

/// The label set of a series; the lowest bit states whether it is seeded.
#[derive(Clone, Copy, Debug)]
struct Row(u32);

/// Series of any numbers, with any number of rows each.
#[derive(Debug, Default)]
pub(super) struct Feeds {
    numbers: Vec<u32>,
    /// The rows by slice, declaration and position.
    rows: Vec<Feed>,
    /// The owners of reused rows: the `typed`th label set of a combination.
    taken_over: Vec<(Arc<Combination>, usize)>,
}

/// A row of a declaration that feeds the series in a position.
#[derive(Clone, Copy, Debug)]
struct Feed {
    position: u32,
    declaration: u32,
    /// The series of the declaration, as a handle refers to it.
    series: SeriesRef,
    /// The index in `taken_over`, from 1; 0 if the row is not reused.
    taken_over: u32,
    seeded: bool,
}

/// The series that were last added up.
#[derive(Debug, Default)]
pub(super) struct Slice {
    /// The position of the first series.
    pub(super) start: usize,
    /// Whether each series exists before anything is recorded.
    pub(super) seeded: Vec<bool>,
    pub(super) rows: Rows,
    /// The exemplars of each series; empty if the family has none.
    pub(super) exemplars: ReadExemplars,
    /// The label sets to read of one declaration; kept to reuse its memory.
    label_sets: Vec<u32>,
    of_declaration: Rows,
}

impl Layout {
    /// Creates the layout of a family with typed labels only.
    pub(super) fn fixed(of: &mut Collected) -> Self {
        let alone = (of.n_listed == 0).then(|| rows_of(of.declarations[0].descriptor())).flatten();
        match alone {
            Some(rows) => Layout::new(of.descriptor(), Series::Alone(rows)),
            None => Layout::listed(of),
        }
    }

    fn listed(of: &mut Collected) -> Self {
        of.list();
        let mut feeds = Feeds::default();
        for (number, all) in of.series.values().enumerate() {
            feeds.add_series(narrow(number));
            all.iter().for_each(|cells| {
                feeds.add_row(cells.declaration, SeriesRef::of(cells.label_set), cells.seeded);
            });
        }
        Layout::fed(of.descriptor(), feeds)
    }

    pub(super) fn fed(of: &Descriptor, feeds: Feeds) -> Self {
        let mut layout = Layout::new(of, Series::Fed(feeds));
        if let Series::Fed(feeds) = &mut layout.series {
            feeds.rows.sort_by_key(|feed| (feed.position as usize / layout.n_per_slice, feed.declaration));
        }
        layout
    }

    /// Creates the layout of infos.
    pub(super) fn of_infos(of: &Descriptor, edition: u32, identities: Vec<Identity>) -> Self {
        let series = identities.iter().map(|_| (Vec::new(), vec![OwnValue::Constant(1)]));
        let layout = Layout::of_itself(of, series.collect());
        Layout { edition, identities: Some(Arc::new(identities.into())), ..layout }
    }

    /// Creates the layout of the living values of a struct.
    pub(super) fn living(of: &Descriptor, metric: &'static LivingMetric) -> Self {
        let (edition, entries) = metric.entries();
        Layout { edition, ..Layout::new(of, Series::Living(metric, entries)) }
    }

    /// Returns the labels and the creation time of a living value, by the number of its series.
    pub(super) fn identity_of_living(&self, number: usize, of: &Descriptor) -> Identity {
        match &self.series {
            Series::Living(_, entries) => Identity::of_living(of, &entries[number]),
            _ => unreachable!("a struct's metric has the layout of living values"),
        }
    }

    pub(super) fn of_itself(of: &Descriptor, series: Vec<OwnSeries>) -> Self {
        Layout::new(of, Series::Itself(series))
    }

    fn new(of: &Descriptor, series: Series) -> Self {
        let n_per_slice = (LINES / of.lines_per_label_set()).max(1);
        let all_seeded = series.are_seeded() && !matches!(Shape::of(of), Shape::Gauge | Shape::State);
        Layout { series, n_per_slice, all_seeded, edition: 0, identities: None }
    }

    /// Returns whether a series of Gapless itself exists.
    pub(super) fn is_there(&self) -> bool {
        match &self.series {
            Series::Itself(series) => series.iter().any(is_there),
            _ => true,
        }
    }

    /// Returns the number of existing series.
    pub(super) fn n_there(&self, declarations: &[DeclaredRef], shape: Shape, slice: &mut Slice) -> usize {
        match &self.series {
            Series::Itself(series) => series.iter().filter(|series| is_there(series)).count(),
            Series::Living(_, entries) => entries.len(), // reading the fields to count them could take long
            _ if self.all_seeded => self.n_series(),
            _ => self.n_read(declarations, shape, slice),
        }
    }

    fn n_read(&self, declarations: &[DeclaredRef], shape: Shape, slice: &mut Slice) -> usize {
        let (mut next, mut there) = (0, 0);
        loop {
            let n = self.read(next, declarations, shape, slice);
            if n == 0 {
                return there;
            }
            let rows = slice.rows.cells.chunks_exact(shape.width()).zip(&slice.seeded);
            there += rows.filter(|(row, seeded)| shape.is_there(row, **seeded)).count();
            next += n;
        }
    }

    fn n_series(&self) -> usize {
        match &self.series {
            Series::Alone(rows) => rows.len(),
            Series::Fed(feeds) => feeds.numbers.len(),
            Series::Itself(series) => series.len(),
            Series::Living(_, entries) => entries.len(),
        }
    }

    /// Returns the numbers of the series, if they differ from their positions.
    pub(super) fn numbers(&self) -> Option<&[u32]> {
        match &self.series {
            Series::Fed(feeds) => Some(&feeds.numbers),
            _ => None,
        }
    }

    /// Returns the labels of a series by its number, if all labels are typed.
    pub(super) fn labels(&self, number: usize, declarations: &[DeclaredRef]) -> Vec<LabelPattern> {
        let of =
            |declaration: usize, label_set| declarations[declaration].descriptor().label_set(label_set, &[]);
        match &self.series {
            Series::Alone(rows) => of(0, rows[number].label_set() as usize),
            Series::Fed(feeds) => {
                let rows = feeds.rows_of(self.slice_from(number - number % self.n_per_slice));
                let feed = rows.iter().find(|feed| feed.position as usize == number);
                feed.map(|feed| of(feed.declaration as usize, feed.label_set().get())).unwrap_or_default()
            }
            Series::Itself(series) => series[number].0.clone(),
            Series::Living(..) => Vec::new(), // see `identity_of_living`
        }
    }

    /// Returns the positions of the slice that begins at `start`.
    fn slice_from(&self, start: usize) -> Range<usize> {
        start..(start + self.n_per_slice).min(self.n_series()).max(start)
    }

    /// Adds up the slice that begins at a position, and returns its number of series.
    pub(super) fn read(
        &self,
        start: usize,
        declarations: &[DeclaredRef],
        shape: Shape,
        slice: &mut Slice,
    ) -> usize {
        let positions = self.slice_from(start);
        let n = positions.len();
        slice.clear();
        slice.start = start;
        match &self.series {
            _ if n == 0 => {}
            Series::Alone(rows) => slice.read_declaration(declarations, &rows[positions]),
            Series::Fed(feeds) => slice.read_declarations(declarations, shape, feeds, positions),
            Series::Itself(_) => {} // see `read_itself`
            Series::Living(metric, entries) => slice.read_living(metric, &entries[positions], shape),
        }
        n
    }

    /// Reads the slice that begins at a position, for a metric of Gapless itself.
    pub(super) fn read_itself(
        &self,
        start: usize,
        registry: &Registry,
        now: Option<Instant>,
        slice: &mut Slice,
    ) {
        if let Series::Itself(series) = &self.series {
            slice.read_itself(&series[self.slice_from(start)], registry, now);
        }
    }
}

impl Series {
    /// Returns whether every series is seeded by a declaration.
    fn are_seeded(&self) -> bool {
        match self {
            Series::Alone(rows) => rows.iter().all(|row| row.is_seeded()),
            Series::Fed(feeds) => {
                let mut seeded = vec![false; feeds.numbers.len()];
                feeds.rows.iter().for_each(|row| seeded[row.position as usize] |= row.seeded);
                seeded.into_iter().all(|seeded| seeded)
            }
            Series::Itself(_) | Series::Living(..) => true,
        }
    }
}

fn is_there((_, sources): &OwnSeries) -> bool {
    sources.iter().any(OwnValue::is_there)
}

/// Returns the label sets of a declaration in label order; `None` if two of them are the same series.
fn rows_of(declaration: &Descriptor) -> Option<Vec<Row>> {
    let row = |label_set| Row::new(label_set, declaration.seeds_label_set(label_set));
    Some(declaration.in_label_order()?.into_iter().map(row).collect())
}

impl Row {
    fn new(label_set: usize, seeded: bool) -> Self {
        Row(narrow(2 * label_set) | u32::from(seeded))
    }

    fn label_set(self) -> u32 {
        self.0 / 2
    }

    fn is_seeded(self) -> bool {
        self.0 % 2 == 1
    }
}

impl Feeds {
    /// Appends a series.
    pub(super) fn add_series(&mut self, number: u32) {
        self.numbers.push(number);
    }

    /// Appends a row to the last series.
    pub(super) fn add_row(&mut self, declaration: usize, series: SeriesRef, seeded: bool) {
        let position = narrow(self.numbers.len() - 1);
        self.rows.push(Feed { position, declaration: narrow(declaration), series, taken_over: 0, seeded });
    }

    /// Marks the last row as reused.
    pub(super) fn take_over(&mut self, combination: Arc<Combination>, typed: usize) {
        self.taken_over.push((combination, typed));
        if let Some(row) = self.rows.last_mut() {
            row.taken_over = narrow(self.taken_over.len());
        }
    }

    fn rows_of(&self, slice: Range<usize>) -> &[Feed] {
        let before = |end: usize| self.rows.partition_point(|row| (row.position as usize) < end);
        &self.rows[before(slice.start)..before(slice.end)]
    }

    /// Returns the contents of a reused row at the start of its series.
    fn since(&self, row: &Feed) -> Option<(&Rows, usize)> {
        let (combination, typed) = self.taken_over.get((row.taken_over as usize).checked_sub(1)?)?;
        Some((combination.since.as_deref()?, *typed))
    }
}

impl Feed {
    fn label_set(self) -> LabelSetIndex {
        Ticket::of_any(self.series).label_set
    }
}

impl Slice {
    pub(super) fn clear(&mut self) {
        self.seeded.clear();
        self.rows.clear();
        self.exemplars.clear();
    }

    /// Makes room for the exemplars of `n_series` series, if a declaration keeps exemplars.
    fn reset_exemplars(&mut self, declarations: &[DeclaredRef], n_series: usize) {
        if declarations.iter().any(|declaration| declaration.exemplars_made().is_some()) {
            self.exemplars.reset(n_series * n_per_label_set(declarations[0].descriptor()));
        }
    }

    fn read_declaration(&mut self, declarations: &[DeclaredRef], rows: &[Row]) {
        let declaration = &declarations[0];
        self.seeded.extend(rows.iter().map(|row| row.is_seeded()));
        self.label_sets.clear();
        self.label_sets.extend(rows.iter().map(|row| row.label_set()));
        declaration.add_up_recent(&self.label_sets, &mut self.rows);
        self.rows.fit(declaration.descriptor());
        self.reset_exemplars(declarations, rows.len());
        if !self.exemplars.is_empty() {
            let all = rows.iter().map(|row| SeriesRef::typed(row.label_set() as usize)).enumerate();
            self.read_exemplars(declaration, all);
        }
    }

    fn read_declarations(
        &mut self,
        declarations: &[DeclaredRef],
        shape: Shape,
        feeds: &Feeds,
        positions: Range<usize>,
    ) {
        self.seeded.resize(positions.len(), false);
        self.rows.reset(positions.len(), declarations[0].descriptor());
        self.reset_exemplars(declarations, positions.len());
        for of_declaration in feeds.rows_of(positions).chunk_by(|a, b| a.declaration == b.declaration) {
            self.read_rows(
                &declarations[of_declaration[0].declaration as usize],
                shape,
                feeds,
                of_declaration,
            );
        }
        self.rows.fit(declarations[0].descriptor());
    }

    /// Adds up rows of one declaration, except rows of values that were removed meanwhile.
    fn read_rows(&mut self, declaration: &Declared, shape: Shape, feeds: &Feeds, rows: &[Feed]) {
        let _held = is_open(declaration).then(|| declaration.hold()); // prevents that a row gets another owner before it is added up
        let there = || rows.iter().filter(|row| declaration.is_attached(row.series));
        self.label_sets.clear();
        self.label_sets.extend(there().map(|row| narrow(row.label_set().get())));
        declaration.add_up_recent(&self.label_sets, &mut self.of_declaration);
        for (n, row) in there().enumerate() {
            if let Some((since, typed)) = feeds.since(row) {
                self.of_declaration.take_away(shape, n, since, typed);
            }
            let position = row.position as usize - self.start;
            self.seeded[position] |= row.seeded;
            self.rows.join(shape, position, &mut self.of_declaration, n);
        }
        if !self.exemplars.is_empty() {
            let start = self.start;
            self.read_exemplars(declaration, there().map(|row| (row.position as usize - start, row.series)));
        }
    }

    /// Reads the exemplars of a declaration's series, each with its position in the slice.
    #[cold]
    #[inline(never)]
    fn read_exemplars(&mut self, declaration: &Declared, all: impl Iterator<Item = (usize, SeriesRef)>) {
        let n = n_per_label_set(declaration.descriptor());
        all.for_each(|(position, series)| {
            declaration.read_exemplars(series, position * n, &mut self.exemplars);
        });
    }

    /// Reads a field of each value. A field without a value has no series.
    fn read_living(&mut self, metric: &LivingMetric, entries: &[Arc<Entry>], shape: Shape) {
        self.rows.cells.resize(entries.len() * shape.width(), UNSET);
        for (entry, row) in entries.iter().zip(self.rows.cells.chunks_exact_mut(shape.width())) {
            metric.read(entry, row);
            let is_there = row[0] != UNSET;
            self.seeded.push(is_there);
            if !is_there && !matches!(shape, Shape::Gauge | Shape::State) {
                row.fill(0);
            }
        }
    }

    fn read_itself(&mut self, series: &[OwnSeries], registry: &Registry, now: Option<Instant>) {
        self.seeded.extend(series.iter().map(is_there));
        let read =
            |(_, sources): &OwnSeries| sources.iter().map(|source| source.read(registry, now)).sum::<u64>();
        self.rows.cells.extend(series.iter().map(read));
    }
}
