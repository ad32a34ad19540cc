//! Measurements end with their schedule, which does not wait for them.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use gapless::plugins::{ManualGroup, PollingGroup, Schedule};
use tokio::time::{sleep, timeout};

use super::{Runs, SECOND, polling, start};

#[tokio::test(start_paused = true)]
async fn dropping_a_schedule_ends_its_measurements_and_their_threads() {
    let runs = Runs::default();
    let (of_the_thread, alive) = channel::<()>();
    let counted = runs.clone();
    let poll = PollingGroup::new("polls_dropped", move || {
        let _of_the_thread = &of_the_thread;
        counted.add();
    });
    let schedule = polling(poll);
    sleep(SECOND).await;
    drop(schedule);
    sleep(60 * SECOND).await;
    assert_eq!(runs.get(), 1);
    assert_eq!(alive.recv_timeout(Duration::from_secs(60)), Err(RecvTimeoutError::Disconnected));
}

#[tokio::test(start_paused = true)]
async fn dropping_a_refresh_ends_its_measurements() {
    let [runs, ends] = [Runs::default(), Runs::default()];
    let (started, ended) = (runs.clone(), ends.clone());
    let measure = move || {
        let ended = ended.clone();
        started.add();
        async move {
            sleep(10 * SECOND).await;
            ended.add();
        }
    };
    let schedule = start(Schedule::builder().manual_group(ManualGroup::new_async("polls_left", measure)));
    sleep(11 * SECOND).await;
    assert!(timeout(SECOND, schedule.refresh()).await.is_err());
    schedule.shutdown().await;
    sleep(60 * SECOND).await;
    assert_eq!((runs.get(), ends.get()), (2, 1));
}

#[test]
fn a_runtime_does_not_wait_for_a_closure_that_hangs() {
    let (hanging, hangs) = channel();
    let (_go_on, wait) = channel::<()>();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("it can be made");
    let schedule = runtime.block_on(async {
        let schedule = polling(PollingGroup::new("polls_hangs_on", move || {
            hanging.send(()).expect("the test listens");
            let _ = wait.recv();
        }));
        while hangs.try_recv().is_err() {
            tokio::task::yield_now().await;
        }
        schedule
    });
    drop(runtime);
    drop(schedule); // must not block outside of a runtime either
}

#[test]
fn a_start_outside_of_a_runtime_is_an_error() {
    let error = Schedule::builder().start().expect_err("it needs a runtime");
    assert!(error.to_string().contains("`#[tokio::main]`"), "{error}");
}
