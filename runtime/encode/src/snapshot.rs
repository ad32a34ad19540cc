//! Writes families whose series are values: the families of snapshots and of sources.

use gapless_core::{FamilySnapshot, Sample, Series, Snapshot, Value};

use crate::about::About;
use crate::added::{Added, LabelPair};
use crate::family::Family;
use crate::format::Format;
use crate::writer::Writer;

impl Format {
    /// Writes a snapshot in this format. All formats except [`Protobuf`](Self::Protobuf) write UTF-8.
    ///
    /// ```
    /// use gapless::encode::Format;
    /// use gapless::Registry;
    ///
    /// let body = String::from_utf8(Format::Text.encode(&Registry::global().gather()))?;
    /// assert!(body.contains("# TYPE gapless_conflicts gauge\ngapless_conflicts 0\n"));
    /// # Ok::<(), std::string::FromUtf8Error>(())
    /// ```
    #[must_use]
    pub fn encode(self, snapshot: &Snapshot) -> Vec<u8> {
        self.encode_families(&snapshot.families, [])
    }

    /// Writes families in this format, and adds labels to each series. A label of a series has precedence over an added
    /// label.
    ///
    /// ```
    /// use gapless::encode::Format;
    /// use gapless::Registry;
    ///
    /// let snapshot = Registry::global().gather();
    /// let labels = [("region".into(), "eu".into())];
    /// let body = String::from_utf8(Format::Text.encode_families(&snapshot.families, labels))?;
    /// assert!(body.contains("gapless_conflicts{region=\"eu\"} 0\n"));
    /// # Ok::<(), std::string::FromUtf8Error>(())
    /// ```
    #[must_use]
    pub fn encode_families<'a>(
        self,
        families: impl IntoIterator<Item = &'a FamilySnapshot>,
        labels: impl IntoIterator<Item = LabelPair>,
    ) -> Vec<u8> {
        let added = Added { prefix: None, labels: labels.into_iter().collect() };
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out);
        for family in families {
            write_family(family, 0, &added, self, &mut writer, usize::MAX);
        }
        writer.finish();
        out.extend_from_slice(self.end().as_bytes());
        out
    }
}

impl<'a> About<'a> {
    /// Takes the bounds, quantiles or states of a value. Returns whether they changed.
    fn learn(&mut self, value: &'a Value) -> bool {
        match value {
            Value::Histogram(histogram) => {
                std::mem::replace(&mut self.bounds, &histogram.bounds) != &*histogram.bounds
            }
            Value::Summary(summary) => {
                std::mem::replace(&mut self.quantiles, &summary.quantiles) != &*summary.quantiles
            }
            Value::StateSet(state) => self.states.replace(state.states) != Some(state.states),
            _ => false,
        }
    }
}

/// Writes series of a family until the output has `enough` bytes. Returns the index of the next series, or `None` at
/// the end.
pub(crate) fn write_family(
    of: &FamilySnapshot,
    from: usize,
    added: &Added,
    format: Format,
    out: &mut Writer<'_>,
    enough: usize,
) -> Option<usize> {
    let (name, unit) = (&*added.name(&of.name), of.unit.as_deref());
    let mut about =
        About { name, help: &of.help, kind: of.kind, unit, bounds: &[], quantiles: &[], states: None };
    let mut family = format.family(&about);
    if from == 0 {
        family.begin(out);
    }
    for (index, series) in of.series.iter().enumerate().skip(from) {
        if about.learn(&series.value) {
            family = format.family(&about);
        }
        write_series(&mut family, series, &added.with(&series.labels, &of.name), out);
        if out.len() >= enough && index + 1 < of.series.len() {
            return Some(index + 1);
        }
    }
    family.end(out);
    None
}

fn write_series(family: &mut Family, series: &Series, labels: &[LabelPair], out: &mut Writer<'_>) {
    let block = family.keep(labels, series.created);
    let exemplars = series.exemplars.iter().map(Option::as_ref);
    family.write_with_exemplars(block, Sample::from(&series.value), exemplars, out);
    family.forget(); // the series is written once
}
