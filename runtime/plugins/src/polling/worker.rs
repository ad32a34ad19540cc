//! Workers: a closure on its own thread.
//!
//! The blocking threads of tokio are not used for closures: a runtime waits for each of its blocking threads when it is
//! dropped, so a closure that never returns would keep the program from ending. A worker leaves such a closure behind
//! with its thread.
//!
//! A caller waits for a run until the time limit, and keeps a blocking thread busy in the meantime. A paused clock
//! stands still while a blocking thread is busy, so in tests a run takes no time. A run never waits for that thread.

use std::convert::Infallible;
use std::io;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::Arc;
use std::thread::Builder;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use super::claim::Claim;
use super::outcome::{caught, Closure, Failure, Outcome};
use super::own::Reason;

/// The channel for the outcome of a run.
type Reply = oneshot::Sender<Outcome>;

/// A request to run the closure, with the claim that must not be released before the run ends.
type Run = (Reply, Option<Arc<Claim>>);

/// A thread that runs a closure on request, and ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Worker {
    runs: Sender<Run>,
    claim: Option<Arc<Claim>>,
    /// The state of the thread. `AcqRel` orders what the closure records with what `late` undoes.
    state: Arc<AtomicU8>,
}

/// The thread waits for a request.
const IDLE: u8 = 0;

/// The closure runs, or is about to.
const BUSY: u8 = 1;

/// The closure still runs, and its run has failed by the time limit.
const LATE: u8 = 2;

impl Worker {
    /// Starts the thread. `late` is called when a run returns after its time limit.
    pub(crate) fn start(
        name: &str,
        run: Closure,
        late: impl Fn() + Send + 'static,
        claim: Option<Arc<Claim>>,
    ) -> io::Result<Worker> {
        let (runs, requests) = channel();
        let state = Arc::new(AtomicU8::new(IDLE));
        let of_thread = state.clone();
        Builder::new().name(thread_name(name)).spawn(move || serve(&requests, run, &of_thread, late))?;
        Ok(Worker { runs, claim, state })
    }

    /// Runs the closure once; returns `None` at the time limit. The closure then continues on its thread, and until it
    /// returns, each further run fails at once.
    pub(crate) async fn run(&self, limit: Duration) -> Option<Outcome> {
        if !change(&self.state, IDLE, BUSY) {
            let message = "an earlier run has not ended yet".into();
            return Some(Err(Failure { reason: Reason::Timeout, message }));
        }
        let (reply, outcome) = oneshot::channel();
        let _clock = hold_clock();
        let _ = self.runs.send((reply, self.claim.clone())); // the thread lives as long as `self`
        let Ok(outcome) = timeout(limit, outcome).await else {
            change(&self.state, BUSY, LATE); // unless it returned just now
            return None;
        };
        Some(outcome.unwrap_or(Ok(()))) // the thread replies to each request
    }
}

/// Changes the state if it is `from`, and returns whether it was.
fn change(state: &AtomicU8, from: u8, to: u8) -> bool {
    state.compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire).is_ok()
}

fn serve(requests: &Receiver<Run>, mut run: Closure, state: &AtomicU8, late: impl Fn()) {
    for (reply, claim) in requests {
        let outcome = caught(&mut run);
        if !change(state, BUSY, IDLE) {
            late();
            state.store(IDLE, Ordering::Release);
        }
        drop(claim);
        let _ = reply.send(outcome); // the caller may have stopped waiting
    }
}

/// Keeps a blocking thread busy until the result is dropped.
fn hold_clock() -> Sender<Infallible> {
    let (running, ended) = channel::<Infallible>();
    tokio::task::spawn_blocking(move || ended.recv());
    running
}

/// Removes zero bytes, which the name of a thread cannot contain.
fn thread_name(name: &str) -> String {
    name.replace('\0', "")
}
