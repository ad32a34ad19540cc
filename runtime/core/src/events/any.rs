//! An event whose type the handler does not know, with its name and its fields.

use std::fmt;

use super::event::{Event, EventType, Field};
use crate::declared::label::LabelValue;

/// A closure that is called with each field of an event.
pub type VisitField<'a> = &'a mut dyn FnMut(&Field, FieldValue<'_>);

/// An event of any type, for handlers of several event types.
///
/// `Display` writes its name and its fields, for example `account.created origin=web duration=0.25s`.
pub struct AnyEvent<'a> {
    of: &'static EventType,
    visit: &'a dyn Fn(VisitField<'_>),
}

/// The value of a field.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum FieldValue<'a> {
    /// A measurement, in the unit of its [`Field`].
    Number(f64),
    /// A label value or a string.
    Text(&'a str),
    /// Any other value that implements `Debug`.
    Debug(&'a dyn fmt::Debug),
    /// A value that implements neither of these.
    Opaque,
}

impl AnyEvent<'_> {
    /// Calls `look` with the event.
    pub(crate) fn show<E: Event>(event: &E, look: &dyn Fn(&AnyEvent<'_>)) {
        look(&AnyEvent { of: E::TYPE, visit: &|visit| event.visit(visit) });
    }

    /// Returns the name of the event, such as `account.created`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.of.name
    }

    /// Returns the static description of the event type.
    #[must_use]
    pub fn event_type(&self) -> &'static EventType {
        self.of
    }

    /// Calls `visit` with each field, in declaration order.
    pub fn visit(&self, mut visit: impl FnMut(&Field, FieldValue<'_>)) {
        (self.visit)(&mut visit);
    }

    /// Returns the measurement in the field `name`, in the unit of the [`Field`].
    ///
    /// Returns `None` if the event has no such field, or if the field is not a measurement.
    #[must_use]
    pub fn measurement(&self, name: &str) -> Option<f64> {
        let mut found = None;
        self.visit(|field, value| match value {
            FieldValue::Number(number) if field.name == name => found = Some(number),
            _ => {}
        });
        found
    }

    /// Returns the field `name` as a string.
    ///
    /// Returns `None` if the event has no such field, if the field is a measurement, or if it is
    /// [opaque](FieldValue::Opaque).
    #[must_use]
    pub fn tag(&self, name: &str) -> Option<String> {
        let mut found = None;
        self.visit(|field, value| match value {
            FieldValue::Text(text) if field.name == name => found = Some(text.to_owned()),
            FieldValue::Debug(value) if field.name == name => found = Some(format!("{value:?}")),
            _ => {}
        });
        found
    }
}

impl fmt::Display for AnyEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.of.name)?;
        let mut written = Ok(());
        self.visit(|field, value| {
            let unit = field.measure.map_or("", super::unit::Unit::as_str);
            written = written.and_then(|()| write!(f, " {}={value}{unit}", field.name));
        });
        written
    }
}

impl fmt::Debug for AnyEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for FieldValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FieldValue::Number(number) => write!(f, "{number}"),
            FieldValue::Text(text)
                if text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '=')) =>
            {
                write!(f, "{text:?}")
            }
            FieldValue::Text(text) => f.write_str(text),
            FieldValue::Debug(value) => write!(f, "{value:?}"),
            FieldValue::Opaque => f.write_str(".."),
        }
    }
}

/// A field that is not a measurement.
///
/// Method resolution picks the first trait below that the field's type allows: label value, string, `Debug`, or opaque.
#[derive(Debug)]
pub struct ByField<'a, T: ?Sized>(pub &'a T);

/// A field that is a label value.
pub trait LabelField<'a> {
    /// Returns the label value.
    fn gapless_field(&self) -> FieldValue<'a>;
}

impl<'a, T: LabelValue + ?Sized> LabelField<'a> for &&&ByField<'a, T> {
    fn gapless_field(&self) -> FieldValue<'a> {
        FieldValue::Text(self.0.as_label())
    }
}

/// A field that is a string.
pub trait TextField<'a> {
    /// Returns the string.
    fn gapless_field(&self) -> FieldValue<'a>;
}

impl<'a, T: AsRef<str> + ?Sized> TextField<'a> for &&ByField<'a, T> {
    fn gapless_field(&self) -> FieldValue<'a> {
        FieldValue::Text(self.0.as_ref())
    }
}

/// A field that implements `Debug`.
pub trait DebugField<'a> {
    /// Returns the value for `Debug`.
    fn gapless_field(&self) -> FieldValue<'a>;
}

impl<'a, T: fmt::Debug> DebugField<'a> for &ByField<'a, T> {
    fn gapless_field(&self) -> FieldValue<'a> {
        FieldValue::Debug(self.0)
    }
}

/// A field of any other type.
pub trait OpaqueField<'a> {
    /// Returns [`FieldValue::Opaque`].
    fn gapless_field(&self) -> FieldValue<'a>;
}

impl<'a, T: ?Sized> OpaqueField<'a> for ByField<'a, T> {
    fn gapless_field(&self) -> FieldValue<'a> {
        FieldValue::Opaque
    }
}
