//! Parses a message with its schema.

use std::borrow::Cow;

use super::super::finding::{Position, Report};
use super::super::rule::Rule;
use super::schema::{Field, Schema, Type};
use super::wire::{Broken, Cursor, Value};

/// The fields of a message that are in its schema and have the right type.
#[derive(Debug)]
pub(super) struct Message<'a> {
    schema: &'static Schema,
    offset: usize,
    path: String,
    fields: Vec<Read<'a>>,
}

#[derive(Debug)]
struct Read<'a> {
    field: &'static Field,
    value: Value<'a>,
    /// The offset of the end of the value.
    end: usize,
}

impl From<&Message<'_>> for Position {
    fn from(message: &Message<'_>) -> Self {
        Position::Message { offset: message.offset, path: message.path.clone() }
    }
}

impl<'a> Message<'a> {
    pub(super) fn read(
        schema: &'static Schema,
        bytes: &'a [u8],
        offset: usize,
        path: String,
        report: &mut Report,
    ) -> Option<Self> {
        let mut message = Message { schema, offset, path, fields: Vec::new() };
        let mut cursor = Cursor::new(bytes, offset);
        let mut seen = 0;
        while !cursor.is_empty() {
            match cursor.field() {
                Ok((number, value)) => message.take(number, value, cursor.offset, &mut seen, report),
                Err(broken) => {
                    report.say(&message, broken.rule(), format!("in {}, {broken}", schema.name));
                    return None;
                }
            }
        }
        Some(message)
    }

    /// Adds a field. Bit n of `seen` is set if field n was seen before.
    fn take(&mut self, number: u64, value: Value<'a>, end: usize, seen: &mut u64, report: &mut Report) {
        let name = self.schema.name;
        let Some(field) = self.schema.fields.iter().find(|field| field.number == number) else {
            return report.say(
                &*self,
                Rule::Field,
                format!("{name} does not have a field {number}; leave it out"),
            );
        };
        if *seen & 1 << number != 0 && !field.is_repeated {
            report.say(&*self, Rule::Field, format!("{name} has `{}` twice; write it once", field.name));
        }
        *seen |= 1 << number;
        match (&field.of, value) {
            (Type::Integer, Value::Integer(_)) | (Type::Double, Value::Double(_)) => {}
            (Type::Message(_), Value::Bytes(_)) => {}
            (Type::Text, Value::Bytes(bytes)) => self.check_text(field, bytes, report),
            (Type::Integer | Type::Double, Value::Bytes(bytes)) if field.is_repeated => {
                return self.unpack(field, bytes, end, report);
            }
            _ => {
                let words = format!(
                    "`{}` of {name} has the wrong type, {}; write the type of its schema",
                    field.name,
                    value.what()
                );
                return report.say(&*self, Rule::Field, words);
            }
        }
        self.fields.push(Read { field, value, end });
    }

    fn check_text(&self, field: &Field, bytes: &[u8], report: &mut Report) {
        if std::str::from_utf8(bytes).is_err() {
            report.say(
                self,
                Rule::Utf8,
                format!("`{}` of {} is not UTF-8; write UTF-8", field.name, self.schema.name),
            );
        }
    }

    /// Adds packed numbers: several values in one field.
    fn unpack(&mut self, field: &'static Field, bytes: &'a [u8], end: usize, report: &mut Report) {
        let mut cursor = Cursor::new(bytes, end - bytes.len());
        while !cursor.is_empty() {
            let value = match field.of {
                Type::Double => cursor.double().map(Value::Double),
                _ => cursor.varint().map(Value::Integer),
            };
            match value {
                Ok(value) => self.fields.push(Read { field, value, end: cursor.offset }),
                Err(broken) => return self.say_broken(field, broken, report),
            }
        }
    }

    fn say_broken(&self, field: &Field, broken: Broken, report: &mut Report) {
        let words = format!("in `{}` of {}, {broken}", field.name, self.schema.name);
        report.say(self, broken.rule(), words);
    }
}

/// Values of fields, by the number of the field.
impl<'a> Message<'a> {
    pub(super) fn has(&self, number: u64) -> bool {
        self.values(number).next().is_some()
    }

    /// Returns an integer; 0 if it is absent.
    pub(super) fn integer(&self, number: u64) -> u64 {
        self.integers(number).last().unwrap_or_default()
    }

    pub(super) fn integers(&self, number: u64) -> impl Iterator<Item = u64> + '_ {
        self.values(number).filter_map(|value| match value {
            Value::Integer(integer) => Some(integer),
            _ => None,
        })
    }

    pub(super) fn double(&self, number: u64) -> Option<f64> {
        self.doubles(number).last()
    }

    pub(super) fn doubles(&self, number: u64) -> impl Iterator<Item = f64> + '_ {
        self.values(number).filter_map(|value| match value {
            Value::Double(double) => Some(double),
            _ => None,
        })
    }

    /// Returns a string; empty if it is absent.
    pub(super) fn text(&self, number: u64) -> Cow<'a, str> {
        match self.values(number).last() {
            Some(Value::Bytes(bytes)) => String::from_utf8_lossy(bytes),
            _ => Cow::Borrowed(""),
        }
    }

    pub(super) fn message(&self, number: u64, report: &mut Report) -> Option<Message<'a>> {
        self.messages(number, report).pop()
    }

    /// Reads messages and reports their mistakes. Call it once for each field.
    pub(super) fn messages(&self, number: u64, report: &mut Report) -> Vec<Message<'a>> {
        let fields = self.fields.iter().filter(|read| read.field.number == number);
        let messages = fields.enumerate().filter_map(|(n, read)| match (&read.field.of, read.value) {
            (Type::Message(schema), Value::Bytes(bytes)) => {
                let index = if read.field.is_repeated { format!("[{n}]") } else { String::new() };
                let path = format!("{}.{}{index}", self.path, read.field.name);
                Message::read(schema, bytes, read.end - bytes.len(), path, report)
            }
            _ => None,
        });
        messages.collect()
    }

    fn values(&self, number: u64) -> impl Iterator<Item = Value<'a>> + '_ {
        self.fields.iter().filter(move |read| read.field.number == number).map(|read| read.value)
    }
}

/// Decodes zigzag, which encodes 0, -1, 1, -2 as 0, 1, 2, 3.
#[expect(clippy::cast_possible_wrap, reason = "half of the value fits")]
pub(super) fn zigzag(integer: u64) -> i64 {
    (integer >> 1) as i64 ^ -((integer & 1) as i64)
}
