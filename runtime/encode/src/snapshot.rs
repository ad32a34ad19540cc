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

fn write_family(of: &FamilySnapshot, format: Format, out: &mut Writer<'_>) {
    let mut about =
        About { name: &of.name, help: &of.help, kind: of.kind, unit: of.unit.as_deref(), bounds: &[] };
    let mut family = format.family(&about);
    family.begin(out);
    for series in &of.series {
        if let Value::Histogram(histogram) = &series.value {
            if histogram.bounds != about.bounds {
                about.bounds = histogram.bounds;
                family = format.family(&about);
            }
        }
        let block = family.keep(&series.labels, series.created);
        let exemplars = series.exemplars.iter().map(Option::as_ref);
        family.write_with_exemplars(block, Sample::from(&series.value), exemplars, out);
    }
    family.end(out);
}
