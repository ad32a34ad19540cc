//! `#[poll]` functions that are detached or hang. The test needs a separate process, because every instance runs all
//! functions.

use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use gapless::{Instance, poll};
use tokio::time::sleep;

const SECOND: Duration = Duration::from_secs(1);

static FAILURES: AtomicU32 = AtomicU32::new(0);
static RUNS: AtomicU32 = AtomicU32::new(0);

/// The lock at which the first run hangs.
static GATE: Barrier = Barrier::new(2);

#[poll(every = "2s", detach_on_error)]
async fn fails() -> Result<(), &'static str> {
    FAILURES.fetch_add(1, Ordering::Relaxed);
    Err("it fails, on purpose")
}

#[poll(every = "2s")]
fn hangs() {
    if RUNS.fetch_add(1, Ordering::Relaxed) == 0 {
        GATE.wait();
    }
}

/// The runs of both functions.
fn runs() -> (u32, u32) {
    (FAILURES.load(Ordering::Relaxed), RUNS.load(Ordering::Relaxed))
}

async fn start() -> Instance {
    gapless::builder().start().await.expect("nothing is wrong with it")
}

#[tokio::test(start_paused = true)]
async fn the_next_instance_runs_neither_detached_nor_hanging_functions() {
    let first = start().await;
    while runs() != (1, 1) {
        tokio::task::yield_now().await;
    }
    first.shutdown().await;
    let _second = start().await;
    sleep(5 * SECOND).await;
    assert_eq!(runs(), (1, 1));
    GATE.wait();
    while runs() == (1, 1) {
        sleep(SECOND).await;
    }
    assert_eq!(runs(), (1, 2), "the run is over, and with it the turn");
}
