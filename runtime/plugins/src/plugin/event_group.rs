//! Event groups: metrics that are updated when something happens.

use std::any::Any;
use std::sync::Arc;
use std::{fmt, iter};

use gapless_core::{events, Event};

/// A group of metrics that are updated when something happens: a function that connects them when the instance starts.
#[must_use = "an instance attaches it"]
pub struct EventGroup {
    name: String,
    attach: Box<dyn FnOnce() -> Attached + Send>,
}

/// The value that a group keeps while the instance runs.
type Attached = Box<dyn Any + Send>;

impl EventGroup {
    /// Creates a group. `attach` connects it to its input; the value that `attach` returns is dropped when the instance
    /// ends.
    pub fn new<G: Send + 'static>(
        name: impl Into<String>,
        attach: impl FnOnce() -> G + Send + 'static,
    ) -> Self {
        EventGroup { name: name.into(), attach: Box::new(|| Box::new(attach())) }
    }

    /// Creates a group whose metrics an event handler updates; the handler is attached while the instance runs.
    ///
    /// The id of the handler is the name of the group. With several instances, it is `name#2` and so on.
    ///
    /// ```
    /// use gapless::dynamic::Registry;
    /// use gapless::plugins::EventGroup;
    /// use gapless::Event;
    ///
    /// fn counting<E: Event + 'static>(metrics: &Registry) -> Result<EventGroup, gapless::Error> {
    ///     let seen = metrics.counter("events_seen_total", "Events seen.").register()?;
    ///     Ok(EventGroup::on::<E>("seen", move |_| seen.inc()))
    /// }
    /// ```
    pub fn on<E: Event + 'static>(
        name: impl Into<String>,
        handler: impl for<'a> Fn(&E::Of<'a>) + Send + Sync + 'static,
    ) -> Self {
        let (name, handler) = (name.into(), Arc::new(handler));
        let id = name.clone();
        let attach = move |id: &str| {
            let handler = handler.clone();
            events::attach::<E>(id, move |event| handler(event))
        };
        EventGroup::new(name, move || Handler::attach(id, attach))
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Connects the group, until the returned value is dropped.
    #[must_use = "the group is detached when this value is dropped"]
    pub fn attach(self) -> Box<dyn Any + Send> {
        (self.attach)()
    }
}

/// A handler that is detached when this is dropped.
struct Handler(String);

impl Handler {
    /// Attaches the handler with the first free id.
    fn attach(name: String, attach: impl Fn(&str) -> Result<(), gapless_core::Error>) -> Self {
        let others = (2_u64..).map(|n| format!("{name}#{n}"));
        let mut ids = iter::once(name.clone()).chain(others);
        Handler(ids.find(|id| attach(id).is_ok()).unwrap_or(name)) // `find` succeeds: some number is free
    }
}

impl Drop for Handler {
    fn drop(&mut self) {
        let _ = events::detach(&self.0); // the program may have detached it
    }
}

impl fmt::Debug for EventGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EventGroup").field(&self.name).finish()
    }
}
