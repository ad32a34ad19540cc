//! Mistakes that keep a schedule from starting, and their messages.

use std::error::Error;
use std::time::Duration;

use gapless::plugins::{ErrorKind, ManualGroup, PollingGroup, Schedule, ScheduleBuilder};

use super::SECOND;

fn polling(change: fn(PollingGroup) -> PollingGroup) -> ScheduleBuilder {
    Schedule::builder().polling_group(change(PollingGroup::new("polls_mistaken", || ())))
}

/// The message of an error, with its cause.
fn mistake(builder: ScheduleBuilder, is_it: fn(&ErrorKind) -> bool) -> String {
    let error = builder.start().expect_err("it cannot be");
    assert!(is_it(error.kind()), "{error:?}");
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

#[tokio::test]
async fn a_period_of_zero_is_an_error() {
    for builder in
        [polling(|poll| poll.every(Duration::ZERO)), polling(|poll| poll).poll_rate(Duration::ZERO)]
    {
        assert_eq!(
            mistake(builder, |kind| matches!(kind, ErrorKind::ZeroRate { name } if name == "polls_mistaken")),
            "the period of the polling group `polls_mistaken` is zero; set a longer one, such as `5s`"
        );
    }
}

#[tokio::test]
async fn a_limit_of_zero_or_above_the_period_is_an_error() {
    for builder in [polling(|poll| poll.limit(6 * SECOND)), polling(|poll| poll.limit(Duration::ZERO))] {
        let said =
            mistake(builder, |kind| matches!(kind, ErrorKind::Limit { every, .. } if *every == 5 * SECOND));
        assert!(said.ends_with("; set a limit above zero and up to the period"), "{said}");
    }
    let manual =
        Schedule::builder().manual_group(ManualGroup::new("polls_manual", || ()).limit(Duration::ZERO));
    assert_eq!(
        mistake(manual, |kind| matches!(kind, ErrorKind::ZeroLimit { .. })),
        "the time limit of the manual group `polls_manual` is zero; set a limit above zero"
    );
}

#[tokio::test]
async fn a_delay_of_zero_is_an_error() {
    let said = mistake(Schedule::builder().manual_delay(Duration::ZERO), |kind| {
        matches!(kind, ErrorKind::ZeroDelay)
    });
    assert!(said.ends_with("; set a delay above zero, or leave it out"), "{said}");
}

#[tokio::test]
async fn the_error_for_a_duplicate_name_has_both_places() {
    let (line, other) = (line!(), ManualGroup::new("polls_mistaken", || ()));
    let error = polling(|poll| poll).manual_group(other).start().expect_err("it cannot be");
    let ErrorKind::NameTwice { name, places: [first, second] } = error.kind() else { panic!("{error}") };
    assert_eq!((&**name, first.file(), second.line()), ("polls_mistaken", file!(), line));
    let said = error.to_string();
    assert!(said.starts_with("two groups have the name `polls_mistaken`, at "), "{said}");
    assert!(said.contains(&format!(" and at {}:{line}:", file!())), "{said}");
}

#[tokio::test]
async fn the_error_for_an_unknown_group_suggests_the_nearest() {
    let said =
        mistake(polling(|poll| poll.in_group("polls_dist")), |kind| matches!(kind, ErrorKind::Group { .. }));
    assert_eq!(
        said,
        "the group of metrics that `polls_mistaken` measures does not exist; correct the name in `in_group`, or declare the \
         group: unknown group `polls_dist`; did you mean `polls_disk`?"
    );
}
