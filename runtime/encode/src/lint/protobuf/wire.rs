//! The wire format: varints, fixed-size numbers, and bytes after their length.

use std::fmt;

use super::super::rule::Rule;

/// The value of a field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Integer(u64),
    Double(f64),
    Bytes(&'a [u8]),
    /// A 32-bit number, which none of the messages has.
    Short,
}

impl Value<'_> {
    pub(super) fn what(self) -> &'static str {
        match self {
            Value::Integer(_) => "a varint",
            Value::Double(_) => "64 bits",
            Value::Bytes(_) => "bytes after their length",
            Value::Short => "32 bits",
        }
    }
}

/// Why the rest cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// A length, and the smaller number of bytes that are left.
    Length(u64, usize),
    /// The bytes end within a number.
    Truncated,
    /// A varint that does not end.
    Endless,
    /// An unknown or obsolete kind of value.
    Kind(u64),
    /// An empty message where a message cannot be empty.
    Empty,
}

impl Broken {
    pub(super) fn rule(self) -> Rule {
        match self {
            Broken::Length(..) | Broken::Truncated => Rule::Truncated,
            Broken::Endless | Broken::Empty => Rule::Framing,
            Broken::Kind(_) => Rule::Field,
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::Length(length, left) => write!(f, "the length is {length} bytes, but {left} are left"),
            Broken::Truncated => f.write_str("the bytes end within a number"),
            Broken::Endless => f.write_str("a varint has more than 64 bits"),
            Broken::Kind(kind) => write!(f, "{kind} is not a wire type"),
            Broken::Empty => f.write_str("the message is empty"),
        }
    }
}

/// The bytes that are left.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    /// The offset of the bytes in the body.
    pub(super) offset: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8], offset: usize) -> Self {
        Cursor { bytes, offset }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Reads a length and a message. Returns the message and its offset.
    pub(super) fn frame(&mut self) -> Result<(&'a [u8], usize), Broken> {
        let length = self.varint()?;
        let offset = self.offset;
        match self.take(length)? {
            [] => Err(Broken::Empty),
            bytes => Ok((bytes, offset)),
        }
    }

    /// Reads a field. Returns its number and value.
    pub(super) fn field(&mut self) -> Result<(u64, Value<'a>), Broken> {
        let tag = self.varint()?;
        let value = match tag & 7 {
            0 => Value::Integer(self.varint()?),
            1 => Value::Double(self.double()?),
            2 => {
                let length = self.varint()?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Value::Short)?,
            kind => return Err(Broken::Kind(kind)),
        };
        Ok((tag >> 3, value))
    }

    pub(super) fn varint(&mut self) -> Result<u64, Broken> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = byte & 0x7f;
            if bits << shift >> shift != bits {
                return Err(Broken::Endless);
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Broken::Endless)
    }

    fn byte(&mut self) -> Result<u64, Broken> {
        let (byte, rest) = self.bytes.split_first().ok_or(Broken::Truncated)?;
        self.bytes = rest;
        self.offset += 1;
        Ok(u64::from(*byte))
    }

    pub(super) fn double(&mut self) -> Result<f64, Broken> {
        let bytes = self.take(8)?.try_into().map_err(|_| Broken::Truncated)?;
        Ok(f64::from_le_bytes(bytes))
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Broken> {
        let split = usize::try_from(length).ok().and_then(|length| self.bytes.split_at_checked(length));
        let (taken, rest) = split.ok_or(Broken::Length(length, self.bytes.len()))?;
        self.bytes = rest;
        self.offset += taken.len();
        Ok(taken)
    }
}
