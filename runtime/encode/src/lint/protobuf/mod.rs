//! Delimited protobuf: messages `io.prometheus.client.MetricFamily`, each after its length.
//!
//! The parser is written by hand: it takes two hundred lines, and the schema never changes.

mod family;
mod histogram;
mod message;
mod metric;
mod native;
mod schema;
mod wire;

use std::collections::HashSet;

use self::family::Family;
use self::message::Message;
use self::wire::{Broken, Cursor};
use super::clash::Owners;
use super::finding::{shown, Position, Report};
use super::name::Names;
use super::rule::Rule;

/// Checks a body up to the first wrong length. The position of later messages is unknown.
pub(super) fn check(body: &[u8], names: Names, report: &mut Report) {
    let mut families = Families { names, seen: HashSet::new(), owners: Owners::default(), n: 0 };
    let mut cursor = Cursor::new(body, 0);
    while !cursor.is_empty() {
        let (start, path) = (cursor.offset, format!("family[{}]", families.n));
        match cursor.frame() {
            Ok((bytes, offset)) => {
                let message = Message::read(&schema::METRIC_FAMILY, bytes, offset, path, report);
                message.iter().for_each(|message| families.add(message, report));
                families.n += 1;
            }
            Err(broken) => {
                let place = Position::Message { offset: start, path };
                return report.say(place, broken.rule(), framing(broken));
            }
        }
    }
}

fn framing(broken: Broken) -> String {
    match broken {
        Broken::Empty => "the length is 0; write it as a varint, not as the five bytes of gRPC".to_owned(),
        broken => format!("{broken}; write the length of each message before it as a varint"),
    }
}

/// The families read so far.
struct Families {
    names: Names,
    seen: HashSet<String>,
    owners: Owners,
    n: usize,
}

impl Families {
    fn add(&mut self, message: &Message<'_>, report: &mut Report) {
        let family = Family::read(message, report);
        if self.seen.insert(family.name.to_string()) {
            self.owners.claim(self.n, &family.name, family.suffixes(), message, report);
        } else {
            let words = format!(
                "{} has a second message; write one message with all metrics of the family",
                shown(&family.name)
            );
            report.say(message, Rule::FamilySplit, words);
        }
        family.check(self.names, report);
    }
}
