//! The thread on which a source is called: so one that hangs or panics takes nobody with it.

use std::any::Any;
use std::io;
use std::mem;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

use super::failure::FailureReason;
use super::lock;
use crate::reading::snapshot::FamilySnapshot;
use crate::sources::samples::Samples;
use crate::sources::source::Source;

/// What a source has emitted, in name order, or why there is nothing of it.
pub(super) type Outcome = Result<Vec<FamilySnapshot>, (FailureReason, String)>;

/// A call that is to be made.
#[derive(Debug)]
pub(super) struct Call {
    /// The place of the source among those that are asked.
    pub(super) index: usize,
    /// Where the outcome goes with it.
    pub(super) outcomes: Sender<(usize, Outcome)>,
}

/// A source and its thread, which starts with the first call and ends when this is dropped, unless it hangs.
#[derive(Debug)]
pub(super) struct Lane {
    name: String,
    source: Arc<dyn Source>,
    /// Set by the collector when it calls, cleared by the thread when the source has returned. Nothing else is seen through it,
    /// so it is relaxed: the outcome comes through the channel.
    is_busy: Arc<AtomicBool>,
    calls: Mutex<Option<Sender<Call>>>,
}

impl Lane {
    pub(super) fn new(name: String, source: Arc<dyn Source>) -> Self {
        Lane { name, source, is_busy: Arc::default(), calls: Mutex::default() }
    }

    pub(super) fn is_used(&self) -> bool {
        self.source.is_used()
    }

    /// Has the source called, unless it has not returned from the call before.
    pub(super) fn call(&self, call: Call) -> Result<(), (FailureReason, String)> {
        if self.is_busy.swap(true, Ordering::Relaxed) {
            let message = "has not returned from an earlier scrape; it is asked again when it has";
            return Err((FailureReason::Timeout, message.to_owned()));
        }
        self.send(call).map_err(|error| {
            self.is_busy.store(false, Ordering::Relaxed);
            (FailureReason::Error, format!("there is no thread to call it on: {error}"))
        })
    }

    fn send(&self, call: Call) -> io::Result<()> {
        let mut calls = lock(&self.calls);
        let thread = match &mut *calls {
            Some(thread) => thread,
            none => none.insert(self.start()?),
        };
        thread.send(call).map_err(|_| io::Error::other("it has ended"))
    }

    fn start(&self) -> io::Result<Sender<Call>> {
        let (sender, calls) = channel();
        let (source, is_busy) = (self.source.clone(), self.is_busy.clone());
        let thread = thread::Builder::new().name(self.name.clone());
        thread.spawn(move || run(&*source, &is_busy, &calls))?;
        Ok(sender)
    }
}

fn run(source: &dyn Source, is_busy: &AtomicBool, calls: &Receiver<Call>) {
    for Call { index, outcomes } in calls {
        let outcome = collect(source);
        is_busy.store(false, Ordering::Relaxed);
        let _ = outcomes.send((index, outcome)); // it fails where it comes too late
    }
}

fn collect(source: &dyn Source) -> Outcome {
    let collect = || {
        let mut samples = Samples::default();
        // What an error says is asked here, as that may panic too.
        source.collect(&mut samples).map_err(|error| (FailureReason::Error, error.to_string()))?;
        samples.finish().map_err(|problem| (FailureReason::Invalid, problem))
    };
    catch_unwind(AssertUnwindSafe(collect))
        .unwrap_or_else(|payload| Err((FailureReason::Panic, said(payload))))
}

/// What a panic says.
fn said(payload: Box<dyn Any + Send>) -> String {
    let payload = match payload.downcast::<String>() {
        Ok(message) => return *message,
        Err(payload) => payload,
    };
    match payload.downcast::<&str>() {
        Ok(message) => message.to_string(),
        Err(payload) => {
            mem::forget(payload); // to drop it may panic
            "it says nothing".to_owned()
        }
    }
}
