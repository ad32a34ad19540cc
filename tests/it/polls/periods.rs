//! Periods of polling groups that change while the groups run.

use std::future::pending;
use std::time::Duration;

use gapless::plugins::{ErrorKind, ManualGroup, MeasurementState, PollingGroup, Schedule};
use tokio::runtime::Handle;
use tokio::time::sleep;

use super::{MILLISECOND, Runs, SECOND, polling, start, status};

#[tokio::test(start_paused = true)]
async fn a_period_changes_while_its_group_runs_and_others_keep_theirs() {
    let [changes, stays] = std::array::from_fn(|_| Runs::default());
    let builder = Schedule::builder().poll_rate(10 * SECOND).polling_group(stays.poll("polls_stays"));
    let schedule = start(builder.polling_group(changes.poll("polls_changes")));
    sleep(12 * SECOND).await;
    assert_eq!((changes.get(), stays.get()), (2, 2));
    schedule.set_period("polls_changes", SECOND).expect("the group exists");
    assert_eq!(schedule.measurements()[1].every, Some(SECOND));
    sleep(999 * MILLISECOND).await;
    assert_eq!(changes.get(), 2);
    sleep(6500 * MILLISECOND).await;
    assert_eq!((changes.get(), stays.get()), (2 + 7, 2));
    sleep(SECOND).await;
    assert_eq!(stays.get(), 3);
    schedule.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_short_period_ends_a_long_wait() {
    let runs = Runs::default();
    let delayed = runs.poll("polls_waits").every(3600 * SECOND).delay(60 * SECOND);
    let schedule = polling(delayed);
    schedule.set_period("polls_waits", Duration::MAX).expect("it is longer than the limit");
    sleep(SECOND).await;
    schedule.set_period("polls_waits", 2 * SECOND).expect("the group exists");
    sleep(5 * SECOND).await;
    assert_eq!(runs.get(), 2);
    schedule.set_period("polls_waits", 2 * SECOND).expect("the group exists");
    sleep(SECOND + MILLISECOND).await;
    assert_eq!(runs.get(), 3, "an equal period moves no run");
}

#[tokio::test(start_paused = true)]
async fn the_default_limit_is_the_changed_period() {
    let schedule = polling(PollingGroup::new_async("polls_limits", pending::<()>).every(10 * SECOND));
    let last_error = || status(&schedule).last_error.unwrap_or_default();
    sleep(11 * SECOND).await;
    assert_eq!(last_error(), "the run took longer than 10s");
    schedule.set_period("polls_limits", 2 * SECOND).expect("the group exists");
    sleep(20 * SECOND).await;
    assert_eq!(
        (last_error().as_str(), status(&schedule).state),
        ("the run took longer than 2s", MeasurementState::Failing)
    );
}

#[tokio::test(start_paused = true)]
async fn groups_with_changed_periods_end_with_their_schedule() {
    let n_tasks = || Handle::current().metrics().num_alive_tasks();
    let (before, runs) = (n_tasks(), Runs::default());
    for ends in [true, false] {
        let schedule = polling(runs.poll_async("polls_moves"));
        for seconds in 1..=20 {
            schedule.set_period("polls_moves", seconds * SECOND).expect("the group exists");
            sleep(SECOND / 2).await;
        }
        assert_eq!(n_tasks() - before, 1);
        match ends {
            true => schedule.shutdown().await,
            false => drop(schedule),
        }
        sleep(SECOND).await;
        assert_eq!(n_tasks(), before);
    }
    let runs_before = runs.get();
    sleep(60 * SECOND).await;
    assert_eq!(runs.get(), runs_before);
}

#[tokio::test]
async fn a_wrong_change_is_an_error_and_changes_nothing() {
    let builder = Schedule::builder().polling_group(Runs::default().poll("polls_disk_a").limit(3 * SECOND));
    let schedule = start(builder.manual_group(ManualGroup::new("polls_disk_b", || ())));
    for (name, period, said) in [
        ("polls_disk", SECOND, "unknown polling group `polls_disk`; did you mean `polls_disk_a`?"),
        ("games", SECOND, "unknown polling group `games`; `measurements` lists all groups"),
        (
            "polls_disk_a",
            Duration::ZERO,
            "the period of the polling group `polls_disk_a` is zero; set a longer one, such as `5s`",
        ),
        (
            "polls_disk_a",
            2 * SECOND,
            "the time limit `3s` of the polling group `polls_disk_a` is zero or longer than its period `2s`; set a limit above \
             zero and up to the period",
        ),
    ] {
        assert_eq!(schedule.set_period(name, period).unwrap_err().to_string(), said);
    }
    let manual = schedule.set_period("polls_disk_b", SECOND).unwrap_err();
    assert!(matches!(manual.kind(), ErrorKind::UnknownPollingGroup { name, .. } if name == "polls_disk_b"));
    assert_eq!(schedule.measurements()[0].every, Some(5 * SECOND));
}
