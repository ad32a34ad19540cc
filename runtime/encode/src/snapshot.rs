//! Snapshots, written family by family.

use gapless_core::{FamilySnapshot, Sample, Snapshot, Value};

use crate::family::About;
use crate::format::Format;
use crate::writer::Writer;

/// Writes all families.
pub(crate) fn encode(snapshot: &Snapshot, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    for family in &snapshot.families {
        write_family(family, format, &mut writer);
    }
    writer.finish();
    out.extend_from_slice(format.end().as_bytes());
    out
}

/// Writes all families as text.
pub(crate) fn encode_text(snapshot: &Snapshot, format: Format) -> String {
    String::from_utf8(encode(snapshot, format)).expect("all of it is made of strings")
}

impl<'a> About<'a> {
    /// Takes from a value what its lines are made of; `false` if that is known already.
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

fn write_family(of: &FamilySnapshot, format: Format, out: &mut Writer<'_>) {
    let FamilySnapshot { name, help, kind, .. } = of;
    let unit = of.unit.as_deref();
    let mut about = About { name, help, kind: *kind, unit, bounds: &[], quantiles: &[], states: None };
    let mut family = format.family(&about);
    family.begin(out);
    for series in &of.series {
        if about.learn(&series.value) {
            family = format.family(&about);
        }
        let block = family.keep(&series.labels, series.created);
        let exemplars = series.exemplars.iter().map(Option::as_ref);
        family.write_with_exemplars(block, Sample::from(&series.value), exemplars, out);
    }
    family.end(out);
}
