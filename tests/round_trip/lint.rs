//! The linter finds nothing in expositions of Gapless, and accepts any bytes.

use gapless::encode::lint::{Finding, lint};
use gapless::encode::{Escaping, Format};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::protobuf;
use crate::snapshots::{runner, snapshots};

pub(crate) const FORMATS: [Format; 15] = [
    Format::Text,
    Format::Text1 { escaping: None },
    Format::Text1 { escaping: Some(Escaping::Underscores) },
    Format::Text1 { escaping: Some(Escaping::Dots) },
    Format::Text1 { escaping: Some(Escaping::Values) },
    Format::Text1 { escaping: Some(Escaping::AllowUtf8) },
    Format::OpenMetrics { escaping: None },
    Format::OpenMetrics { escaping: Some(Escaping::Underscores) },
    Format::OpenMetrics { escaping: Some(Escaping::Dots) },
    Format::OpenMetrics { escaping: Some(Escaping::Values) },
    Format::OpenMetrics { escaping: Some(Escaping::AllowUtf8) },
    Format::Protobuf { escaping: Escaping::Underscores },
    Format::Protobuf { escaping: Escaping::Dots },
    Format::Protobuf { escaping: Escaping::Values },
    Format::Protobuf { escaping: Escaping::AllowUtf8 },
];

#[test]
fn any_snapshot_is_written_without_a_finding() {
    let all = runner().run(&(snapshots(), select(&FORMATS)), |(snapshot, format)| {
        let document = format.encode(&snapshot);
        let findings = lint(&document, format.content_type());
        prop_assert_eq!(findings, [], "{}", String::from_utf8_lossy(&document));
        Ok(())
    });
    all.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn the_linter_accepts_any_bytes() {
    let bytes = prop_oneof![vec(any::<u8>(), 0..200), words(), messages(4)];
    judge(&bytes);
}

#[test]
fn the_linter_accepts_any_mutated_exposition() {
    let documents = (snapshots(), select(&FORMATS)).prop_map(|(snapshot, format)| format.encode(&snapshot));
    judge(&(prop_oneof![documents, messages(4)], changes()).prop_map(|(mut document, changes)| {
        changes.iter().for_each(|change| change.apply(&mut document));
        document
    }));
}

#[test]
fn a_protobuf_body_without_a_finding_decodes() {
    let format = Format::Protobuf { escaping: Escaping::AllowUtf8 };
    let all = runner().run(&(snapshots(), changes()), |(snapshot, changes)| {
        let mut body = format.encode(&snapshot);
        changes.iter().take(2).for_each(|change| change.apply(&mut body));
        if lint(&body, format.content_type()).is_empty() {
            prop_assert!(protobuf::is_read(&body), "{body:?}");
        }
        Ok(())
    });
    all.unwrap_or_else(|failure| panic!("{failure}"));
}

/// Lints bodies as each format. The linter must return, with findings in order.
fn judge(bodies: &impl Strategy<Value = Vec<u8>>) {
    let all = runner().run(bodies, |body| {
        for content_type in FORMATS.map(Format::content_type) {
            let findings = lint(&body, content_type);
            prop_assert!(findings.is_sorted_by_key(|finding: &Finding| &finding.position));
        }
        Ok(())
    });
    all.unwrap_or_else(|failure| panic!("{failure}"));
}

/// Generates tokens of text formats in any order.
fn words() -> impl Strategy<Value = Vec<u8>> {
    let words = "# TYPE|# HELP|# UNIT|# EOF|#|\n|\r|\t| |  |a|a_total|a_bucket|a_sum|a_count|a_created|b|counter|\
                 gauge|histogram|gaugehistogram|summary|info|stateset|unknown|{|}|,|=|\"|\\|le|quantile|+Inf|-Inf|NaN|\
                 0|1|-1|0.5|1e9|__|🦀|\u{feff}|{le=\"1.0\"} 1 # {} 1";
    vec(select(words.split('|').collect::<Vec<_>>()), 0..60).prop_map(|words| words.concat().into_bytes())
}

/// Generates nested messages, with fields that are mostly in a schema.
fn messages(depth: u32) -> impl Strategy<Value = Vec<u8>> {
    let leaves = prop_oneof![
        any::<u64>().prop_map(|value| (0, varint(value))),
        (0..4_u64).prop_map(|value| (0, varint(value))),
        any::<f64>().prop_map(|value| (1, value.to_le_bytes().to_vec())),
        vec(any::<u8>(), 0..6).prop_map(|bytes| (2, framed(&bytes))),
        Just((2, framed(b"a_total"))),
        any::<u32>().prop_map(|value| (5, value.to_le_bytes().to_vec())),
    ];
    let fields = leaves.prop_recursive(depth, 64, 6, |inner| {
        vec((0..18_u64, inner), 0..6).prop_map(|fields| (2, framed(&message(&fields))))
    });
    vec(vec((1..6_u64, fields), 0..6).prop_map(|fields| framed(&message(&fields))), 0..4)
        .prop_map(|messages| messages.concat())
}

/// Encodes fields: number, wire type and bytes.
fn message(fields: &[(u64, (u64, Vec<u8>))]) -> Vec<u8> {
    let fields =
        fields.iter().flat_map(|(number, (kind, bytes))| [varint(number << 3 | kind), bytes.clone()]);
    fields.collect::<Vec<_>>().concat()
}

fn framed(bytes: &[u8]) -> Vec<u8> {
    [varint(bytes.len() as u64), bytes.to_vec()].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
    bytes
}

/// A mutation of bytes.
#[derive(Clone, Debug)]
enum Change {
    Put(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Cut(Index),
    Double(Index, Index),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let byte = || prop_oneof![any::<u8>(), select(b"\n\r\t\"\\{}#= ,0a".to_vec())];
    let change = prop_oneof![
        (any::<Index>(), byte()).prop_map(|(at, byte)| Change::Put(at, byte)),
        (any::<Index>(), byte()).prop_map(|(at, byte)| Change::Insert(at, byte)),
        any::<Index>().prop_map(Change::Remove),
        any::<Index>().prop_map(Change::Cut),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Double(from, to)),
    ];
    vec(change, 0..6)
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let n = bytes.len();
        match self {
            Change::Insert(at, byte) => bytes.insert(at.index(n + 1), *byte),
            Change::Cut(at) => bytes.truncate(at.index(n + 1)),
            _ if n == 0 => {}
            Change::Put(at, byte) => bytes[at.index(n)] = *byte,
            Change::Remove(at) => drop(bytes.remove(at.index(n))),
            Change::Double(from, to) => {
                let (from, to) = (from.index(n), to.index(n));
                let piece = bytes[from.min(to)..from.max(to)].to_vec();
                bytes.splice(to..to, piece);
            }
        }
    }
}
