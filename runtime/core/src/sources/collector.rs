//! The collecting thread, which calls all sources at the same time, and waits for them up to the time limit.
//!
//! Collections run one after the other. A request takes part in the next collection that begins, so its numbers are
//! never older than the request.

use std::io;
use std::sync::mpsc::{channel, Receiver};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use super::collecting::Pending;
use super::collection::Draft;
use super::failure::FailureReason;
use super::lane::{Call, CallResult};
use super::{Collection, Entry, Shared};
use crate::unwind::lock;

/// Collects at each request, until all clones of the list are dropped.
pub(super) fn run(sources: &Weak<Shared>, turns: &Receiver<()>) {
    for () in turns {
        let Some((pending, entries, limit)) = sources.upgrade().and_then(|shared| begin(&shared)) else {
            return;
        };
        pending.finish(collect(&entries, limit));
    }
}

/// Begins a collection. Requests from now on take part in the next one.
fn begin(shared: &Shared) -> Option<(Arc<Pending>, Vec<Arc<Entry>>, Duration)> {
    let mut state = lock(&shared.state);
    Some((state.next.take()?, state.entries.clone(), shared.limit))
}

/// Returns the collection for when the collecting thread cannot be started: all sources have failed.
pub(super) fn without_thread(entries: &[Arc<Entry>], error: &io::Error) -> Collection {
    let failure = (FailureReason::Error, format!("the thread that collects cannot be started: {error}"));
    finish(entries, entries.iter().map(|_| Err(failure.clone())))
}

/// Calls all sources, and completes the collection.
fn collect(entries: &[Arc<Entry>], limit: Duration) -> Collection {
    finish(entries, outcomes(entries, limit).into_iter())
}

fn finish(entries: &[Arc<Entry>], outcomes: impl Iterator<Item = CallResult>) -> Collection {
    let mut draft = Draft::default();
    entries.iter().zip(outcomes).for_each(|(entry, outcome)| draft.add(entry, outcome));
    draft.finish(entries)
}

/// Returns the outcome of each source within the time limit.
fn outcomes(entries: &[Arc<Entry>], limit: Duration) -> Vec<CallResult> {
    let (sender, receiver) = channel();
    let call = |(index, entry): (usize, &Arc<Entry>)| {
        let called = entry.lane.call(Call { index, outcomes: sender.clone() });
        called.and_then(|()| Err(too_late(limit))) // replaced when the outcome arrives
    };
    let mut outcomes: Vec<CallResult> = entries.iter().enumerate().map(call).collect();
    drop(sender); // so that receiving ends when all sources have returned
    let since = Instant::now();
    while let Ok((index, outcome)) = receiver.recv_timeout(limit.saturating_sub(since.elapsed())) {
        outcomes[index] = outcome;
    }
    outcomes
}

fn too_late(limit: Duration) -> (FailureReason, String) {
    (FailureReason::Timeout, format!("takes longer than {limit:?}; it is left out until it returns"))
}
