//! Failing measurements: they are counted, their gauges are unset, and they run again.

use std::panic::panic_any;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, OnceLock};

use gapless::plugins::{ManualGroup, MeasurementState, PollingGroup, Schedule};
use tokio::time::{advance, sleep};
use tracing::{Dispatch, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

use super::{MILLISECOND, Runs, SECOND, polling, start, status};
use crate::{exported, exported_or_absent};

mod disk {
    gapless::defmetrics! {
        #![group = "polls_disk"]

        /// Free space on the disk.
        pub(super) gauge polls_disk_free_bytes;

        /// Free space on other disks.
        #[max_series(2)]
        pub(super) gauge polls_disks_free_bytes(disk: &str);
    }
}

mod late {
    gapless::defmetrics! {
        #![group = "polls_late_rooms"]

        /// Rooms.
        pub(super) gauge polls_late_rooms;
    }
}

/// Panics when it is dropped.
struct PanicsInDrop;

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        panic!("it panics when it is dropped, on purpose");
    }
}

/// How often a measurement failed for a reason.
fn failures(poll: &str, reason: &str) -> f64 {
    exported("gapless_poll_failures_total", &[("poll", poll), ("reason", reason)])
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_counted_and_unsets_the_gauges_until_a_run_succeeds() {
    let runs = Runs::default();
    let poll = PollingGroup::new("polls_failing", move || {
        let run = runs.add();
        if run == 2 {
            return Err("the disk is gone");
        }
        disk::polls_disk_free_bytes().set(f64::from(run));
        disk::polls_disks_free_bytes("b").set(f64::from(run));
        Ok(())
    });
    let schedule = polling(poll.in_group("polls_disk"));
    let free = || {
        let other = exported_or_absent("polls_disks_free_bytes", &[("disk", "b")]);
        (exported_or_absent("polls_disk_free_bytes", &[]), other)
    };
    sleep(SECOND).await;
    assert_eq!((free(), failures("polls_failing", "error")), ((Some(1.0), Some(1.0)), 0.0));
    sleep(5 * SECOND).await;
    assert_eq!((free(), failures("polls_failing", "error")), ((None, None), 1.0));
    assert_eq!((status(&schedule).state, status(&schedule).failures), (MeasurementState::Failing, 1));
    assert_eq!(status(&schedule).last_error.as_deref(), Some("the disk is gone"));
    sleep(5 * SECOND).await;
    assert_eq!((free(), failures("polls_failing", "error")), ((Some(3.0), Some(3.0)), 1.0));
    assert_eq!((status(&schedule).state, status(&schedule).runs), (MeasurementState::Good, 3));
}

#[tokio::test(start_paused = true)]
async fn a_panic_does_not_stop_further_runs_or_other_groups() {
    let [runs, async_runs, others] = std::array::from_fn(|_| Runs::default());
    let (panicking, async_panicking) = (runs.clone(), async_runs.clone());
    let panics = move || panic!("run {} panics, on purpose", panicking.add());
    let async_panics = move || {
        let run = async_panicking.add();
        async move { assert_eq!(run, 0, "on purpose") }
    };
    let builder = Schedule::builder().polling_group(PollingGroup::new::<()>("polls_panics", panics));
    let builder = builder.polling_group(PollingGroup::new_async::<futures_util::future::Ready<()>>(
        "polls_unmade",
        || panic!(),
    ));
    let builder =
        builder.polling_group(PollingGroup::new_async("polls_async_panics", async_panics).every(5 * SECOND));
    let schedule = start(builder.polling_group(others.poll("polls_beside")));
    sleep(11 * SECOND).await;
    assert_eq!((runs.get(), async_runs.get(), others.get()), (3, 3, 3));
    for poll in ["polls_panics", "polls_unmade", "polls_async_panics"] {
        assert_eq!(failures(poll, "panic"), 3.0, "{poll}");
    }
    assert_eq!(schedule.measurements()[0].last_error.as_deref(), Some("run 3 panics, on purpose"));
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_drop_affects_only_its_own_runs() {
    let others = Runs::default();
    let hangs = || {
        let held = PanicsInDrop;
        async move {
            let _held = held;
            std::future::pending::<()>().await;
        }
    };
    let builder = Schedule::builder().polling_group(PollingGroup::new_async("polls_future_in_drop", hangs));
    let builder =
        builder.polling_group(PollingGroup::new::<()>("polls_payload_in_drop", || panic_any(PanicsInDrop)));
    let _schedule = start(builder.polling_group(others.poll_async("polls_beside_drops")));
    sleep(16 * SECOND).await;
    assert!(others.get() >= 3);
    assert!(failures("polls_future_in_drop", "panic") >= 3.0);
    assert!(failures("polls_payload_in_drop", "panic") >= 3.0);
}

#[tokio::test(start_paused = true)]
async fn a_future_that_hangs_is_dropped_at_its_limit() {
    let (runs, others) = (Runs::default(), Runs::default());
    let counted = runs.clone();
    let hangs = move || {
        let hangs = counted.add() < 3;
        async move {
            if hangs {
                std::future::pending::<()>().await;
            }
        }
    };
    let builder =
        Schedule::builder().polling_group(PollingGroup::new_async("polls_pending", hangs).limit(2 * SECOND));
    let schedule = start(builder.polling_group(others.poll("polls_beside_pending").every(5 * SECOND)));
    sleep(SECOND).await;
    assert_eq!(failures("polls_pending", "timeout"), 0.0);
    sleep(8 * SECOND).await;
    assert_eq!((runs.get(), others.get(), failures("polls_pending", "timeout")), (2, 2, 2.0));
    assert_eq!(schedule.measurements()[0].last_error.as_deref(), Some("the run took longer than 2s"));
    sleep(2 * SECOND).await;
    assert_eq!((runs.get(), schedule.measurements()[0].state), (3, MeasurementState::Good));
}

#[tokio::test(start_paused = true)]
async fn a_closure_that_hangs_affects_only_its_own_runs() {
    let (runs, others) = (Runs::default(), Runs::default());
    let ((go_on, wait), (hanging, hangs)) = (channel::<()>(), channel());
    let counted = runs.clone();
    let blocks = move || {
        if counted.add() == 1 {
            hanging.send(()).expect("the test listens");
            let _ = wait.recv();
        }
    };
    let builder = Schedule::builder().polling_group(PollingGroup::new("polls_blocks", blocks));
    let schedule = start(builder.polling_group(others.poll("polls_beside_blocks")));
    // Until the first measurement hangs and the second one has run.
    while hangs.try_recv().is_err() {
        tokio::task::yield_now().await;
    }
    while schedule.measurements()[1].state != MeasurementState::Good {
        tokio::task::yield_now().await;
    }
    advance(5 * SECOND).await; // the paused clock stands still while a thread waits for the closure
    sleep(SECOND).await;
    for turn in 2..=4_u32 {
        assert_eq!((runs.get(), others.get()), (1, turn));
        assert_eq!(failures("polls_blocks", "timeout"), f64::from(turn));
        sleep(5 * SECOND).await;
    }
    drop(go_on);
    while schedule.measurements()[0].state != MeasurementState::Good {
        sleep(SECOND).await;
    }
    assert!(runs.get() >= 2);
}

#[tokio::test(start_paused = true)]
async fn gauges_that_a_closure_sets_after_its_limit_are_unset() {
    let ((go_on, wait), (seen, sees)) = (channel::<()>(), channel());
    let rooms = || exported_or_absent("polls_late_rooms", &[]);
    let schedule = polling(PollingGroup::new("polls_late_rooms", move || {
        seen.send(rooms()).expect("the test listens");
        let _ = wait.recv();
        late::polls_late_rooms().set(3.0);
    }));
    while sees.try_recv().is_err() {
        tokio::task::yield_now().await;
    }
    advance(5 * SECOND).await; // the paused clock stands still while a thread waits for the closure
    sleep(MILLISECOND).await;
    assert_eq!(status(&schedule).state, MeasurementState::Failing);
    drop(go_on);
    while status(&schedule).state != MeasurementState::Good {
        sleep(SECOND).await;
    }
    assert_eq!((sees.recv(), rooms()), (Ok(None), Some(3.0)));
}

/// A layer that asks for the status of the only measurement at each log line.
struct Asks {
    of: Arc<OnceLock<Schedule>>,
    answers: Sender<MeasurementState>,
}

impl<S: Subscriber> Layer<S> for Asks {
    fn on_event(&self, _: &tracing::Event<'_>, _: Context<'_, S>) {
        let state = status(self.of.get().expect("it has started")).state;
        self.answers.send(state).expect("the test listens");
    }
}

#[tokio::test(start_paused = true)]
async fn a_log_layer_can_ask_for_the_status_of_a_failing_measurement() {
    let (runs, of, (answers, answered)) = (Runs::default(), Arc::default(), channel());
    // While a process has one dispatcher, `tracing` asks only the thread that reaches a log line first, and that may be
    // the thread of another test.
    let _second = Dispatch::new(tracing_subscriber::registry());
    let asks = tracing_subscriber::registry().with(Asks { of: Arc::clone(&of), answers });
    let _logging = tracing::subscriber::set_default(asks);
    let poll = PollingGroup::new("polls_told", move || if runs.add() == 2 { Err("not now") } else { Ok(()) });
    of.set(polling(poll)).expect("it is the first");
    sleep(11 * SECOND).await;
    assert!(answered.try_iter().eq([MeasurementState::Failing, MeasurementState::Good]));
}

#[tokio::test(start_paused = true)]
async fn detach_on_error_stops_a_measurement_after_its_first_failure() {
    let (runs, others) = (Runs::default(), Runs::default());
    let counted = runs.clone();
    let fails = move || Err::<(), _>(format!("failure {}", counted.add()));
    let builder =
        Schedule::builder().polling_group(PollingGroup::new("polls_detached", fails).detach_on_error());
    let schedule = start(builder.polling_group(others.poll("polls_attached")));
    sleep(11 * SECOND).await;
    assert_eq!((runs.get(), others.get()), (1, 3));
    assert_eq!(schedule.measurements()[0].state, MeasurementState::Detached);
}

#[tokio::test(start_paused = true)]
async fn detach_after_stops_a_measurement_that_fails_too_often() {
    let [often, seldom] = std::array::from_fn(|_| Runs::default());
    let failing = |runs: &Runs, name: &'static str| {
        let runs = runs.clone();
        let poll = PollingGroup::new(name, move || Err::<(), _>(format!("failure {}", runs.add())));
        poll.detach_after(3, 60 * SECOND)
    };
    let builder =
        Schedule::builder().polling_group(failing(&often, "polls_often_failing").every(20 * SECOND));
    let schedule = start(builder.polling_group(failing(&seldom, "polls_seldom_failing").every(40 * SECOND)));
    sleep(600 * SECOND + SECOND).await;
    assert_eq!((often.get(), seldom.get()), (3, 16));
    let states = schedule.measurements().into_iter().map(|status| status.state);
    assert!(states.eq([MeasurementState::Detached, MeasurementState::Failing]));
}

#[tokio::test(start_paused = true)]
async fn a_failing_manual_group_is_counted_and_can_be_refreshed() {
    let runs = Runs::default();
    let fails_first = move || if runs.add() == 1 { Err("not yet") } else { Ok(()) };
    let schedule =
        start(Schedule::builder().manual_group(ManualGroup::new("polls_manual_fails", fails_first)));
    sleep(MILLISECOND).await;
    assert_eq!(
        (status(&schedule).state, failures("polls_manual_fails", "error")),
        (MeasurementState::Failing, 1.0)
    );
    schedule.refresh().await;
    assert_eq!(
        (status(&schedule).state, failures("polls_manual_fails", "error")),
        (MeasurementState::Good, 1.0)
    );
}
