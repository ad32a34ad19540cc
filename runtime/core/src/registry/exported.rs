//! What is exported of one family: its series in label order, and where the numbers of each come from.
//!
//! Series have numbers, which they keep for the life of the process: whoever renders one keeps by its number what never
//! changes of it. Those of typed labels are numbered in label order, and their labels are worked out again where they are
//! asked for. Those of open labels are numbered as their values are seen, and put into order then.

use std::borrow::Cow;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::{in_own_order, is_open, Cells, Collected, OwnSeries, Source};
use crate::created::created;
use crate::descriptor::{Descriptor, Kind, LabelPattern};
use crate::family::Family;
use crate::totals::Shape;

/// One family of Prometheus.
#[derive(Debug)]
pub(super) struct Exported {
    /// The first site's.
    pub(super) descriptor: Descriptor,
    pub(super) sites: Vec<&'static Family>,
    /// Whether it is exported. Written by switches, read by gatherings; relaxed, it stands for itself.
    pub(super) on: AtomicBool,
    pub(super) shape: Shape,
    series: Known,
}

/// The series that there are by now.
#[derive(Debug)]
enum Known {
    /// Those of typed labels are all there from the start.
    Fixed(Arc<Layout>),
    /// Locked by gatherings alone, for as long as it takes to lay out what is new.
    Growing(Mutex<Growing>),
    /// Those of Gapless itself have no cells.
    Own(Arc<Layout>, Vec<OwnSeries>),
}

/// Where each series of a family is among the rows of all its sites.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// In label order.
    pub(super) series: Vec<LaidOut>,
    /// Rows of the same series: the first of it, and another one.
    joints: Vec<(u32, u32)>,
    /// The first row of each site, and the end.
    first_rows: Vec<u32>,
}

/// A series in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct LaidOut {
    pub(super) number: u32,
    pub(super) row: u32,
    pub(super) seeded: bool,
}

/// The series of a family with open labels.
#[derive(Debug)]
struct Growing {
    layout: Arc<Layout>,
    /// By number.
    rows: Vec<IdentifiedRow>,
    /// All numbers, in label order.
    order: Vec<u32>,
    /// How many combinations of open values are laid out, of each site.
    n_laid_out: Vec<usize>,
}

#[derive(Debug)]
struct IdentifiedRow {
    identity: Identity,
    site: usize,
    label_set: usize,
    seeded: bool,
}

/// What tells a series from the others of its family.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Identity {
    /// Names and values of the labels, in the order of their declaration. A label with an empty value is absent.
    pub labels: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    /// When the series began at zero; `None` for gauges.
    pub created: Option<SystemTime>,
}

impl Exported {
    pub(super) fn new(mut of: Collected) -> Self {
        let shape = Shape::of(&of.descriptor);
        let series = match of.sites.iter().any(|site| is_open(site)) {
            true => Known::Growing(Mutex::new(Growing::new(&mut of))),
            false => Known::Fixed(Arc::new(Layout::fixed(&mut of))),
        };
        Exported { descriptor: of.descriptor, sites: of.sites, on: AtomicBool::new(true), shape, series }
    }

    pub(super) fn own(descriptor: Descriptor, series: Vec<OwnSeries>) -> Self {
        let laid_out = |n| LaidOut { number: n, row: n, seeded: true };
        let layout =
            Layout { series: (0..narrow(series.len())).map(laid_out).collect(), ..Layout::default() };
        let series = Known::Own(Arc::new(layout), series);
        let on = AtomicBool::new(true);
        Exported { descriptor, sites: Vec::new(), on, shape: Shape::Integer, series }
    }

    /// Adds up the rows of all sites, and says where in them the series are.
    pub(super) fn read(&self, rows: &mut Vec<u64>) -> Arc<Layout> {
        rows.clear();
        let layout = match &self.series {
            Known::Fixed(layout) => layout.clone(),
            Known::Growing(growing) => lock(growing).lay_out(&self.descriptor, &self.sites),
            Known::Own(layout, series) => {
                rows.extend(series.iter().map(|(_, sources)| sources.iter().map(Source::read).sum::<u64>()));
                layout.clone()
            }
        };
        let ends = layout.first_rows.iter().skip(1);
        for (site, (first, end)) in self.sites.iter().zip(layout.first_rows.iter().zip(ends)) {
            site.add_up(0..(end - first) as usize, rows);
        }
        layout.joints.iter().for_each(|&joint| self.join(joint, rows));
        layout
    }

    /// Adds a row to an earlier or later one.
    fn join(&self, (row, other): (u32, u32), rows: &mut [u64]) {
        let width = self.shape.width();
        let (row, other) = (row as usize * width, other as usize * width);
        let (before, from) = rows.split_at_mut(row.max(other));
        let (at_min, at_max) = (&mut before[row.min(other)..][..width], &mut from[..width]);
        match row < other {
            true => self.shape.join(at_min, at_max),
            false => self.shape.join(at_max, at_min),
        }
    }

    /// What tells the series with a number from the others.
    pub(super) fn identity(&self, number: usize) -> Identity {
        match &self.series {
            Known::Growing(growing) => lock(growing).rows[number].identity.clone(),
            Known::Own(_, all) => Identity::new(&self.descriptor, &all[number].0, created()),
            Known::Fixed(layout) => {
                let (site, label_set) = layout.place_of(layout.series[number].row);
                let labels = self.sites[site].descriptor().label_set(label_set, &[]);
                Identity::new(&self.descriptor, &in_own_order(&self.descriptor, labels), created())
            }
        }
    }
}

impl Identity {
    fn new(of: &Descriptor, labels: &[LabelPattern], created: SystemTime) -> Self {
        let labels = labels.iter().map(|&(name, value)| (name.into(), value.into()));
        Identity { labels: labels.collect(), created: has_created(of).then_some(created) }
    }
}

fn has_created(of: &Descriptor) -> bool {
    matches!(of.kind, Kind::Counter | Kind::Histogram)
}

impl Layout {
    /// Of a family whose series are all known.
    fn fixed(of: &mut Collected) -> Self {
        let alone = (of.n_listed == 0).then(|| Layout::of_site(of.sites[0].descriptor())).flatten();
        alone.unwrap_or_else(|| {
            of.list();
            Layout::listed(of)
        })
    }

    /// Of a site that has no other beside it, unless its series have to be listed.
    fn of_site(site: &Descriptor) -> Option<Self> {
        let mut layout = Layout::of_sites(std::iter::once(site.n_label_sets()));
        let in_place = |(number, label_set)| LaidOut {
            number: narrow(number),
            row: narrow(label_set),
            seeded: site.seeds_label_set(label_set),
        };
        layout.series = site.in_label_order()?.into_iter().enumerate().map(in_place).collect();
        Some(layout)
    }

    fn listed(of: &Collected) -> Self {
        let mut layout = Layout::of_sites(of.sites.iter().map(|site| site.descriptor().n_label_sets()));
        for (number, cells) in of.series.values().enumerate() {
            cells.iter().enumerate().for_each(|(n, cells)| {
                let row = layout.first_rows[cells.site] + narrow(cells.label_set);
                layout.add(LaidOut { number: narrow(number), row, seeded: cells.seeded }, n > 0);
            });
        }
        layout.series.shrink_to_fit();
        layout
    }

    /// With sites of so many rows each, and no series yet.
    fn of_sites(n_rows: impl Iterator<Item = usize>) -> Self {
        let mut first_rows = vec![0];
        let mut end = 0;
        first_rows.extend(n_rows.map(|n| {
            end += n;
            narrow(end)
        }));
        Layout { first_rows, ..Layout::default() }
    }

    /// Adds a series, or a row to the last one.
    fn add(&mut self, series: LaidOut, joined: bool) {
        match self.series.last_mut().filter(|_| joined) {
            Some(last) => {
                self.joints.push((last.row, series.row));
                last.seeded |= series.seeded;
            }
            None => self.series.push(series),
        }
    }

    /// The site and the label set of a row.
    fn place_of(&self, row: u32) -> (usize, usize) {
        let site = self.first_rows.partition_point(|first| *first <= row) - 1;
        (site, (row - self.first_rows[site]) as usize)
    }
}

impl Growing {
    /// With the series of those sites whose labels are all typed.
    fn new(of: &mut Collected) -> Self {
        of.list();
        let mut growing = Growing {
            layout: Arc::default(),
            rows: Vec::new(),
            order: Vec::new(),
            n_laid_out: vec![0; of.sites.len()],
        };
        for (labels, cells) in &of.series {
            for &Cells { site, label_set, seeded } in cells {
                let identity = Identity::new(&of.descriptor, labels, created());
                growing.rows.push(IdentifiedRow { identity, site, label_set, seeded });
            }
        }
        growing
    }

    /// The layout, with what was seen since it was made.
    fn lay_out(&mut self, of: &Descriptor, sites: &[&'static Family]) -> Arc<Layout> {
        for (index, site) in sites.iter().enumerate().filter(|(_, site)| is_open(site)) {
            self.see(of, index, site);
        }
        if self.order.len() < self.rows.len() {
            self.layout = Arc::new(self.in_label_order(sites));
        }
        self.layout.clone()
    }

    /// Numbers the series of those combinations of open values that are new.
    fn see(&mut self, of: &Descriptor, site: usize, family: &'static Family) {
        let descriptor = family.descriptor();
        for combination in family.seen_since(self.n_laid_out[site]) {
            self.n_laid_out[site] += 1;
            let (first, values) = (combination.first, combination.values());
            self.rows.extend((0..descriptor.n_typed_label_sets()).map(|typed| {
                let labels = in_own_order(of, descriptor.label_set(typed, &values));
                let seeded = descriptor.seeds(&labels);
                let labels = labels.into_iter().map(|(name, value)| (name.into(), value.to_owned().into()));
                let created = has_created(of).then_some(combination.created);
                let identity = Identity { labels: labels.collect(), created };
                IdentifiedRow { identity, site, label_set: first + typed, seeded }
            }));
        }
    }

    fn in_label_order(&mut self, sites: &[&'static Family]) -> Layout {
        let Growing { rows, order, n_laid_out, .. } = self;
        order.extend(narrow(order.len())..narrow(rows.len()));
        // What was in order is one run, so that a few new ones are merged into it.
        order.sort_by(|a, b| rows[*a as usize].identity.cmp(&rows[*b as usize].identity));
        let n_rows = |(site, n): (&&Family, &usize)| match is_open(site) {
            true => n * site.descriptor().n_typed_label_sets(),
            false => site.descriptor().n_label_sets(),
        };
        let mut layout = Layout::of_sites(sites.iter().zip(&*n_laid_out).map(n_rows));
        let mut last = None;
        for &number in &*order {
            let IdentifiedRow { identity, site, label_set, seeded } = &rows[number as usize];
            let row = layout.first_rows[*site] + narrow(*label_set);
            let joined = last.replace(&identity.labels) == Some(&identity.labels);
            layout.add(LaidOut { number, row, seeded: *seeded }, joined);
        }
        layout
    }
}

fn lock(growing: &Mutex<Growing>) -> MutexGuard<'_, Growing> {
    growing.lock().unwrap_or_else(PoisonError::into_inner)
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).expect("there is no memory for as many series")
}
