//! Which handlers there are: those that are declared, and those that are attached while the program runs, by their ids.
//!
//! One lock is taken by who attaches, detaches or lists, never by who emits. No code of a user's runs while it is held: what a
//! handler owns is dropped after it.

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

/// What a macro declares of events, as `inventory` collects it.
#[derive(Debug)]
pub enum EventDeclaration {
    /// A type of event.
    Type(&'static dyn AnyBus),
    /// A handler: how it is attached.
    Handler(fn(&mut Wiring)),
    /// One that records a metric.
    Metric(fn(&mut Wiring)),
}

inventory::collect!(EventDeclaration);

/// The types of events in this program.
fn buses() -> impl Iterator<Item = &'static dyn AnyBus> {
    inventory::iter::<EventDeclaration>.into_iter().filter_map(|declaration| match declaration {
        EventDeclaration::Type(bus) => Some(*bus),
        EventDeclaration::Handler(_) | EventDeclaration::Metric(_) => None,
    })
}

/// Whether there are events in this program.
pub(crate) fn has_events() -> bool {
    buses().next().is_some()
}

/// The bus of a type of event, whatever type that is.
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

/// A handler, to however many events it is attached.
#[derive(Debug)]
pub struct Handler {
    pub(super) id: Cow<'static, str>,
    /// Written by threads whose emits it fails at.
    pub(super) failures: AtomicU64,
    /// The failure that is one too many.
    pub(super) detach_after: Option<NonZeroU64>,
}

/// The handlers that are attached, in the order in which they were.
#[derive(Debug, Default)]
pub struct Wiring {
    rows: Vec<Row>,
    /// What is to be dropped once the lock is free.
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

/// Attaches the handlers that are declared; what comes after the first call finds them attached.
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

/// Changes what is attached, and drops what was.
fn change<R>(how: impl FnOnce(&mut Wiring) -> R) -> R {
    let mut wiring = lock();
    let result = how(&mut wiring);
    let replaced = std::mem::take(&mut wiring.replaced);
    drop(wiring);
    drop(replaced);
    result
}

impl Wiring {
    /// Attaches a handler that is declared.
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

/// A handler that is about to be attached, with an id that no other one has.
///
/// ```
/// # use gapless_core::events;
/// let handler = events::handler("audit").detach_after(3); // at its third panic
/// # let _ = handler;
/// ```
#[derive(Debug)]
#[must_use = "it is `attach` that attaches it"]
pub struct NewHandler {
    id: String,
    detach_after: Option<NonZeroU64>,
}

/// A handler with an id, to be attached as [`NewHandler`] says.
pub fn handler(id: impl Into<String>) -> NewHandler {
    NewHandler { id: id.into(), detach_after: None }
}

impl NewHandler {
    /// Detaches it once it has failed so often, over all its events; otherwise it stays attached, however often it panics.
    /// Zero is as one.
    pub fn detach_after(self, failures: u64) -> Self {
        NewHandler { detach_after: NonZeroU64::new(failures.max(1)), ..self }
    }

    /// Calls it with each event of a type from now on, in the thread that emits.
    ///
    /// # Errors
    ///
    /// If there is a handler with that id.
    pub fn attach<E: Event + 'static>(
        self,
        call: impl for<'a> Fn(&E::Of<'a>) + Send + Sync + 'static,
    ) -> Result<(), Error> {
        wire();
        let call = E::call(call); // here, so that it is dropped after the lock where the id is taken
        change(|wiring| {
            wiring.check_free(&self.id)?;
            wiring.attach::<E>(self.into_handler(), Arc::clone(&call));
            Ok(())
        })
    }

    /// Calls it with each event of these names from now on, whatever their types.
    ///
    /// # Errors
    ///
    /// If there is a handler with that id, or no event with one of the names; the error has the name that is nearest.
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

/// The name of an event itself, or else those of the events that a metric of that name is recorded of.
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

/// The types of events that have a name; mostly one.
fn named(name: &str) -> Result<Vec<&'static dyn AnyBus>, Error> {
    let found: Vec<_> = buses().filter(|bus| bus.event_type().name == name).collect();
    if found.is_empty() {
        let nearest = nearest(name, buses().map(|bus| bus.event_type().name));
        return Err(ErrorKind::UnknownEvent { name: name.to_owned(), nearest }.into());
    }
    Ok(found)
}

/// Calls a handler with each event of a type from now on, in the thread that emits.
///
/// A handler may emit, attach and detach by itself: an emit calls those that were attached when it began.
///
/// # Errors
///
/// If there is a handler with that id.
pub fn attach<E: Event + 'static>(
    id: impl Into<String>,
    call: impl for<'a> Fn(&E::Of<'a>) + Send + Sync + 'static,
) -> Result<(), Error> {
    handler(id).attach::<E>(call)
}

/// Calls a handler with each event of these names from now on, in the thread that emits.
///
/// # Errors
///
/// If there is a handler with that id, or no event with one of the names; the error has the name that is nearest.
pub fn attach_many(
    id: impl Into<String>,
    events: impl IntoIterator<Item = impl AsRef<str>>,
    call: impl Fn(&AnyEvent<'_>) + Send + Sync + 'static,
) -> Result<(), Error> {
    handler(id).attach_many(events, call)
}

/// Detaches the handler with an id from all its events, and be it one that is declared. An emit that is under way may still
/// call it.
///
/// # Errors
///
/// If there is no such handler; the error has the id that is nearest.
pub fn detach(id: &str) -> Result<(), Error> {
    wire();
    change(|wiring| match wiring.detach(|handler| handler.id == id) {
        true => Ok(()),
        false => Err(wiring.unknown(id)),
    })
}

/// Detaches a handler that has failed too often, and no other one that has its id since.
pub(super) fn detach_failed(handler: &Arc<Handler>) {
    change(|wiring| wiring.detach(|other| std::ptr::eq(other, &**handler)));
}

/// A handler at one of its events, as [`list`] says it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attachment {
    /// The handler's id. That of an `#[on_event]` function is its path, that of a metric its name.
    pub id: String,
    /// The name of the event.
    pub event: &'static str,
    /// How often the handler failed, over all its events.
    pub failures: u64,
}

/// Who listens to the events whose names start so: a row for each handler and event, in the order in which they were attached.
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
