//! Scrapes: the series of a view in one format, of which only the values are written anew.
//!
//! What never changes of a line is kept for the life of the view, once for each format that is asked for; a scrape
//! copies it and puts the values between, chunk by chunk. Views that add nothing to names and labels write the same lines, so
//! all of them share what is kept for the life of the process. Scrapes that share it take turns, a chunk each; nothing that
//! records waits for any of them.

use std::mem::take;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gapless_core::{Descriptor, ReadSeries, Reading, Registry};

use crate::arena::shrink;
use crate::collected::Collected;
use crate::family::{About, Block, Family};
use crate::format::Format;
use crate::view::{Added, View};
use crate::writer::Writer;

/// The bytes in a chunk, but for a series that would begin in it and end beyond.
const CHUNK: usize = 64 * 1024;

/// What is left of a chunk when no other series is begun in it.
const SPARE: usize = 4 * 1024;

/// How many slices of a reading are read for a chunk though they write nothing, as none of their series are there.
const SILENT: usize = 8;

/// The answer to a scrape, in chunks of 64 KiB or a little more; of less, even of nothing, where many series are not there.
///
/// Series are read when their turn comes, some hundred lines at a time. All chunks together are what [`Format::encode`] makes of a snapshot,
/// if the scrape is not of a part of it, as of a [`View`];
/// [`into_bytes`](Self::into_bytes) writes them in one piece.
///
/// ```
/// use gapless_encode::Format;
///
/// let chunks: Vec<Vec<u8>> = Format::Text.scrape().collect();
/// assert_eq!(chunks.concat(), Format::Text.scrape().into_bytes());
/// ```
#[derive(Debug)]
pub struct Scrape {
    view: View,
    format: Format,
    /// `None` when all is written.
    reading: Option<Reading<'static>>,
    at: At,
    /// What its sources have emitted, and is not written yet.
    collected: Option<Collected>,
    /// Where the message starts in the output whose length is not known yet, if one is not.
    frame: Option<usize>,
    /// What is written of it, between two chunks.
    open: Vec<u8>,
    /// How many bytes are written.
    size: usize,
}

/// Which family is being written.
#[derive(Clone, Copy, Debug)]
enum At {
    /// None yet.
    Start,
    /// The one that is being read, and the position of its next series.
    Declared(usize),
    /// One of a source, and its next series.
    Collected(usize),
}

/// What is kept of all series, with what is added to them.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) added: Arc<Added>,
    /// By [`Format::index`]. Locked by scrapes alone, for a chunk.
    formats: [Mutex<KeptFormat>; Format::N],
}

/// What is kept for a format.
#[derive(Debug)]
struct KeptFormat {
    /// By the number of the family.
    families: Vec<Option<KeptFamily>>,
    /// Readings of scrapes that are over, for their memory.
    idle: Vec<Reading<'static>>,
}

#[derive(Debug)]
struct KeptFamily {
    /// The name that it was declared with.
    name: &'static str,
    family: Family,
    added: Arc<Added>,
    /// By the number of the series ..
    blocks: Vec<Block>,
    /// .. in this edition of the numbers.
    edition: u32,
}

impl Format {
    /// Starts to write every series of the program, but those of metrics that are switched off.
    #[must_use]
    pub fn scrape(self) -> Scrape {
        View::default().scrape(self)
    }
}

impl View {
    /// Starts to write the series of this view, but those of metrics that are switched off.
    ///
    /// Where it has sources that were not asked yet, this waits for them; [`collected`](Self::collected) asks them without.
    ///
    /// ```
    /// use gapless_encode::{Format, View};
    ///
    /// let view = View::builder().names(["gapless_conflicts"]).label("region", "eu").build()?;
    /// let body = String::from_utf8_lossy(&view.scrape(Format::Text).into_bytes()).into_owned();
    /// assert!(body.ends_with("# TYPE gapless_conflicts gauge\ngapless_conflicts{region=\"eu\"} 0\n"));
    /// # Ok::<(), gapless_encode::Error>(())
    /// ```
    #[must_use]
    pub fn scrape(&self, format: Format) -> Scrape {
        let idle = self.kept().lock(format).idle.pop();
        let reading = idle.unwrap_or_else(|| Registry::global().read());
        Scrape {
            view: self.clone(),
            format,
            reading: Some(reading),
            at: At::Start,
            collected: self.families_of_sources(),
            frame: None,
            open: Vec::new(),
            size: 0,
        }
    }
}

impl Kept {
    pub(crate) fn new(added: Added) -> Self {
        let format = || KeptFormat { families: Vec::new(), idle: Vec::new() };
        Kept { added: Arc::new(added), formats: std::array::from_fn(|_| Mutex::new(format())) }
    }

    fn lock(&self, format: Format) -> MutexGuard<'_, KeptFormat> {
        self.formats[format.index()].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Iterator for Scrape {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        self.reading.as_ref()?;
        let mut chunk = take(&mut self.open);
        chunk.reserve(CHUNK);
        let enough = chunk.len() + CHUNK - SPARE;
        self.write(&mut chunk, enough);
        if let Some(start) = &mut self.frame {
            self.open = if *start == 0 { take(&mut chunk) } else { chunk.split_off(*start) };
            *start = 0;
        }
        (!chunk.is_empty() || self.reading.is_some()).then_some(chunk)
    }
}

impl Scrape {
    /// All that is left, in one piece.
    ///
    /// ```
    /// let body = gapless_encode::Format::Text.scrape().into_bytes();
    /// assert!(String::from_utf8_lossy(&body).contains("\ngapless_conflicts 0\n"));
    /// ```
    #[must_use]
    pub fn into_bytes(mut self) -> Vec<u8> {
        let size = self.view.size(self.format).load(Ordering::Relaxed);
        let mut bytes = Vec::with_capacity(size + size / 64 + SPARE); // numbers grow
        while self.reading.is_some() {
            self.write(&mut bytes, usize::MAX);
        }
        bytes
    }

    /// Writes until there are `enough` bytes, or nothing is left.
    fn write(&mut self, out: &mut Vec<u8>, enough: usize) {
        let Some(mut reading) = self.reading.take() else { return };
        let (view, start) = (self.view.clone(), out.len());
        let mut kept = view.kept().lock(self.format);
        let mut writer = Writer::within_frame(out, self.frame);
        let is_over = self.write_families(&mut kept, &mut reading, &mut writer, enough);
        self.frame = writer.finish();
        self.size += out.len() - start;
        if is_over {
            reading.rewind();
            kept.idle.push(reading);
            view.size(self.format).store(self.size, Ordering::Relaxed);
        } else {
            self.reading = Some(reading);
        }
    }

    /// Whether nothing is left.
    fn write_families(
        &mut self,
        kept: &mut KeptFormat,
        reading: &mut Reading<'_>,
        out: &mut Writer<'_>,
        enough: usize,
    ) -> bool {
        let mut n_silent = 0;
        loop {
            let is_whole = match self.at {
                At::Start => true,
                At::Declared(next) => {
                    let family = kept.families[reading.family().expect("it is being read")].as_mut();
                    let family = family.expect("it was made when it was read first");
                    self.write_declared(next, family, reading, out, enough, &mut n_silent)
                }
                At::Collected(next) => self.write_collected(next, out, enough),
            };
            if !is_whole {
                return false;
            }
            if !self.begin_next(kept, reading, out) {
                break;
            }
        }
        out.append(|out| out.extend_from_slice(self.format.end().as_bytes()));
        true
    }

    /// Whether nothing is left of a declared family.
    fn write_declared(
        &mut self,
        mut next: usize,
        family: &mut KeptFamily,
        reading: &mut Reading<'_>,
        out: &mut Writer<'_>,
        enough: usize,
        n_silent: &mut usize,
    ) -> bool {
        next = family.write_from(next, reading, out, enough); // what is left of a slice
        while out.len() < enough && *n_silent < SILENT && reading.next_slice() {
            let before = out.len();
            next = family.write_from(next, reading, out, enough);
            *n_silent += usize::from(out.len() == before);
        }
        self.at = At::Declared(next);
        if out.len() >= enough || *n_silent >= SILENT {
            return false;
        }
        family.family.end(out);
        true
    }

    /// Whether nothing is left of a family of a source.
    fn write_collected(&mut self, next: usize, out: &mut Writer<'_>, enough: usize) -> bool {
        let collected = self.collected.as_mut();
        match collected.and_then(|collected| collected.write(next, self.format, out, enough)) {
            Some(next) => {
                self.at = At::Collected(next);
                false
            }
            None => true,
        }
    }

    /// Goes to the next family; whether there is one.
    fn begin_next(&mut self, kept: &mut KeptFormat, reading: &mut Reading<'_>, out: &mut Writer<'_>) -> bool {
        let before = self.collected.as_ref().and_then(Collected::before);
        let comes_first = |number| before.is_none_or(|before| number < before);
        let next = reading.next_family_where(|number| comes_first(number) && self.view.has(number));
        if let Some((number, descriptor)) = next {
            kept.family(number, self.format, descriptor, &self.view.kept().added).family.begin(out);
            self.at = At::Declared(0);
        } else if before.is_some() {
            self.at = At::Collected(0);
        }
        next.is_some() || before.is_some()
    }
}

impl KeptFormat {
    fn family(
        &mut self,
        number: usize,
        format: Format,
        of: &Descriptor,
        added: &Arc<Added>,
    ) -> &mut KeptFamily {
        let n = self.families.len().max(number + 1);
        self.families.resize_with(n, || None);
        self.families[number].get_or_insert_with(|| KeptFamily::new(format, of, added.clone()))
    }
}

impl KeptFamily {
    fn new(format: Format, of: &Descriptor, added: Arc<Added>) -> Self {
        let Descriptor { help, kind, unit, buckets: bounds, states, .. } = *of;
        let quantiles = of.quantiles.map_or(&[][..], |quantiles| quantiles.at);
        let name = &added.name(of.name);
        KeptFamily {
            name: of.name,
            family: format.family(&About { name, help, kind, unit, bounds, quantiles, states }),
            added,
            blocks: Vec::new(),
            edition: 0,
        }
    }

    /// Writes series from a position on until there are `enough` bytes, and returns the position of the next one.
    fn write_from(
        &mut self,
        from: usize,
        reading: &Reading<'_>,
        out: &mut Writer<'_>,
        enough: usize,
    ) -> usize {
        self.turn_to(reading.edition());
        // Two loops, so that the one without exemplars asks for none.
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

    /// Forgets the series of another edition, be it a later one, as of a scrape that has begun since.
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
