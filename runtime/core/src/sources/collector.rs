//! The thread that collects: it calls all sources at once, and waits for them no longer than it may.
//!
//! One collection comes after the other, and whoever asks takes part in the next one that begins, so that nobody gets a number that
//! is older than the question.

use std::io;
use std::sync::mpsc::{channel, Receiver};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use super::collecting::Pending;
use super::collection::Draft;
use super::failure::FailureReason;
use super::lane::{Call, Outcome};
use super::{lock, Collection, Entry, Shared};

/// Collects whenever it is told to, until there is nobody any more who could.
pub(super) fn run(sources: &Weak<Shared>, turns: &Receiver<()>) {
    for () in turns {
        let Some((pending, entries, limit)) = sources.upgrade().and_then(|shared| begin(&shared)) else {
            return;
        };
        pending.finish(collect(&entries, limit));
    }
}

/// What is to be collected. Who asks from now on takes part in the next one.
fn begin(shared: &Shared) -> Option<(Arc<Pending>, Vec<Arc<Entry>>, Duration)> {
    let mut state = lock(&shared.state);
    Some((state.next.take()?, state.entries.clone(), shared.limit))
}

/// What there is if no thread can be had for it.
pub(super) fn without_thread(entries: &[Arc<Entry>], error: &io::Error) -> Collection {
    let failure = (FailureReason::Error, format!("there is no thread to collect on: {error}"));
    finish(entries, entries.iter().map(|_| Err(failure.clone())))
}

/// Collects from all of them.
fn collect(entries: &[Arc<Entry>], limit: Duration) -> Collection {
    finish(entries, outcomes(entries, limit).into_iter())
}

fn finish(entries: &[Arc<Entry>], outcomes: impl Iterator<Item = Outcome>) -> Collection {
    let mut draft = Draft::default();
    entries.iter().zip(outcomes).for_each(|(entry, outcome)| draft.add(entry, outcome));
    draft.finish(entries)
}

/// What comes of each in time.
fn outcomes(entries: &[Arc<Entry>], limit: Duration) -> Vec<Outcome> {
    let (sender, receiver) = channel();
    let call = |(index, entry): (usize, &Arc<Entry>)| {
        let called = entry.lane.call(Call { index, outcomes: sender.clone() });
        called.and_then(|()| Err(too_late(limit))) // unless it comes
    };
    let mut outcomes: Vec<Outcome> = entries.iter().enumerate().map(call).collect();
    drop(sender); // so that it is over when all have returned
    let since = Instant::now();
    while let Ok((index, outcome)) = receiver.recv_timeout(limit.saturating_sub(since.elapsed())) {
        outcomes[index] = outcome;
    }
    outcomes
}

fn too_late(limit: Duration) -> (FailureReason, String) {
    (FailureReason::Timeout, format!("takes longer than {limit:?}; it is left out until it returns"))
}
