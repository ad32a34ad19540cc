//! The thread of a source, so that a source that hangs or panics does not affect the others.

use std::any::Any;
use std::io;
use std::mem;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

use super::failure::FailureReason;
use crate::reading::snapshot::FamilySnapshot;
use crate::sources::samples::Samples;
use crate::sources::source::Source;
use crate::unwind::lock;

/// The families of a source in name order, or its failure.
pub(super) type CallResult = Result<Vec<FamilySnapshot>, (FailureReason, String)>;

/// A call to make.
#[derive(Debug)]
pub(super) struct Call {
    /// The index of the source in the collection.
    pub(super) index: usize,
    /// Receives the index and the outcome.
    pub(super) outcomes: Sender<(usize, CallResult)>,
}

/// A source and its thread, which starts with the first call. Dropping the lane ends the thread, unless it hangs.
#[derive(Debug)]
pub(super) struct Lane {
    name: String,
    source: Arc<dyn Source>,
    /// Set by the collector when it calls; cleared by the thread when the source has returned. Relaxed: the channel
    /// publishes the outcome.
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

    /// Starts a call, unless the source has not returned from the previous call.
    pub(super) fn call(&self, call: Call) -> Result<(), (FailureReason, String)> {
        if self.is_busy.swap(true, Ordering::Relaxed) {
            let message = "has not returned from an earlier scrape; it is called again after it returns";
            return Err((FailureReason::Timeout, message.to_owned()));
        }
        self.send(call).map_err(|error| {
            self.is_busy.store(false, Ordering::Relaxed);
            (FailureReason::Error, format!("its thread cannot be started: {error}"))
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
        let _ = outcomes.send((index, outcome)); // fails if the collection is already complete
    }
}

fn collect(source: &dyn Source) -> CallResult {
    let collect = || {
        let mut samples = Samples::default();
        // The error is formatted here, because formatting may panic, too.
        source.collect(&mut samples).map_err(|error| (FailureReason::Error, error.to_string()))?;
        samples.finish().map_err(|problem| (FailureReason::Invalid, problem))
    };
    catch_unwind(AssertUnwindSafe(collect))
        .unwrap_or_else(|payload| Err((FailureReason::Panic, said(payload))))
}

/// Returns the message of a panic.
fn said(payload: Box<dyn Any + Send>) -> String {
    let payload = match payload.downcast::<String>() {
        Ok(message) => return *message,
        Err(payload) => payload,
    };
    match payload.downcast::<&str>() {
        Ok(message) => message.to_string(),
        Err(payload) => {
            mem::forget(payload); // dropping it may panic
            "without a message".to_owned()
        }
    }
}
