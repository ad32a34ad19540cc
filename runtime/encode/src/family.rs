//! One family, in lines or in messages.

use std::borrow::{Borrow, Cow};
use std::time::SystemTime;

use gapless_core::{Exemplar, Sample};

use crate::about::Block;
use crate::lines::Lines;
use crate::protobuf::Messages;
use crate::writer::Writer;

/// A family in a format, with the cached bytes of its series.
#[derive(Debug)]
pub(crate) enum Family {
    Lines(Lines),
    Messages(Messages),
}

impl Family {
    /// Writes the start of the family, before all series.
    pub(crate) fn begin(&self, out: &mut Writer<'_>) {
        match self {
            Family::Lines(lines) => lines.write_metadata(out),
            Family::Messages(messages) => messages.begin(out),
        }
    }

    /// Caches the bytes of a series.
    pub(crate) fn keep(
        &mut self,
        labels: &[(Cow<'_, str>, Cow<'_, str>)],
        created: Option<SystemTime>,
    ) -> Block {
        match self {
            Family::Lines(lines) => lines.keep(labels, created),
            Family::Messages(messages) => messages.keep(labels, created),
        }
    }

    /// Writes a series.
    #[inline]
    pub(crate) fn write(&mut self, block: Block, sample: Sample<'_>, out: &mut Writer<'_>) {
        match self {
            Family::Lines(lines) => lines.write(block, sample, out),
            Family::Messages(messages) => messages.write(block, sample, out),
        }
    }

    /// Writes a series and, if the format has exemplars, its exemplars: one for each bucket of a histogram.
    pub(crate) fn write_with_exemplars<'e, E: Borrow<Exemplar<'e>>>(
        &mut self,
        block: Block,
        sample: Sample<'_>,
        exemplars: impl Iterator<Item = Option<E>>,
        out: &mut Writer<'_>,
    ) {
        match self {
            Family::Lines(lines) => lines.write_with_exemplars(block, sample, exemplars, out),
            Family::Messages(messages) => messages.write_with_exemplars(block, sample, exemplars, out),
        }
    }

    /// Writes the end of the family, after all series.
    pub(crate) fn end(&self, out: &mut Writer<'_>) {
        match self {
            Family::Lines(_) => {}
            Family::Messages(messages) => messages.end(out),
        }
    }

    /// Drops the cached bytes of all series.
    pub(crate) fn forget(&mut self) {
        match self {
            Family::Lines(lines) => lines.forget(),
            Family::Messages(messages) => messages.forget(),
        }
    }

    /// Releases memory that is unlikely to be needed.
    pub(crate) fn shrink(&mut self) {
        match self {
            Family::Lines(lines) => lines.shrink(),
            Family::Messages(messages) => messages.shrink(),
        }
    }
}
