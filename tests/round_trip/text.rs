//! Text 0.0.4, and 1.0.0 with plain names, read by `nom-openmetrics`.
//!
//! The parser checks the syntax of lines and replaces escapes, but accepts families in any order. This test compares
//! the order: each family appears once, with HELP, TYPE and its samples.

use gapless::encode::{Escaping, Format};
use nom_openmetrics::{MetricDescriptor, Sample as Read};
use proptest::sample::select;

use crate::exposition::{Family, Sample, expected, shared};
use crate::snapshots::{runner, snapshots};

/// The formats that the parser reads.
pub(crate) const FORMATS: [Format; 5] = [
    Format::Text,
    Format::Text1 { escaping: None },
    Format::Text1 { escaping: Some(Escaping::Underscores) },
    Format::Text1 { escaping: Some(Escaping::Dots) },
    Format::Text1 { escaping: Some(Escaping::Values) },
];

#[test]
fn any_snapshot_reads_back_unchanged() {
    let all = runner().run(&(snapshots(), select(&FORMATS)), |(snapshot, format)| {
        let document = String::from_utf8(format.encode(&snapshot)).expect("text is UTF-8");
        proptest::prop_assert_eq!(read(&document), expected(&snapshot, format), "{}", document);
        Ok(())
    });
    all.unwrap_or_else(|failure| panic!("{failure}"));
}

/// Parses a document.
pub(crate) fn read(document: &str) -> Vec<Family> {
    // The parser requires a sample after the last HELP and TYPE, but a family can be empty. This sample also shows that
    // the last line ended.
    let document = format!("{document}# TYPE end gauge\nend 1\n");
    let parsed = nom_openmetrics::parser::prometheus(&document);
    let (_, parsed) = parsed.unwrap_or_else(|error| panic!("{error}\n{document}"));
    let mut families = Vec::new();
    for part in parsed {
        part.descriptors.iter().for_each(|descriptor| describe(&mut families, descriptor));
        let family = families.last_mut().expect("metadata comes before the first sample");
        family.samples.extend(part.samples.iter().map(sample));
    }
    assert_eq!(families.pop().map(|family| (family.name, family.samples.len())), Some(("end".to_owned(), 1)));
    families
}

/// HELP begins a family, and TYPE completes it.
fn describe(families: &mut Vec<Family>, descriptor: &MetricDescriptor<'_>) {
    if families.last().is_none_or(|family| family.name != descriptor.metric()) {
        families.push(Family { name: descriptor.metric().to_owned(), ..Family::default() });
    }
    let family = families.last_mut().expect("HELP comes first");
    assert!(family.samples.is_empty() && family.kind.is_empty(), "{descriptor:?} comes after samples");
    match descriptor {
        MetricDescriptor::Help { help, .. } => family.help.clone_from(help),
        MetricDescriptor::Type { r#type, .. } => family.kind = r#type.to_string().to_lowercase(),
        MetricDescriptor::Unit { .. } => panic!("this format has no {descriptor:?}"),
    }
}

fn sample(sample: &Read<'_>) -> Sample {
    let labels = sample.labels().iter().map(|label| (label.name.to_owned(), label.value.clone()));
    let unique = labels.clone().collect::<std::collections::BTreeMap<_, _>>();
    assert_eq!(unique.len(), labels.count(), "a label appears twice: {sample:?}");
    Sample::read(sample.name(), unique, shared(sample.number()))
}
