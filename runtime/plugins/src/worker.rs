//! A closure on a thread of its own.
//!
//! The blocking threads of tokio would do, but a runtime waits for each of them when it is dropped: one closure that never
//! returns, and the program never ends. Here it is left behind with its thread. Who waits for a turn does so on a blocking thread
//! nevertheless, and is let go at the time limit: a paused clock stands still as long as one of these is busy, so that in tests a
//! turn takes no time.

use std::io;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::Arc;
use std::thread::Builder;
use std::time::Duration;

use tokio::time::timeout;

use crate::action::{caught, Closure, Failure, Outcome};
use crate::function::Turn;
use crate::own::Reason;
use crate::status::Record;

/// Where the outcome of a run goes; `None` when nobody waits for it any more.
type Reply = Sender<Option<Outcome>>;

/// A run that the thread is told to do, with the turn that is not free before it is over.
type Run = (Reply, Option<Arc<Turn>>);

/// A thread that runs a closure when it is told to, and ends when this is dropped.
pub(crate) struct Worker {
    runs: Sender<Run>,
    turn: Option<Arc<Turn>>,
    /// What the thread is at. Acquire and Release order what the closure sets with what is unset when it fails.
    state: Arc<AtomicU8>,
}

/// It waits to be told to run.
const IDLE: u8 = 0;

/// The closure runs, or is about to.
const BUSY: u8 = 1;

/// It runs still, and has failed, as it takes too long.
const LATE: u8 = 2;

impl Worker {
    pub(crate) fn start(
        name: &str,
        run: Closure,
        record: Arc<Record>,
        turn: Option<Arc<Turn>>,
    ) -> io::Result<Worker> {
        let (runs, taken) = channel();
        let state = Arc::new(AtomicU8::new(IDLE));
        let of_thread = state.clone();
        Builder::new().name(thread_name(name)).spawn(move || serve(&taken, run, &of_thread, &record))?;
        Ok(Worker { runs, turn, state })
    }

    /// One turn; `None` if it takes longer than it may. That leaves the closure to itself, as it does to drop the future; until
    /// it returns, each turn is over at once.
    pub(crate) async fn run(&self, limit: Duration) -> Option<Outcome> {
        if !change(&self.state, IDLE, BUSY) {
            let message = "an earlier run has not ended yet".into();
            return Some(Err(Failure { reason: Reason::Timeout, message }));
        }
        let (reply, outcome) = channel();
        let _waiter = LetGo(reply.clone());
        let _ = self.runs.send((reply, self.turn.clone())); // the thread is there as long as this is
        let outcome = tokio::task::spawn_blocking(move || outcome.recv().ok().flatten());
        let Ok(outcome) = timeout(limit, outcome).await else {
            change(&self.state, BUSY, LATE); // or it has just returned
            return None;
        };
        Some(outcome.ok().flatten().unwrap_or(Ok(()))) // the runtime ends, and who would ask with it
    }
}

/// Whether it was as it was thought to be.
fn change(state: &AtomicU8, from: u8, to: u8) -> bool {
    state.compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire).is_ok()
}

fn serve(runs: &Receiver<Run>, mut run: Closure, state: &AtomicU8, record: &Record) {
    for (reply, turn) in runs {
        let outcome = caught(&mut run);
        if !change(state, BUSY, IDLE) {
            record.unset_gauges(); // what it has set since it failed
            state.store(IDLE, Ordering::Release);
        }
        drop(turn);
        let _ = reply.send(Some(outcome)); // nobody may wait for it any more
    }
}

/// Lets go who waits for the outcome, when this is dropped.
struct LetGo(Reply);

impl Drop for LetGo {
    fn drop(&mut self) {
        let _ = self.0.send(None); // it may have ended by itself
    }
}

/// Names of threads have no zero bytes.
fn thread_name(name: &str) -> String {
    name.replace('\0', "")
}
