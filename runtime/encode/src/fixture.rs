//! Snapshots for the tests of all formats.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use gapless_core::{FamilySnapshot, HistogramValue, Kind, Number, Series, Snapshot, Value};

use crate::lint::lint;
use crate::Format;

/// Creates a snapshot of one family without a unit.
pub(crate) fn family(name: &'static str, kind: Kind, series: Vec<Series>) -> Snapshot {
    let family = FamilySnapshot {
        name: name.into(),
        help: "Help.".into(),
        kind,
        unit: None,
        group: "".into(),
        series,
    };
    Snapshot { families: vec![family] }
}

/// Creates a series that was created at 1605281325.123456789.
pub(crate) fn series(pairs: &[(&'static str, &'static str)], value: Value) -> Series {
    let created = SystemTime::UNIX_EPOCH + Duration::new(1_605_281_325, 123_456_789);
    Series { labels: labels(pairs), value, created: Some(created), exemplars: Vec::new() }
}

fn labels(pairs: &[(&'static str, &'static str)]) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
    pairs.iter().map(|&(name, value)| (name.into(), value.into())).collect()
}

/// Creates a series of an integer counter.
pub(crate) fn counter(pairs: &[(&'static str, &'static str)], value: u64) -> Series {
    series(pairs, Value::Counter(Number::U64(value)))
}

/// Creates a family of one histogram, `kind="a"`, with seven observations.
pub(crate) fn histogram() -> Snapshot {
    let value = HistogramValue {
        bounds: [0.5, 1.0, 1e6].as_slice().into(),
        counts: vec![1, 2, 0, 4],
        sum: Number::Nanoseconds(7_250_000_000),
        native: None,
    };
    family("wait_seconds", Kind::Histogram, vec![series(&[("kind", "a")], Value::Histogram(value))])
}

/// Writes a snapshot as a string and lints it.
#[track_caller]
pub(crate) fn encode_text(snapshot: &Snapshot, format: Format) -> String {
    String::from_utf8(linted(format.encode(snapshot), format)).expect("text is UTF-8")
}

/// Asserts that the linter finds nothing in a body, and returns the body.
#[track_caller]
pub(crate) fn linted<B: AsRef<[u8]>>(body: B, format: Format) -> B {
    let findings = lint(body.as_ref(), format.content_type());
    let findings: Vec<_> = findings.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{}\n{}", findings.join("\n"), String::from_utf8_lossy(body.as_ref()));
    body
}
