//! A closure on a thread of its own.
//!
//! The blocking threads of tokio would do, but a runtime waits for each of them when it is dropped: one closure that never
//! returns, and the program never ends. Here it is left behind with its thread. Who waits for a turn does so on a blocking thread
//! nevertheless, and is let go at the time limit: a paused clock stands still as long as one of these is busy, so that in tests a
//! turn takes no time.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::Arc;
use std::thread::Builder;

use crate::action::{caught, Closure, Failure, Outcome};
use crate::own::Reason;
use crate::status::Record;

/// Where the outcome of a turn goes; `None` when nobody waits for it any more.
#[derive(Clone)]
struct Turn {
    to: Sender<Option<Outcome>>,
    /// Set before what it waits for has failed; pairs Acquire and Release.
    is_late: Arc<AtomicBool>,
}

/// A thread that runs a closure once a turn, and ends when this is dropped.
pub(crate) struct Worker {
    turns: Sender<Turn>,
    /// Set when a turn is given to the thread, by which it is unset when that one is over; pairs Acquire and Release.
    is_busy: Arc<AtomicBool>,
}

impl Worker {
    pub(crate) fn start(name: &str, run: Closure, record: Arc<Record>) -> io::Result<Worker> {
        let (turns, taken) = channel();
        let is_busy = Arc::new(AtomicBool::new(false));
        let busy = is_busy.clone();
        Builder::new().name(thread_name(name)).spawn(move || serve(&taken, run, &busy, &record))?;
        Ok(Worker { turns, is_busy })
    }

    /// One turn. To drop the future leaves the closure to itself; until it returns, each turn is over at once.
    pub(crate) async fn run(&self) -> Outcome {
        if self.is_busy.swap(true, Ordering::Acquire) {
            return Err(Failure {
                reason: Reason::Timeout,
                message: "an earlier run has not ended yet".into(),
            });
        }
        let (to, outcome) = channel();
        let turn = Turn { to, is_late: Arc::default() };
        let _waiter = LetGo(turn.clone());
        let _ = self.turns.send(turn); // the thread is there as long as this is
        let outcome = tokio::task::spawn_blocking(move || outcome.recv().ok().flatten()).await;
        outcome.ok().flatten().unwrap_or(Ok(())) // the runtime ends, and who would ask with it
    }
}

fn serve(turns: &Receiver<Turn>, mut run: Closure, is_busy: &AtomicBool, record: &Record) {
    for turn in turns {
        let outcome = caught(&mut run);
        if turn.is_late.load(Ordering::Acquire) {
            record.unset_gauges(); // what it has set since it failed
        }
        is_busy.store(false, Ordering::Release);
        let _ = turn.to.send(Some(outcome)); // nobody may wait for it any more
    }
}

/// Lets go who waits for the outcome, when this is dropped.
struct LetGo(Turn);

impl Drop for LetGo {
    fn drop(&mut self) {
        self.0.is_late.store(true, Ordering::Release);
        let _ = self.0.to.send(None); // it may have ended by itself
    }
}

/// Names of threads have no zero bytes.
fn thread_name(name: &str) -> String {
    name.replace('\0', "")
}
