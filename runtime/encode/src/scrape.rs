//! Scrapes: the series of a view in one format.
//!
//! The constant parts of lines are cached for the life of the view, once for each format in use. A scrape copies them
//! and writes the values in between, chunk by chunk. Views without a prefix and labels write the same lines, so they
//! share one cache for the life of the process. Scrapes with the same cache alternate after each chunk. Recording never
//! waits for a scrape.

use std::mem::take;
use std::sync::atomic::Ordering;

use gapless_core::{Reading, Registry};

use crate::cache::{FamilyCache, FormatCache};
use crate::collected::Collected;
use crate::format::Format;
use crate::view::View;
use crate::writer::Writer;

/// The size of a chunk. The last series of a chunk can exceed it.
const CHUNK: usize = 64 * 1024;

/// A chunk ends if less than this size is left.
const SPARE: usize = 4 * 1024;

/// The most slices of a reading without series that are read for one chunk.
const SILENT: usize = 8;

/// The body of a scrape, as an iterator over chunks of about 64 KiB. Chunks can be smaller or empty where many series
/// do not exist yet.
///
/// Each chunk reads its series when it is written. Without changes in between, a scrape of all metrics writes the same
/// bytes as [`Format::encode`] of a snapshot. [`into_bytes`](Self::into_bytes) writes all chunks at once.
///
/// ```
/// use gapless::encode::Format;
///
/// let chunks: Vec<Vec<u8>> = Format::Text.scrape().collect();
/// assert_eq!(chunks.concat(), Format::Text.scrape().into_bytes());
/// ```
#[derive(Debug)]
pub struct Scrape {
    view: View,
    format: Format,
    /// `None` at the end.
    reading: Option<Reading<'static>>,
    at: At,
    /// The families of sources that are left.
    collected: Option<Collected>,
    /// The start of an incomplete message in the output, if a message is incomplete.
    frame: Option<usize>,
    /// The start of an incomplete message, between two chunks.
    open: Vec<u8>,
    /// The number of bytes written.
    size: usize,
}

/// The position in the output.
#[derive(Clone, Copy, Debug)]
enum At {
    /// Before the first family.
    Start,
    /// In the declared family that is being read, before the series at this position.
    Declared(usize),
    /// In the current family of a source, before the series with this index.
    Collected(usize),
}

impl Format {
    /// Starts a scrape of every series of the program, except metrics that are disabled.
    #[must_use]
    pub fn scrape(self) -> Scrape {
        View::default().scrape(self)
    }
}

impl View {
    /// Starts a scrape of this view, without metrics that are disabled.
    ///
    /// If the view has sources that were not collected yet, the call collects them and blocks.
    /// [`collected`](Self::collected) collects without blocking.
    ///
    /// ```
    /// use gapless::encode::{Format, View};
    ///
    /// let view = View::builder().names(["gapless_conflicts"]).label("region", "eu").build()?;
    /// let body = String::from_utf8_lossy(&view.scrape(Format::Text).into_bytes()).into_owned();
    /// assert!(body.ends_with("# TYPE gapless_conflicts gauge\ngapless_conflicts{region=\"eu\"} 0\n"));
    /// # Ok::<(), gapless::encode::Error>(())
    /// ```
    #[must_use]
    pub fn scrape(&self, format: Format) -> Scrape {
        let idle = self.cache().lock(format).idle.pop();
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
    /// Writes the rest at once.
    ///
    /// ```
    /// let body = gapless::encode::Format::Text.scrape().into_bytes();
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

    /// Writes until the output has `enough` bytes or the scrape ends.
    fn write(&mut self, out: &mut Vec<u8>, enough: usize) {
        let Some(mut reading) = self.reading.take() else { return };
        let (view, start) = (self.view.clone(), out.len());
        let mut cache = view.cache().lock(self.format);
        let mut writer = Writer::within_frame(out, self.frame);
        let is_over = self.write_families(&mut cache, &mut reading, &mut writer, enough);
        self.frame = writer.finish();
        self.size += out.len() - start;
        if is_over {
            reading.rewind();
            cache.idle.push(reading);
            view.size(self.format).store(self.size, Ordering::Relaxed);
        } else {
            self.reading = Some(reading);
        }
    }

    /// Writes families, and returns whether the scrape ended.
    fn write_families(
        &mut self,
        cache: &mut FormatCache,
        reading: &mut Reading<'_>,
        out: &mut Writer<'_>,
        enough: usize,
    ) -> bool {
        let mut silent_slices = 0;
        loop {
            let is_whole = match self.at {
                At::Start => true,
                At::Declared(next) => {
                    let family = cache.families[reading.family().expect("it is being read")].as_mut();
                    let family = family.expect("it was made when it was read first");
                    self.write_declared(next, family, reading, out, enough, &mut silent_slices)
                }
                At::Collected(next) => self.write_collected(next, out, enough),
            };
            if !is_whole {
                return false;
            }
            if !self.begin_next(cache, reading, out) {
                break;
            }
        }
        out.append(|out| out.extend_from_slice(self.format.end().as_bytes()));
        true
    }

    /// Writes series of a declared family, and returns whether the family ended.
    fn write_declared(
        &mut self,
        mut next: usize,
        family: &mut FamilyCache,
        reading: &mut Reading<'_>,
        out: &mut Writer<'_>,
        enough: usize,
        silent_slices: &mut usize,
    ) -> bool {
        next = family.write_from(next, reading, out, enough); // the rest of a slice
        while out.len() < enough && *silent_slices < SILENT && reading.next_slice() {
            let before = out.len();
            next = family.write_from(next, reading, out, enough);
            *silent_slices += usize::from(out.len() == before);
        }
        self.at = At::Declared(next);
        if out.len() >= enough || *silent_slices >= SILENT {
            return false;
        }
        family.family.end(out);
        true
    }

    /// Writes series of a source's family, and returns whether the family ended.
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

    /// Begins the next family. Returns `false` if none is left.
    fn begin_next(
        &mut self,
        cache: &mut FormatCache,
        reading: &mut Reading<'_>,
        out: &mut Writer<'_>,
    ) -> bool {
        let before = self.collected.as_ref().and_then(Collected::before);
        let comes_first = |number| before.is_none_or(|before| number < before);
        let next = reading.next_family_where(|number| comes_first(number) && self.view.has(number));
        if let Some((number, descriptor)) = next {
            cache.family(number, self.format, descriptor, &self.view.cache().added).family.begin(out);
            self.at = At::Declared(0);
        } else if before.is_some() {
            self.at = At::Collected(0);
        }
        next.is_some() || before.is_some()
    }
}
