//! An event whose type its handler does not know: its name, and its fields one by one.

use std::fmt;

use super::event::{Event, EventType, Field};
use crate::declared::label::LabelValue;

/// What is called with each field of an event.
pub type VisitField<'a> = &'a mut dyn FnMut(&Field, FieldValue<'_>);

/// An event of any type, as a handler of several types gets it.
///
/// Written out, it is its name and its fields, as `account.created origin=web duration=0.25s`.
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
    /// A label or a text.
    Text(&'a str),
    /// Anything else that can be written.
    Debug(&'a dyn fmt::Debug),
    /// What cannot be written.
    Opaque,
}

impl AnyEvent<'_> {
    /// Shows an event so to `look`.
    pub(crate) fn show<E: Event>(event: &E, look: &dyn Fn(&AnyEvent<'_>)) {
        look(&AnyEvent { of: E::TYPE, visit: &|visit| event.visit(visit) });
    }

    /// The name of its type, such as `account.created`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.of.name
    }

    /// What is known of its type.
    #[must_use]
    pub fn event_type(&self) -> &'static EventType {
        self.of
    }

    /// Calls `visit` with each field, in the order of their declaration.
    pub fn visit(&self, mut visit: impl FnMut(&Field, FieldValue<'_>)) {
        (self.visit)(&mut visit);
    }

    /// The measurement in a field, in the unit of that; `None` if there is no such field, or it is no measurement.
    #[must_use]
    pub fn measurement(&self, name: &str) -> Option<f64> {
        let mut found = None;
        self.visit(|field, value| match value {
            FieldValue::Number(number) if field.name == name => found = Some(number),
            _ => {}
        });
        found
    }

    /// The text of a field that is no measurement; `None` if there is no such field, or it cannot be written.
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

/// A field that is no measurement, of whose type the compiler finds out what can be said of its value: the text of a label,
/// any other text, what `Debug` writes, or nothing.
#[derive(Debug)]
pub struct ByField<'a, T: ?Sized>(pub &'a T);

/// A field that is a label.
pub trait LabelField<'a> {
    /// What can be said of it.
    fn gapless_field(&self) -> FieldValue<'a>;
}

impl<'a, T: LabelValue + ?Sized> LabelField<'a> for &&&ByField<'a, T> {
    fn gapless_field(&self) -> FieldValue<'a> {
        FieldValue::Text(self.0.as_label())
    }
}

/// A field that is a text.
pub trait TextField<'a> {
    /// What can be said of it.
    fn gapless_field(&self) -> FieldValue<'a>;
}

impl<'a, T: AsRef<str> + ?Sized> TextField<'a> for &&ByField<'a, T> {
    fn gapless_field(&self) -> FieldValue<'a> {
        FieldValue::Text(self.0.as_ref())
    }
}

/// A field that can be written.
pub trait DebugField<'a> {
    /// What can be said of it.
    fn gapless_field(&self) -> FieldValue<'a>;
}

impl<'a, T: fmt::Debug> DebugField<'a> for &ByField<'a, T> {
    fn gapless_field(&self) -> FieldValue<'a> {
        FieldValue::Debug(self.0)
    }
}

/// Any other field.
pub trait OpaqueField<'a> {
    /// What can be said of it.
    fn gapless_field(&self) -> FieldValue<'a>;
}

impl<'a, T: ?Sized> OpaqueField<'a> for ByField<'a, T> {
    fn gapless_field(&self) -> FieldValue<'a> {
        FieldValue::Opaque
    }
}
