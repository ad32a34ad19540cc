//! OpenMetrics 1.0, read by the strict parser of `prometheus-client`, and text with any names, read by its other
//! parser.

use std::collections::BTreeMap;
use std::fs::File;
use std::mem;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use gapless::Registry;
use gapless::encode::Format;
use gapless::snapshot::{Exemplar, Snapshot};
use proptest::sample::select;
use proptest::strategy::{Strategy, ValueTree};
use serde::Deserialize;

use crate::exposition::{Family, Sample, expected, shared};
use crate::lint::FORMATS;
use crate::peer::peer;
use crate::snapshots::{runner, snapshots};

/// The number of documents. Python reads all of them in one process, because its start is slow.
const DOCUMENTS: usize = 500;

/// Returns the formats that a parser reads.
fn formats(are_read: fn(&Format) -> bool) -> Vec<Format> {
    FORMATS.into_iter().filter(are_read).collect()
}

#[test]
fn any_snapshot_reads_back_unchanged() {
    let formats = formats(|format| matches!(format, Format::OpenMetrics { .. }));
    let mut runner = runner();
    let any = (snapshots(), select(formats.clone()));
    let mut random = || {
        let (mut snapshot, format) = any.new_tree(&mut runner).expect("no snapshot is rejected").current();
        make_readable(&mut snapshot);
        (snapshot, format)
    };
    let mut all: Vec<_> = (0..DOCUMENTS).map(|_| random()).collect();
    all.extend(formats.into_iter().map(|format| (Registry::global().gather(), format)));
    let documents = written(&all);
    for (((snapshot, format), document), found) in
        all.iter().zip(&documents).zip(read(&documents, "openmetrics"))
    {
        let (families, exemplars) = found.unwrap_or_else(|refused| panic!("{refused}\n{document}"));
        assert_eq!(families, expected_by_python(snapshot, *format), "{document}");
        assert_eq!(exemplars, expected_exemplars(snapshot), "{document}");
    }
}

#[test]
fn any_snapshot_in_text_reads_back_unchanged() {
    let mut runner = runner();
    let formats = formats(|format| matches!(format, Format::Text | Format::Text1 { .. }));
    let any = (snapshots(), select(formats));
    let mut random = || any.new_tree(&mut runner).expect("no snapshot is rejected").current();
    let all: Vec<_> = (0..DOCUMENTS).map(|_| random()).collect();
    let documents = written(&all);
    for (((snapshot, format), document), found) in all.iter().zip(&documents).zip(read(&documents, "text")) {
        let (families, _) = found.unwrap_or_else(|refused| panic!("{refused}\n{document}"));
        assert_eq!(loosely(families), loosely(expected(snapshot, *format)), "{document}");
    }
}

fn written(all: &[(Snapshot, Format)]) -> Vec<String> {
    let document = |(snapshot, format): &(Snapshot, Format)| String::from_utf8(format.encode(snapshot));
    all.iter().map(document).collect::<Result<_, _>>().expect("these formats are UTF-8")
}

/// Adapts families to the parser of text: it trims HELP, and names counters as in OpenMetrics.
fn loosely(mut families: Vec<Family>) -> Vec<Family> {
    for family in &mut families {
        family.help = family.help.trim_matches(|c: char| c.is_whitespace() || c.is_control()).to_owned();
        if let Some(base) = family.name.strip_suffix("_total").filter(|_| family.kind == "counter") {
            family.name = base.to_owned();
        }
    }
    families
}

/// Removes exemplars with a quote in a label value: Python's parser takes an escaped quote for the end of the value.
fn make_readable(snapshot: &mut Snapshot) {
    let series = snapshot.families.iter_mut().flat_map(|family| &mut family.series);
    for exemplar in series.flat_map(|series| &mut series.exemplars) {
        exemplar.take_if(|exemplar| exemplar.labels().any(|(_, value)| value.contains('"')));
    }
}

/// Returns the expected families. Python's parser trims spaces at the start of HELP.
fn expected_by_python(snapshot: &Snapshot, format: Format) -> Vec<Family> {
    let mut families = expected(snapshot, format);
    families.iter_mut().for_each(|family| family.help = family.help.trim_start_matches(' ').to_owned());
    families
}

/// Returns all exemplars in the order of the exposition.
fn expected_exemplars(snapshot: &Snapshot) -> Vec<ReadExemplar> {
    let series = snapshot.families.iter().flat_map(|family| &family.series);
    let exemplars = series.flat_map(|series| series.exemplars.iter().flatten());
    exemplars.map(expected_exemplar).collect()
}

fn expected_exemplar(exemplar: &Exemplar<'_>) -> ReadExemplar {
    let labels = exemplar.labels().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let since = exemplar.timestamp.duration_since(SystemTime::UNIX_EPOCH).expect("the time is after 1970");
    let seconds = format!("{}.{:09}", since.as_secs(), since.subsec_nanos());
    (labels, shared(exemplar.value.as_f64()), seconds)
}

/// Returns the result of the parser for each document.
fn read(documents: &[String], parser: &str) -> Vec<Result<Found, String>> {
    let folder = tempfile::tempdir().expect("a temporary folder can be created");
    let path = folder.path().join("documents.json");
    std::fs::write(&path, serde_json::to_vec(documents).expect("strings are JSON"))
        .expect("the file can be written");
    let output = Command::new(peer("python/bin/python"))
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("round_trip/read.py"))
        .arg(parser)
        .stdin(File::open(&path).expect("the file was just written"))
        .output()
        .expect("Python can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: Vec<Read> = serde_json::from_slice(&output.stdout).expect("the script writes JSON");
    assert_eq!(read.len(), documents.len());
    read.into_iter().map(Read::result).collect()
}

/// The families and exemplars of a document.
type Found = (Vec<Family>, Vec<ReadExemplar>);

/// Labels, value and timestamp.
type ReadExemplar = (BTreeMap<String, String>, String, String);

/// The output of the script for a document.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Read {
    Families(Vec<ReadFamily>),
    Refused(String),
}

#[derive(Deserialize)]
struct ReadFamily {
    name: String,
    kind: String,
    unit: String,
    help: String,
    samples: Vec<(String, BTreeMap<String, String>, String)>,
    exemplars: Vec<ReadExemplar>,
}

impl Read {
    fn result(self) -> Result<Found, String> {
        match self {
            Read::Families(mut families) => {
                let exemplars = families.iter_mut().flat_map(|family| mem::take(&mut family.exemplars));
                let exemplars = exemplars.map(|(labels, value, at)| (labels, double(&value), at)).collect();
                Ok((families.into_iter().map(ReadFamily::family).collect(), exemplars))
            }
            Read::Refused(why) => Err(why),
        }
    }
}

impl ReadFamily {
    fn family(self) -> Family {
        let ReadFamily { name, kind, unit, help, samples, .. } = self;
        let samples = samples.into_iter();
        let samples =
            samples.map(|(name, labels, value)| Sample::read(&name, labels, exact(value))).collect();
        Family { name, kind, unit, help, samples }
    }
}

/// Returns the common spelling of a number from Python. Integers keep all digits.
fn exact(value: String) -> String {
    if value.strip_prefix('-').unwrap_or(&value).bytes().all(|digit| digit.is_ascii_digit()) {
        return value;
    }
    double(&value)
}

fn double(value: &str) -> String {
    shared(value.parse().expect("Python writes doubles as Rust reads them"))
}
