//! The trait of types of events.

use std::sync::Arc;

use crate::declared::location::Site;

use super::any::VisitField;
use super::bus::Bus;
use super::unit::Unit;

/// Something that happens, told by [`emit`](Self::emit) to whoever listens. Derive it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no event",
    label = "not an event",
    note = "an event is a struct with `#[derive(gapless::Event)]`"
)]
pub trait Event: Sized {
    /// The name and the fields.
    const TYPE: &'static EventType;

    /// This type with another lifetime, if it has one.
    #[doc(hidden)]
    type Of<'a>: Event;

    /// What is called with these events: `dyn for<'a> Fn(&Self::Of<'a>) + Send + Sync`.
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

    /// Calls the handlers that are attached by now, one after the other and in this thread.
    ///
    /// Without any, this is a load and a branch. A handler that panics is counted in `gapless_event_handler_failures_total`, and
    /// hurts neither the caller nor the next handler. One that emits has its event's handlers called before it goes on; 16 deep,
    /// as when it emits what it listens to, handlers are not called any more, and that is counted, too.
    #[inline]
    fn emit(&self) {
        let bus = Self::bus();
        if bus.is_heard() {
            bus.dispatch(Self::TYPE, &|call| self.give(call));
        }
    }
}

/// What is known of a type of event before the program runs.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct EventType {
    /// Its name, such as `account.created`.
    pub name: &'static str,
    /// Its fields, in the order of their declaration.
    pub fields: &'static [Field],
    /// Where it is declared.
    pub site: Site,
}

impl EventType {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, fields: &'static [Field], site: Site) -> Self {
        EventType { name, fields, site }
    }
}

/// A field of an event.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it is measured in; `None` if it is no measurement.
    pub measure: Option<Unit>,
}

impl Field {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, measure: Option<Unit>) -> Self {
        Field { name, measure }
    }
}

/// The name of an error's type, without the modules that it is in: what tells errors apart in a label, as their messages are
/// without number.
///
/// ```
/// let error = "seven".parse::<u8>().unwrap_err();
/// assert_eq!(gapless_core::events::type_of(&error), "ParseIntError");
/// ```
#[must_use]
pub fn type_of<E: ?Sized>(_: &E) -> &'static str {
    let name = std::any::type_name::<E>();
    let end = name.find('<').unwrap_or(name.len());
    let start = name[..end].rfind("::").map_or(0, |at| at + 2);
    &name[start..]
}
