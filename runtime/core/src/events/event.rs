//! The trait `Event`, and the static description of an event type.

use std::sync::Arc;

use crate::declared::location::Location;

use super::any::VisitField;
use super::bus::Bus;
use super::unit::Unit;

/// Something that happens in a program, which [`emit`](Self::emit) passes to all handlers.
///
/// Derive it on a struct; the trait is not implemented by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event; add `#[derive(gapless::Event)]` to the struct",
    label = "not an event"
)]
pub trait Event: Sized {
    /// The name and the fields of the event type.
    const TYPE: &'static EventType;

    /// This type with another lifetime, if it has a lifetime.
    #[doc(hidden)]
    type Of<'a>: Event;

    /// The type of a handler: `dyn for<'a> Fn(&Self::Of<'a>) + Send + Sync`.
    #[doc(hidden)]
    type Call: ?Sized + Send + Sync + 'static;

    #[doc(hidden)]
    fn bus() -> &'static Bus<Self::Call>;

    #[doc(hidden)]
    fn call(by: impl for<'a> Fn(&Self::Of<'a>) + Send + Sync + 'static) -> Arc<Self::Call>;

    #[doc(hidden)]
    fn give(&self, to: &Self::Call);

    #[doc(hidden)]
    fn visit(&self, visit: VisitField<'_>);

    /// Calls all attached handlers, one after the other, in the current thread.
    ///
    /// Without handlers, this costs a load and a branch. If a handler panics, the panic is counted in
    /// `gapless_event_handler_failures_total`, and the next handler is called. If a handler emits an event, the
    /// handlers of that event run before `emit` returns. Emits nest at most 16 levels deep; deeper events, for example
    /// from a handler that emits its own event, are dropped and counted in the same metric.
    #[inline]
    fn emit(&self) {
        let bus = Self::bus();
        if bus.is_heard() {
            bus.dispatch(Self::TYPE, &|call| self.give(call));
        }
    }
}

/// The static description of an event type.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct EventType {
    /// The name, such as `account.created`.
    pub name: &'static str,
    /// The fields, in declaration order.
    pub fields: &'static [Field],
    /// The source location of the declaration.
    pub location: Location,
}

impl EventType {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, fields: &'static [Field], location: Location) -> Self {
        EventType { name, fields, location }
    }
}

/// A field of an event.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Field {
    /// The name.
    pub name: &'static str,
    /// The unit of the measurement; `None` if the field is not a measurement.
    pub measure: Option<Unit>,
}

impl Field {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, measure: Option<Unit>) -> Self {
        Field { name, measure }
    }
}

/// Returns the type name of an error, without its module path.
///
/// Type names are safe label values. Messages are not: their number is unbounded.
///
/// ```
/// let error = "seven".parse::<u8>().unwrap_err();
/// assert_eq!(gapless::events::type_of(&error), "ParseIntError");
/// ```
#[must_use]
pub fn type_of<E: ?Sized>(_: &E) -> &'static str {
    let name = std::any::type_name::<E>();
    let end = name.find('<').unwrap_or(name.len());
    let start = name[..end].rfind("::").map_or(0, |at| at + 2);
    &name[start..]
}
