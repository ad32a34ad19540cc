//! The trait of what brings metrics of its own.

use std::any::Any;
use std::error::Error;
use std::sync::Arc;
use std::{fmt, iter};

use gapless_core::{events, Event, Source};

use crate::manual::Manual;
use crate::options::Options;
use crate::poll::Poll;
use crate::setup::Setup;

/// What a plugin gives, or why it cannot.
pub type Given<T> = Result<Vec<T>, Box<dyn Error + Send + Sync>>;

/// What brings metrics of its own: groups of them that are fed by events, at a rate, when the program
/// says so, or when somebody asks for them.
///
/// All of it is optional but the name. The metrics of a group are declared, as by `defmetrics!`, or made at run time through
/// [`Setup::metrics`], which applies the plugin's options.
///
/// ```
/// use gapless_plugins::{Given, Plugin, Poll, Setup};
///
/// struct Disk;
///
/// impl Plugin for Disk {
///     fn name(&self) -> &str {
///         "disk"
///     }
///
///     fn polling_groups(&self, setup: &Setup) -> Given<Poll> {
///         let entries = setup.metrics("disk").gauge("disk_entries", "Entries of the folder.").register()?;
///         Ok(vec![Poll::new("disk", move || {
///             entries.set(std::fs::read_dir(".")?.count() as f64);
///             Ok::<_, std::io::Error>(())
///         })])
///     }
/// }
/// ```
pub trait Plugin: Send + 'static {
    /// What it is called in the configuration and in errors; an instance has one plugin of a name.
    fn name(&self) -> &str;

    /// What holds where the program's configuration says nothing.
    fn options(&self) -> Options {
        Options::new()
    }

    /// Groups of metrics that are fed by what happens.
    ///
    /// # Errors
    ///
    /// Whatever keeps the plugin from starting, as in the others.
    #[expect(unused_variables, reason = "the names are what is documented")]
    fn event_groups(&self, setup: &Setup) -> Given<EventGroup> {
        Ok(Vec::new())
    }

    /// Groups of metrics that are measured at a rate.
    ///
    /// # Errors
    ///
    /// Whatever keeps the plugin from starting.
    #[expect(unused_variables, reason = "the names are what is documented")]
    fn polling_groups(&self, setup: &Setup) -> Given<Poll> {
        Ok(Vec::new())
    }

    /// Groups of metrics that are measured when the program says so.
    ///
    /// # Errors
    ///
    /// Whatever keeps the plugin from starting.
    #[expect(unused_variables, reason = "the names are what is documented")]
    fn manual_groups(&self, setup: &Setup) -> Given<Manual> {
        Ok(Vec::new())
    }

    /// What is looked up when somebody asks for the metrics.
    ///
    /// # Errors
    ///
    /// Whatever keeps the plugin from starting.
    #[expect(unused_variables, reason = "the names are what is documented")]
    fn sources(&self, setup: &Setup) -> Given<Arc<dyn Source>> {
        Ok(Vec::new())
    }

    /// Dashboards that show what it measures.
    fn dashboards(&self) -> Vec<Dashboard> {
        Vec::new()
    }
}

/// A group of metrics that are fed by what happens: what is to be done for that when the instance starts.
#[must_use = "it is attached by an instance"]
pub struct EventGroup {
    name: String,
    attach: Box<dyn FnOnce() -> Attached + Send>,
}

/// What a group holds on to while the instance runs.
pub(crate) type Attached = Box<dyn Any + Send>;

impl EventGroup {
    /// The group of a name: `attach` hooks it to what feeds it, and what that returns is dropped when the instance ends.
    pub fn new<G: Send + 'static>(
        name: impl Into<String>,
        attach: impl FnOnce() -> G + Send + 'static,
    ) -> Self {
        EventGroup { name: name.into(), attach: Box::new(|| Box::new(attach())) }
    }

    /// The group of a name whose metrics are fed by a handler of events, which is attached while the instance runs. Its id is the
    /// name, or with several instances `name#2` and so on.
    ///
    /// ```
    /// use gapless_core::dynamic::Registry;
    /// use gapless_core::Event;
    /// use gapless_plugins::EventGroup;
    ///
    /// fn counting<E: Event + 'static>(metrics: &Registry) -> Result<EventGroup, gapless_core::Error> {
    ///     let seen = metrics.counter("events_seen_total", "Events that were seen.").register()?;
    ///     Ok(EventGroup::on::<E>("seen", move |_| seen.inc()))
    /// }
    /// ```
    pub fn on<E: Event + 'static>(
        name: impl Into<String>,
        call: impl for<'a> Fn(&E::Of<'a>) + Send + Sync + 'static,
    ) -> Self {
        let (name, call) = (name.into(), Arc::new(call));
        let id = name.clone();
        let attach = move |id: &str| {
            let call = call.clone();
            events::attach::<E>(id, move |event| call(event))
        };
        EventGroup::new(name, move || Handler::attach(id, attach))
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Hooks it up, until what this returns is dropped.
    #[must_use = "it ends when this is dropped"]
    pub fn attach(self) -> Box<dyn Any + Send> {
        (self.attach)()
    }
}

/// A handler that is detached when this is dropped.
struct Handler(String);

impl Handler {
    /// By the first id that is free.
    fn attach(name: String, attach: impl Fn(&str) -> Result<(), gapless_core::Error>) -> Self {
        let others = (2_u64..).map(|n| format!("{name}#{n}"));
        let mut ids = iter::once(name.clone()).chain(others);
        Handler(ids.find(|id| attach(id).is_ok()).unwrap_or(name)) // some number is free
    }
}

impl Drop for Handler {
    fn drop(&mut self) {
        let _ = events::detach(&self.0); // somebody may have done so
    }
}

impl fmt::Debug for EventGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EventGroup").field(&self.name).finish()
    }
}

/// A dashboard of Grafana, as a plugin brings it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dashboard {
    /// What it is called.
    pub name: String,
    /// What Grafana reads.
    pub json: String,
}
