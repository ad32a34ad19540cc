//! The cache of a view: the constant parts of lines and messages, and readings to reuse.
//!
//! A cache has one entry for each format and family in use. It belongs to all views with the same prefix and labels,
//! and only scrapes lock it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gapless_core::{Descriptor, ReadSeries, Reading};

use crate::about::{About, Block};
use crate::added::Added;
use crate::arena::shrink;
use crate::family::Family;
use crate::format::Format;
use crate::writer::Writer;

/// The cache of a view, with the prefix and labels that the view adds.
pub(crate) struct Cache {
    pub(crate) added: Arc<Added>,
    /// Indexed by [`Format::index`]. Only scrapes lock it, for one chunk.
    formats: [Mutex<FormatCache>; Format::N],
}

/// The cache for a format.
#[derive(Debug)]
pub(crate) struct FormatCache {
    /// Indexed by the number of the family.
    pub(crate) families: Vec<Option<FamilyCache>>,
    /// Readings of completed scrapes, which are reused for their memory.
    pub(crate) idle: Vec<Reading<'static>>,
}

/// The cache for a family.
#[derive(Debug)]
pub(crate) struct FamilyCache {
    /// The declared name.
    name: &'static str,
    pub(crate) family: Family,
    added: Arc<Added>,
    /// Indexed by the number of the series.
    blocks: Vec<Block>,
    /// The edition of the numbers of series.
    edition: u32,
}

/// The parts of lines are not shown: they are long, and readings lead to every declaration of the program.
impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("added", &self.added).finish_non_exhaustive()
    }
}

impl Cache {
    pub(crate) fn new(added: Added) -> Self {
        let format = || FormatCache { families: Vec::new(), idle: Vec::new() };
        Cache { added: Arc::new(added), formats: std::array::from_fn(|_| Mutex::new(format())) }
    }

    pub(crate) fn lock(&self, format: Format) -> MutexGuard<'_, FormatCache> {
        self.formats[format.index()].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FormatCache {
    /// Returns the cache for a family, and creates it if needed.
    pub(crate) fn family(
        &mut self,
        number: usize,
        format: Format,
        of: &Descriptor,
        added: &Arc<Added>,
    ) -> &mut FamilyCache {
        let n = self.families.len().max(number + 1);
        self.families.resize_with(n, || None);
        self.families[number].get_or_insert_with(|| FamilyCache::new(format, of, added.clone()))
    }
}

impl FamilyCache {
    fn new(format: Format, of: &Descriptor, added: Arc<Added>) -> Self {
        let Descriptor { help, kind, unit, buckets: bounds, states, .. } = *of;
        let quantiles = of.quantiles.map_or(&[][..], |quantiles| quantiles.at);
        let name = &added.name(of.name);
        FamilyCache {
            name: of.name,
            family: format.family(&About { name, help, kind, unit, bounds, quantiles, states }),
            added,
            blocks: Vec::new(),
            edition: 0,
        }
    }

    /// Writes series from a position until the output has `enough` bytes. Returns the position of the next series.
    pub(crate) fn write_from(
        &mut self,
        from: usize,
        reading: &Reading<'_>,
        out: &mut Writer<'_>,
        enough: usize,
    ) -> usize {
        self.turn_to(reading.edition());
        // Two loops, so that the loop without exemplars does not look for them.
        if !reading.has_exemplars() {
            return self.write_each(from, reading, out, enough, |family, block, series, out| {
                family.write(block, series.sample, out);
            });
        }
        self.write_each(from, reading, out, enough, |family, block, series, out| {
            family.write_with_exemplars(block, series.sample, reading.exemplars(series.position), out);
        })
    }

    #[inline]
    fn write_each(
        &mut self,
        from: usize,
        reading: &Reading<'_>,
        out: &mut Writer<'_>,
        enough: usize,
        write: impl Fn(&mut Family, Block, ReadSeries<'_>, &mut Writer<'_>),
    ) -> usize {
        let (mut next, n_kept) = (from, self.blocks.len());
        for series in reading.series(from) {
            if out.len() >= enough {
                return next;
            }
            if series.number >= self.blocks.len() {
                self.keep_up_to(series.number, reading);
            }
            write(&mut self.family, self.blocks[series.number], series, out);
            next = series.position + 1;
        }
        if self.blocks.len() > n_kept {
            self.family.shrink();
            shrink(&mut self.blocks);
        }
        next
    }

    /// Drops the cached series of another edition. It can be a later edition, if another scrape began in between.
    fn turn_to(&mut self, edition: u32) {
        if self.edition != edition {
            self.edition = edition;
            self.blocks.clear();
            self.family.forget();
        }
    }

    #[cold]
    fn keep_up_to(&mut self, number: usize, reading: &Reading<'_>) {
        for number in self.blocks.len()..=number {
            let mut identity = reading.identity(number);
            self.added.add_to(&mut identity.labels, self.name);
            self.blocks.push(self.family.keep(&identity.labels, identity.created));
        }
    }
}
