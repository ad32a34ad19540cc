//! Tests of the list of problems.

use std::borrow::Cow;
use std::collections::HashMap;

use gapless_core::{Error, ErrorKind, FamilySnapshot, Kind, Series, Value};

use super::{registry, Problem, Problems, Severity};

/// The labels and the value of a series, with commas between the labels.
type Line<'a> = (&'a str, u64);

fn family(name: &str, lines: &[Line<'_>]) -> FamilySnapshot {
    let series = |&(labels, value): &Line<'_>| {
        let labels = labels.split(',').map(|label| {
            let (name, value) = label.split_once('=').expect("a label has a name and a value");
            (Cow::Owned(name.to_owned()), Cow::Owned(value.to_owned()))
        });
        Series {
            labels: labels.collect(),
            value: Value::Counter(value.into()),
            created: None,
            exemplars: Vec::new(),
        }
    };
    FamilySnapshot {
        name: name.to_owned().into(),
        help: "".into(),
        kind: Kind::Counter,
        unit: None,
        group: "".into(),
        series: lines.iter().map(series).collect(),
    }
}

fn problems() -> Problems {
    Problems::of(["function_calls_total".to_owned()].into_iter(), HashMap::new())
}

/// Returns the list after a family had the values of each second.
fn after(name: &str, readings: &[(u64, &[Line<'_>])]) -> Vec<Problem> {
    let mut problems = problems();
    let update =
        |(second, lines): &(u64, &[Line<'_>])| problems.update(second * 1000, [&family(name, lines)]);
    readings.iter().map(update).last().unwrap_or_default()
}

/// Returns the only problem, without its text, and the text.
fn only(problems: &[Problem]) -> ((&str, Severity, &str, u64, u64), &str) {
    let [Problem { kind, severity, subject, text, count, recent }] = problems else {
        panic!("{problems:?} is not one problem")
    };
    ((kind, *severity, subject, *count, *recent), text)
}

#[test]
fn a_program_without_problems_has_an_empty_list() {
    let mut problems = problems();
    assert_eq!(problems.update(1000, []), []);
    let names: Vec<_> = problems.families().map(str::to_owned).collect();
    assert!(
        names.contains(&"gapless_overflowed_total".to_owned())
            && names.contains(&"function_calls_total".to_owned())
    );
    let quiet: Vec<_> = names
        .iter()
        .map(|name| match &**name {
            "gapless_task_activity" => family(name, &[("task=a", 2)]),
            _ => family(name, &[("metric=a,outcome=ok,reason=b", 0)]),
        })
        .collect();
    for second in [1, 2, 100] {
        assert_eq!(problems.update(second * 1000, &quiet), []);
    }
}

#[test]
fn lost_records_stay_in_the_list_and_are_errors_while_they_rise() {
    for (name, kind, text) in [
        (
            "gapless_overflowed_total",
            "overflow",
            "`hits_total` has reached the limit of its series, and 7 records went to `_other` or got lost; raise `#[max_series(..)]`, or use fewer label values",
        ),
        (
            "gapless_refused_total",
            "refused",
            "`hits_total` has refused 7 values, because they are negative, out of range, too long or not a number; check the code that records them",
        ),
        (
            "gapless_label_conflicts_total",
            "label_conflict",
            "`hits_total` lacks 7 values, because the labels of an earlier value are equal; give each value other labels",
        ),
        (
            "gapless_read_panics_total",
            "read_panic",
            "7 reads of `hits_total` panicked, and the series was left out; fix the field whose code panics",
        ),
        (
            "gapless_recorder_refused_total",
            "recorder",
            "`hits_total` of the crate `metrics` has 7 handles without effect, because its name or a label cannot be exported; rename it",
        ),
    ] {
        let lines: [&[Line<'_>]; 2] = [&[("metric=hits_total", 5), ("metric=b", 0)], &[("metric=hits_total", 7)]];
        let (facts, actual) = (after(name, &[(1, lines[0]), (2, lines[1])]), text);
        assert_eq!(only(&facts), ((kind, Severity::Error, "hits_total", 7, 2), actual));
        let quiet = after(name, &[(1, lines[0]), (2, lines[1]), (63, lines[1])]);
        assert_eq!(only(&quiet).0, (kind, Severity::Warning, "hits_total", 7, 0));
        assert_eq!(only(&after(name, &[(1, lines[1])])).0, (kind, Severity::Warning, "hits_total", 7, 0));
    }
}

#[test]
fn a_new_series_counts_from_zero_and_a_reset_counter_counts_again() {
    let name = "gapless_overflowed_total";
    let new = after(name, &[(1, &[]), (2, &[("metric=a", 3)])]);
    assert_eq!(only(&new).0, ("overflow", Severity::Error, "a", 3, 3));
    let reset = after(name, &[(1, &[("metric=a", 9)]), (2, &[("metric=a", 2)])]);
    assert_eq!(only(&reset).0, ("overflow", Severity::Error, "a", 2, 2));
}

#[test]
fn increments_while_nobody_looked_are_not_recent() {
    let name = "gapless_overflowed_total";
    let later = after(name, &[(1, &[("metric=a", 3)]), (1000, &[("metric=a", 90)])]);
    assert_eq!(only(&later).0, ("overflow", Severity::Warning, "a", 90, 0));
}

#[test]
fn a_failing_handler_is_in_the_list_with_its_event() {
    let name = "gapless_event_handler_failures_total";
    let of = |kind: &str| {
        let labels = format!("event=shop.sold,handler=mail,kind={kind}");
        after(name, &[(1, &[(&labels, 0)]), (2, &[(&labels, 1)])])
    };
    assert_eq!(
        only(&of("panic")),
        (
            ("handler", Severity::Error, "shop.sold::mail", 1, 1),
            "the handler `mail` of `shop.sold` failed for 1 event (panic); fix the code that panics",
        )
    );
    assert!(only(&of("recursion")).1.ends_with("(recursion); do not emit events in circles"));
}

#[test]
fn a_poll_a_source_and_a_report_are_in_the_list_while_they_fail() {
    for (name, label, kind, text) in [
        (
            "gapless_poll_failures_total",
            "poll",
            "poll",
            "the measurement `a` fails (timeout), and its gauges are not exported; the log contains the error",
        ),
        (
            "gapless_source_failures_total",
            "source",
            "source",
            "the source `a` fails (timeout), and its metrics are missing; the log contains the error",
        ),
        (
            "gapless_task_report_failures_total",
            "task",
            "report",
            "the report of the task `a` fails (timeout); make it faster, or report less often",
        ),
    ] {
        let labels = format!("{label}=a,reason=timeout");
        let [before, then] = [4, 5].map(|value| [(&*labels, value)]);
        assert_eq!(after(name, &[(1, &before)]), [], "it may work again");
        let fails = after(name, &[(1, &before), (2, &then), (50, &then)]);
        assert_eq!(only(&fails), ((kind, Severity::Error, "a", 5, 1), text));
        assert_eq!(after(name, &[(1, &before), (2, &then), (62, &then)]), [], "it works again");
    }
}

#[test]
fn a_source_with_several_reasons_is_one_problem() {
    let lines =
        |n| [("source=db,reason=error", n), ("source=db,reason=panic", 1), ("source=db,reason=timeout", 0)];
    let fails = after("gapless_source_failures_total", &[(1, &lines(1)), (2, &lines(3))]);
    let (facts, text) = only(&fails);
    assert_eq!(facts, ("source", Severity::Error, "db", 4, 2));
    assert!(text.starts_with("the source `db` fails (error, panic), "), "{text}");
}

#[test]
fn a_poll_that_fails_every_five_minutes_stays_in_the_list() {
    let mut problems = problems();
    let lists: Vec<_> = (0..90)
        .map(|tick| {
            let seconds = tick * 10;
            let failures = seconds / 300 + 1;
            problems.update(
                seconds * 1000,
                [&family("gapless_poll_failures_total", &[("poll=a,reason=error", failures)])],
            )
        })
        .collect();
    assert_eq!(lists[59], [], "after one failure, it vanishes for a while");
    assert!(lists[60..].iter().all(|list| list.len() == 1));
}

#[test]
fn a_task_is_in_the_list_until_it_is_up() {
    let name = "gapless_task_activity";
    assert_eq!(
        only(&after(name, &[(1, &[("task=mailer", 0), ("task=other", 2)])])),
        (
            ("task_down", Severity::Error, "mailer", 1, 0),
            "the task `mailer` is down, because it has ended, panicked or was cancelled; start it again",
        )
    );
    assert_eq!(
        only(&after(name, &[(1, &[("task=mailer", 1)])])),
        (
            ("task_idle", Severity::Warning, "mailer", 1, 0),
            "the task `mailer` is idle, because nothing has woken it for a while; check what it waits for",
        )
    );
    assert_eq!(after(name, &[(1, &[("task=mailer", 0)]), (2, &[("task=mailer", 2)])]), []);
    assert_eq!(after(name, &[(1, &[("task=mailer", 0)]), (2, &[])]), [], "it was removed");
}

#[test]
fn a_reporter_is_in_the_list_while_it_fails() {
    let name = "gapless_reporter_failures_total";
    let [before, then] = [4, 5].map(|value| [("reporter=otlp", value), ("reporter=log", 0)]);
    assert_eq!(after(name, &[(1, &before)]), [], "it may work again");
    assert_eq!(
        only(&after(name, &[(1, &before), (2, &then), (50, &then)])),
        (
            ("reporter", Severity::Error, "otlp", 5, 1),
            "the reporter `otlp` fails, and its receiver lacks the latest values; the log contains the error",
        )
    );
    assert_eq!(after(name, &[(1, &before), (2, &then), (62, &then)]), [], "it works again");
}

#[test]
fn a_reporter_that_has_lost_values_stays_in_the_list() {
    let name = "gapless_reporter_dropped_total";
    let [before, then] = [0, 12].map(|value| [("reporter=remote_write", value), ("reporter=log", 0)]);
    assert_eq!(
        only(&after(name, &[(1, &before), (2, &then)])),
        (
            ("reporter_dropped", Severity::Error, "remote_write", 12, 12),
            "the reporter `remote_write` has lost 12 values, because its queue was full or its receiver rejected \
             them; check the receiver, or set a longer queue",
        )
    );
    let quiet = after(name, &[(1, &before), (2, &then), (62, &then)]);
    assert_eq!(only(&quiet).0, ("reporter_dropped", Severity::Warning, "remote_write", 12, 0));
}

#[test]
fn a_reporter_over_its_limit_is_in_the_list_until_it_is_enabled() {
    let name = "gapless_reporter_over_limit";
    assert_eq!(
        only(&after(name, &[(1, &[("reporter=statsd", 0), ("reporter=log", 0)]), (2, &[("reporter=statsd", 1)])])),
        (
            ("reporter_disabled", Severity::Error, "statsd", 1, 0),
            "the reporter `statsd` is disabled after too many panics or failures; the log contains the last one. Fix \
             its cause, then enable the reporter",
        )
    );
    assert_eq!(after(name, &[(1, &[("reporter=statsd", 1)]), (2, &[("reporter=statsd", 0)])]), []);
    assert_eq!(after(name, &[(1, &[("reporter=statsd", 1)]), (2, &[])]), [], "it was removed");
    let by_program = "gapless_reporter_enabled";
    assert_eq!(
        after(by_program, &[(1, &[("reporter=statsd", 0)])]),
        [],
        "the program disabled it on purpose"
    );
}

#[test]
fn a_function_is_in_the_list_for_a_minute_after_a_panic() {
    let lines = |panics, errors| {
        [
            ("function=Lobby::join,module=chat,outcome=panic", panics),
            ("function=Lobby::join,module=chat,outcome=error", errors),
        ]
    };
    let name = "function_calls_total";
    let panics = after(name, &[(1, &lines(4, 0)), (2, &lines(5, 9)), (3, &lines(7, 9))]);
    assert_eq!(
        only(&panics),
        (
            ("panic", Severity::Error, "chat::Lobby::join", 7, 3),
            "the function `chat::Lobby::join` panicked 3 times in the last minute; the log contains each panic",
        )
    );
    let later = after(name, &[(1, &lines(4, 0)), (2, &lines(5, 9)), (61, &lines(5, 9))]);
    assert!(only(&later).1.contains(" panicked once in the last minute"));
    assert_eq!(after(name, &[(1, &lines(4, 0)), (2, &lines(5, 9)), (62, &lines(5, 9))]), []);
}

#[test]
fn a_function_without_labels_has_the_name_of_its_metric() {
    let name = "shop_login_calls_total";
    for (labels, subject) in [("outcome=panic", "shop_login"), ("function=check,outcome=panic", "check")] {
        let mut problems = Problems::of([name.to_owned()].into_iter(), HashMap::new());
        problems.update(1000, [&family(name, &[(labels, 0)])]);
        let list = problems.update(2000, [&family(name, &[(labels, 2)])]);
        let (facts, text) = only(&list);
        assert_eq!(facts, ("panic", Severity::Error, subject, 2, 2));
        assert!(text.starts_with(&format!("the function `{subject}` panicked twice in the last minute")));
    }
}

#[test]
fn a_series_without_the_labels_of_its_subject_is_ignored() {
    let list = after("gapless_task_activity", &[(1, &[("kind=a", 0), ("task=b", 0)])]);
    assert_eq!(only(&list).0 .2, "b");
    let name = "gapless_event_handler_failures_total";
    assert_eq!(after(name, &[(1, &[("event=shop.sold,kind=panic", 1)])]), []);
}

#[test]
fn problems_of_the_registry_are_in_the_list() {
    let errors = [
        ErrorKind::Copies(vec!["0.1.0", "0.2.0"]),
        ErrorKind::NoMetrics(vec!["mailer"]),
        ErrorKind::ModulesWithoutMetrics(vec!["shop::cart".to_owned()]),
    ];
    let problems = registry::problems(&errors.map(Error::from));
    let facts: Vec<_> = problems.iter().map(|of| (of.kind, &*of.subject, of.count, of.severity)).collect();
    assert_eq!(
        facts,
        [
            ("copies", "gapless-core", 2, Severity::Error),
            ("conflict", "expect_crates!", 1, Severity::Error),
            ("conflict", "expect_modules!", 1, Severity::Error),
        ]
    );
    assert!(problems[0].text.starts_with("this program has 2 copies of `gapless-core`"));
}

#[test]
fn labels_that_a_view_renames_and_metrics_with_a_prefix_are_found() {
    let exported = HashMap::from([("hits_total".to_owned(), "shop_hits_total".to_owned())]);
    let mut problems = Problems::of(std::iter::empty(), exported);
    let list = problems.update(
        1000,
        [
            &family("gapless_overflowed_total", &[("metric=of the view,gapless_metric=hits_total", 1)]),
            &family("gapless_task_activity", &[("task=of the view,gapless_task=mailer", 0)]),
        ],
    );
    let subjects: Vec<_> = list.iter().map(|problem| &*problem.subject).collect();
    assert_eq!(subjects, ["mailer", "shop_hits_total"]);
}

#[test]
fn errors_are_first_and_a_long_list_ends_with_the_number_of_the_others() {
    let tasks: Vec<_> =
        (0..150).map(|task| (format!("task=t{task:03}"), if task < 100 { 1 } else { 0 })).collect();
    let lines: Vec<_> = tasks.iter().map(|(labels, value)| (&**labels, *value)).collect();
    let list = after("gapless_task_activity", &[(1, &lines)]);
    assert_eq!(list.len(), 101);
    assert!(list[..50].iter().all(|problem| problem.severity == Severity::Error));
    assert_eq!((&*list[0].subject, &*list[50].subject), ("t100", "t000"));
    assert_eq!((list[100].kind, &*list[100].text, list[100].count), ("more", "and 50 more", 50));
}

#[test]
fn long_values_are_cut_and_markup_stays_plain_text() {
    let long = format!("task=<script>alert(1)</script>{}", "\u{5d0}".repeat(200));
    let list = after("gapless_task_activity", &[(1, &[(&long, 0)])]);
    let (facts, text) = only(&list);
    assert_eq!(facts.2.chars().count(), 101);
    assert!(facts.2.starts_with("<script>alert(1)</script>") && facts.2.ends_with("\u{5d0}\u{2026}"));
    assert!(text.starts_with("the task `<script>alert(1)</script>"));
}

#[test]
fn a_problem_is_written_as_the_protocol_says() {
    let list = after("gapless_task_activity", &[(1, &[("task=a\"b", 1)])]);
    let json = serde_json::to_value(&list).expect("it is plain data");
    assert_eq!(
        json,
        serde_json::json!([{
            "kind": "task_idle",
            "severity": "warning",
            "subject": "a\"b",
            "text": "the task `a\"b` is idle, because nothing has woken it for a while; check what it waits for",
            "count": 1,
            "recent": 0,
        }])
    );
}
