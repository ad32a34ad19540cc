//! `#[poll]` functions. The test needs a separate process, because every instance runs all functions.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use gapless::plugins::MeasurementState;
use gapless::{Instance, Registry, poll};
use tokio::time::sleep;

const SECOND: Duration = Duration::from_secs(1);

static RUNS: AtomicU32 = AtomicU32::new(0);

gapless::defmetrics! {
    #![group = "disk"]

    /// Room.
    gauge disk_free_bytes;
}

#[poll(every = "2s")]
fn queue() {
    RUNS.fetch_add(1, Ordering::Relaxed);
}

#[poll(every = "2s", group = "disk", limit = "1s")]
async fn free() -> Result<(), String> {
    disk_free_bytes().set(4096.0);
    Err("the disk is gone".to_owned())
}

async fn start() -> Instance {
    gapless::builder().start().await.expect("nothing is wrong with it")
}

#[tokio::test(start_paused = true)]
async fn one_instance_runs_a_function_and_another_one_takes_over() {
    let first = start().await;
    sleep(SECOND).await;
    let second = start().await;
    sleep(4 * SECOND - SECOND / 2).await;
    assert_eq!(RUNS.load(Ordering::Relaxed), 3);
    let state = |instance: &Instance| {
        instance.measurements().iter().find(|poll| poll.name == "queue").map(|poll| poll.state)
    };
    assert_eq!(
        (state(&first), state(&second)),
        (Some(MeasurementState::Good), Some(MeasurementState::Waiting))
    );
    first.shutdown().await;
    sleep(3 * SECOND).await; // two ticks of the second instance
    assert_eq!((RUNS.load(Ordering::Relaxed), state(&second)), (5, Some(MeasurementState::Good)));
    let failing = second.measurements().into_iter().find(|poll| poll.name == "free").expect("it is one");
    assert_eq!((failing.state, &*failing.group), (MeasurementState::Failing, "disk"));
    assert_eq!(Registry::global().gather().value("disk_free_bytes", &[]), None);
}
