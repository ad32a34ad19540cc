//! Snapshots, written line by line.

use gapless_core::{FamilySnapshot, Sample, Snapshot, Value};

use crate::lines::{About, Lines};
use crate::writer::Writer;

/// Writes all families by what `lines` makes of them, and the last line.
pub(crate) fn encode(snapshot: &Snapshot, lines: impl Fn(&About<'_>) -> Lines, end: &str) -> String {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    for family in &snapshot.families {
        write_family(family, &lines, &mut writer);
    }
    writer.finish();
    out.extend_from_slice(end.as_bytes());
    String::from_utf8(out).expect("all of it is made of strings")
}

fn write_family(family: &FamilySnapshot, new_lines: impl Fn(&About<'_>) -> Lines, out: &mut Writer<'_>) {
    let mut about = About {
        name: &family.name,
        help: &family.help,
        kind: family.kind,
        unit: family.unit.as_deref(),
        bounds: &[],
    };
    let mut lines = new_lines(&about);
    lines.write_metadata(out);
    for series in &family.series {
        if let Value::Histogram(histogram) = &series.value {
            if histogram.bounds != about.bounds {
                about.bounds = histogram.bounds;
                lines = new_lines(&about);
            }
        }
        let block = lines.keep(&series.labels, series.created);
        lines.write(block, Sample::from(&series.value), out);
    }
}
