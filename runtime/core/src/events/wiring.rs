//! All handlers by id: the declared ones, and those that the running program attaches.
//!
//! Attaching, detaching and listing take the one lock; emitting never does. Code of users never runs while the lock is
//! held: handlers are dropped after it is released.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::any::AnyEvent;
use super::bus::Replaced;
use super::event::{Event, EventType};
use crate::error::{Error, ErrorKind};
use crate::names::nearest::nearest;
use crate::ENABLED;

/// A declaration about events, which a macro writes and `inventory` collects.
#[derive(Debug)]
pub enum EventDeclaration {
    /// An event type.
    Type(&'static dyn AnyBus),
    /// A function that attaches a handler.
    Handler(fn(&mut Wiring)),
    /// A function that attaches the handler of a metric.
    Metric(fn(&mut Wiring)),
}

inventory::collect!(EventDeclaration);

/// Returns all event types of the program.
fn buses() -> impl Iterator<Item = &'static dyn AnyBus> {
    inventory::iter::<EventDeclaration>.into_iter().filter_map(|declaration| match declaration {
        EventDeclaration::Type(bus) => Some(*bus),
        EventDeclaration::Handler(_) | EventDeclaration::Metric(_) => None,
    })
}

/// Returns whether the program has event types.
pub(crate) fn has_events() -> bool {
    buses().next().is_some()
}

/// The bus of any event type.
pub trait AnyBus: std::fmt::Debug + Send + Sync {
    fn event_type(&self) -> &'static EventType;

    #[doc(hidden)]
    fn insert(&self, handler: Arc<Handler>, call: Arc<dyn Fn(&AnyEvent<'_>) + Send + Sync>) -> Replaced;

    #[doc(hidden)]
    fn remove(&self, handler: &Arc<Handler>) -> Replaced;
}

/// The bus of `E`.
pub struct BusOf<E>(std::marker::PhantomData<fn() -> E>);

impl<E: Event> BusOf<E> {
    #[doc(hidden)]
    pub const BUS: Self = BusOf(std::marker::PhantomData);
}

impl<E: Event> std::fmt::Debug for BusOf<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("BusOf").field(E::TYPE).finish()
    }
}

impl<E: Event + 'static> AnyBus for BusOf<E> {
    fn event_type(&self) -> &'static EventType {
        E::TYPE
    }

    fn insert(&self, handler: Arc<Handler>, call: Arc<dyn Fn(&AnyEvent<'_>) + Send + Sync>) -> Replaced {
        E::bus().insert(handler, E::call(move |event| AnyEvent::show(event, &*call)))
    }

    fn remove(&self, handler: &Arc<Handler>) -> Replaced {
        E::bus().remove(handler)
    }
}

/// A handler of one or more events.
#[derive(Debug)]
pub struct Handler {
    pub(super) id: Cow<'static, str>,
    /// Incremented by threads whose emit makes the handler fail.
    pub(super) failures: AtomicU64,
    /// The number of failures that detaches the handler.
    pub(super) detach_after: Option<NonZeroU64>,
}

/// The attached handlers, in the order in which they were attached.
#[derive(Debug, Default)]
pub struct Wiring {
    rows: Vec<Row>,
    /// Lists to drop once the lock is released.
    replaced: Vec<Replaced>,
}

#[derive(Debug)]
struct Row {
    handler: Arc<Handler>,
    bus: &'static dyn AnyBus,
}

static WIRING: Mutex<Wiring> = Mutex::new(Wiring { rows: Vec::new(), replaced: Vec::new() });

fn lock() -> MutexGuard<'static, Wiring> {
    WIRING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Attaches the declared handlers at the first call.
pub(super) fn wire() {
    static WIRED: OnceLock<()> = OnceLock::new();
    WIRED.get_or_init(|| {
        change(|wiring| {
            for declaration in inventory::iter::<EventDeclaration> {
                match declaration {
                    EventDeclaration::Metric(attach) if ENABLED => attach(wiring),
                    EventDeclaration::Handler(attach) => attach(wiring),
                    EventDeclaration::Metric(_) | EventDeclaration::Type(_) => {}
                }
            }
        });
    });
}

/// Changes the wiring under the lock, and drops replaced lists after it.
fn change<R>(how: impl FnOnce(&mut Wiring) -> R) -> R {
    let mut wiring = lock();
    let result = how(&mut wiring);
    let replaced = std::mem::take(&mut wiring.replaced);
    drop(wiring);
    drop(replaced);
    result
}

impl Wiring {
    /// Attaches a declared handler.
    #[doc(hidden)]
    pub fn declared<E: Event + 'static>(
        &mut self,
        id: &'static str,
        call: impl for<'a> Fn(&E::Of<'a>) + Send + Sync + 'static,
    ) {
        let handler = Handler { id: id.into(), failures: AtomicU64::new(0), detach_after: None };
        self.attach::<E>(Arc::new(handler), E::call(call));
    }

    fn attach<E: Event + 'static>(&mut self, handler: Arc<Handler>, call: Arc<E::Call>) {
        self.replaced.push(E::bus().insert(Arc::clone(&handler), call));
        self.rows.push(Row { handler, bus: &BusOf::<E>::BUS });
    }

    fn detach(&mut self, is_meant: impl Fn(&Handler) -> bool) -> bool {
        let (gone, stay) = self.rows.drain(..).partition::<Vec<_>, _>(|row| is_meant(&row.handler));
        self.replaced.extend(gone.iter().map(|row| row.bus.remove(&row.handler)));
        self.rows = stay;
        !gone.is_empty()
    }

    fn unknown(&self, id: &str) -> Error {
        let nearest = nearest(id, self.rows.iter().map(|row| &*row.handler.id)).map(ToOwned::to_owned);
        ErrorKind::UnknownHandler { id: id.to_owned(), nearest }.into()
    }

    fn check_free(&self, id: &str) -> Result<(), Error> {
        match self.rows.iter().any(|row| row.handler.id == id) {
            true => Err(ErrorKind::HandlerExists(id.to_owned()).into()),
            false => Ok(()),
        }
    }
}

/// A handler that is not attached yet.
///
/// ```
/// # use gapless::events;
/// let handler = events::handler("audit").detach_after(3); // at its third panic
/// # let _ = handler;
/// ```
#[derive(Debug)]
#[must_use = "a handler does nothing until it is attached; call `attach` or `attach_many`"]
pub struct NewHandler {
    id: String,
    detach_after: Option<NonZeroU64>,
}

/// Creates a handler with a unique id, which [`NewHandler`] configures and attaches.
pub fn handler(id: impl Into<String>) -> NewHandler {
    NewHandler { id: id.into(), detach_after: None }
}

impl NewHandler {
    /// Detaches the handler after `failures` failures, over all its events. Zero counts as one.
    ///
    /// By default, a handler stays attached however often it panics.
    pub fn detach_after(self, failures: u64) -> Self {
        NewHandler { detach_after: NonZeroU64::new(failures.max(1)), ..self }
    }

    /// Attaches `call`, which runs with each event of type `E` from now on, in the emitting thread.
    ///
    /// # Errors
    ///
    /// Returns an error if another handler has this id.
    pub fn attach<E: Event + 'static>(
        self,
        call: impl for<'a> Fn(&E::Of<'a>) + Send + Sync + 'static,
    ) -> Result<(), Error> {
        wire();
        let call = E::call(call); // outside of the closure, so that it is dropped after the lock
        change(|wiring| {
            wiring.check_free(&self.id)?;
            wiring.attach::<E>(self.into_handler(), Arc::clone(&call));
            Ok(())
        })
    }

    /// Attaches `call`, which runs with each event of these names from now on, whatever its type.
    ///
    /// # Errors
    ///
    /// Returns an error if another handler has this id, or if one of the names is not an event. The error suggests the
    /// nearest name.
    pub fn attach_many(
        self,
        events: impl IntoIterator<Item = impl AsRef<str>>,
        call: impl Fn(&AnyEvent<'_>) + Send + Sync + 'static,
    ) -> Result<(), Error> {
        wire();
        let (mut names, mut meant) = (BTreeSet::new(), Vec::new());
        for name in events {
            if names.insert(name.as_ref().to_owned()) {
                meant.extend(named(name.as_ref())?);
            }
        }
        let call: Arc<dyn Fn(&AnyEvent<'_>) + Send + Sync> = Arc::new(call);
        change(|wiring| {
            wiring.check_free(&self.id)?;
            let handler = self.into_handler();
            for bus in meant {
                wiring.replaced.push(bus.insert(Arc::clone(&handler), Arc::clone(&call)));
                wiring.rows.push(Row { handler: Arc::clone(&handler), bus });
            }
            Ok(())
        })
    }

    fn into_handler(self) -> Arc<Handler> {
        Arc::new(Handler { id: self.id.into(), failures: AtomicU64::new(0), detach_after: self.detach_after })
    }
}

/// Returns `name` if it is the name of an event, otherwise the events that the metric `name` is declared on.
pub(super) fn names_of(name: &str) -> Vec<String> {
    wire();
    let wiring = lock();
    let rows = wiring.rows.iter().filter(|row| row.handler.id == name);
    let names: BTreeSet<_> = rows.map(|row| row.bus.event_type().name).collect();
    match names.is_empty() || named(name).is_ok() {
        true => vec![name.to_owned()],
        false => names.into_iter().map(str::to_owned).collect(),
    }
}

/// Returns the event types with a name; usually one.
fn named(name: &str) -> Result<Vec<&'static dyn AnyBus>, Error> {
    let found: Vec<_> = buses().filter(|bus| bus.event_type().name == name).collect();
    if found.is_empty() {
        let nearest = nearest(name, buses().map(|bus| bus.event_type().name));
        return Err(ErrorKind::UnknownEvent { name: name.to_owned(), nearest }.into());
    }
    Ok(found)
}

/// Attaches a handler, which runs with each event of type `E` from now on, in the emitting thread.
///
/// A handler may itself emit, attach and detach: an emit calls the handlers that were attached when the emit began.
///
/// # Errors
///
/// Returns an error if another handler has this id.
pub fn attach<E: Event + 'static>(
    id: impl Into<String>,
    call: impl for<'a> Fn(&E::Of<'a>) + Send + Sync + 'static,
) -> Result<(), Error> {
    handler(id).attach::<E>(call)
}

/// Attaches a handler, which runs with each event of these names from now on, in the emitting thread.
///
/// # Errors
///
/// Returns an error if another handler has this id, or if one of the names is not an event. The error suggests the
/// nearest name.
pub fn attach_many(
    id: impl Into<String>,
    events: impl IntoIterator<Item = impl AsRef<str>>,
    call: impl Fn(&AnyEvent<'_>) + Send + Sync + 'static,
) -> Result<(), Error> {
    handler(id).attach_many(events, call)
}

/// Detaches a handler from all its events. Declared handlers can be detached, too.
///
/// An emit that is already running may still call the handler.
///
/// # Errors
///
/// Returns an error if no handler has this id. The error suggests the nearest id.
pub fn detach(id: &str) -> Result<(), Error> {
    wire();
    change(|wiring| match wiring.detach(|handler| handler.id == id) {
        true => Ok(()),
        false => Err(wiring.unknown(id)),
    })
}

/// Detaches a handler that has failed too often. A later handler with the same id stays attached.
pub(super) fn detach_failed(handler: &Arc<Handler>) {
    change(|wiring| wiring.detach(|other| std::ptr::eq(other, &**handler)));
}

/// A handler and one of its events, as [`list`] returns it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attachment {
    /// The id of the handler: the path of an `#[on_event]` function, or the name of a metric.
    pub id: String,
    /// The name of the event.
    pub event: &'static str,
    /// The number of failures of the handler, over all its events.
    pub failures: u64,
}

/// Lists the handlers of events whose names start with `prefix`, one entry for each handler and event, in the order in
/// which they were attached.
#[must_use]
pub fn list(prefix: &str) -> Vec<Attachment> {
    wire();
    let wiring = lock();
    let rows = wiring.rows.iter().filter(|row| row.bus.event_type().name.starts_with(prefix));
    rows.map(|row| Attachment {
        id: row.handler.id.to_string(),
        event: row.bus.event_type().name,
        failures: row.handler.failures.load(Ordering::Relaxed),
    })
    .collect()
}
