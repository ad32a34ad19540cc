//! The metrics that are problems, and the sentences about them.

/// A metric whose series are problems.
#[derive(Debug)]
pub(super) struct Rule {
    /// The name of the metric, which views do not change.
    pub(super) family: &'static str,
    pub(super) test: Test,
    pub(super) kind: &'static str,
    /// The labels that name the subject.
    pub(super) subject: &'static [&'static str],
    /// If the labels may be missing: the end of a metric's name, whose start then names the subject.
    pub(super) own_name: Option<&'static str>,
    /// The label with the reason.
    pub(super) reason: Option<&'static str>,
    /// The only value of the label that is a problem.
    pub(super) only: Option<(&'static str, &'static str)>,
    pub(super) text: fn(&Facts<'_>) -> String,
}

/// When a series is a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// Once the counter is above zero.
    Counted,
    /// While the counter rises.
    Rising,
    /// For a minute after the counter has risen.
    Recent,
    /// While the gauge is 0 or 1.
    Activity,
    /// While the gauge is not 0.
    Set,
}

/// The facts about a problem.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    /// The values of the labels of the subject.
    pub(super) subject: &'a [String],
    /// The values of the label with the reason, separated by commas.
    pub(super) reason: &'a str,
    pub(super) count: u64,
    pub(super) recent: u64,
}

const RULE: Rule = Rule {
    family: "",
    test: Test::Counted,
    kind: "",
    subject: &["metric"],
    own_name: None,
    reason: None,
    only: None,
    text: |_| String::new(),
};

/// Functions that panicked. The names of these metrics depend on the program.
pub(super) const PANICS: Rule = Rule {
    test: Test::Recent,
    kind: "panic",
    subject: &["module", "function"],
    own_name: Some("_calls_total"),
    only: Some(("outcome", "panic")),
    text: |of| {
        let name = of.subject.join("::");
        format!(
            "the function `{name}` panicked {} in the last minute; the log contains each panic",
            times(of.recent)
        )
    },
    ..RULE
};

/// The kind of a task that is idle.
pub(super) const IDLE: &str = "task_idle";

/// The metrics of Gapless that are problems.
pub(super) const RULES: &[Rule] = &[
    Rule {
        family: "gapless_overflowed_total",
        kind: "overflow",
        text: |of| {
            let (name, n) = (&of.subject[0], plural(of.count, "record"));
            format!("`{name}` has reached the limit of its series, and {n} went to `_other` or got lost; raise `#[max_series(..)]`, or use fewer label values")
        },
        ..RULE
    },
    Rule {
        family: "gapless_refused_total",
        kind: "refused",
        text: |of| {
            let (name, n) = (&of.subject[0], plural(of.count, "value"));
            format!("`{name}` has refused {n}, because they are negative, out of range, too long or not a number; check the code that records them")
        },
        ..RULE
    },
    Rule {
        family: "gapless_label_conflicts_total",
        kind: "label_conflict",
        text: |of| {
            let (name, n) = (&of.subject[0], plural(of.count, "value"));
            format!("`{name}` lacks {n}, because the labels of an earlier value are equal; give each value other labels")
        },
        ..RULE
    },
    Rule {
        family: "gapless_read_panics_total",
        kind: "read_panic",
        text: |of| {
            let (name, n) = (&of.subject[0], plural(of.count, "read"));
            format!("{n} of `{name}` panicked, and the series was left out; fix the field whose code panics")
        },
        ..RULE
    },
    Rule {
        family: "gapless_event_handler_failures_total",
        kind: "handler",
        subject: &["event", "handler"],
        reason: Some("kind"),
        text: |of| {
            let (event, handler, n) = (&of.subject[0], &of.subject[1], plural(of.count, "event"));
            let remedy = match of.reason {
                "recursion" => "do not emit events in circles",
                _ => "fix the code that panics",
            };
            format!("the handler `{handler}` of `{event}` failed for {n} ({}); {remedy}", of.reason)
        },
        ..RULE
    },
    Rule {
        family: "gapless_recorder_refused_total",
        kind: "recorder",
        text: |of| {
            let (name, n) = (&of.subject[0], plural(of.count, "handle"));
            format!("`{name}` of the crate `metrics` has {n} without effect, because its name or a label cannot be exported; rename it")
        },
        ..RULE
    },
    Rule {
        family: "gapless_poll_failures_total",
        test: Test::Rising,
        kind: "poll",
        subject: &["poll"],
        reason: Some("reason"),
        text: |of| {
            let (name, reason) = (&of.subject[0], of.reason);
            format!("the measurement `{name}` fails ({reason}), and its gauges are not exported; the log contains the error")
        },
        ..RULE
    },
    Rule {
        family: "gapless_source_failures_total",
        test: Test::Rising,
        kind: "source",
        subject: &["source"],
        reason: Some("reason"),
        text: |of| {
            let (name, reason) = (&of.subject[0], of.reason);
            format!("the source `{name}` fails ({reason}), and its metrics are missing; the log contains the error")
        },
        ..RULE
    },
    Rule {
        family: "gapless_task_report_failures_total",
        test: Test::Rising,
        kind: "report",
        subject: &["task"],
        reason: Some("reason"),
        text: |of| {
            let remedy = match of.reason {
                "timeout" => "make it faster, or report less often",
                _ => "fix the code that panics",
            };
            format!("the report of the task `{}` fails ({}); {remedy}", of.subject[0], of.reason)
        },
        ..RULE
    },
    Rule {
        family: "gapless_reporter_failures_total",
        test: Test::Rising,
        kind: "reporter",
        subject: &["reporter"],
        text: |of| {
            let name = &of.subject[0];
            format!("the reporter `{name}` fails, and its receiver lacks the latest values; the log contains the error")
        },
        ..RULE
    },
    Rule {
        family: "gapless_reporter_dropped_total",
        kind: "reporter_dropped",
        subject: &["reporter"],
        text: |of| {
            let (name, n) = (&of.subject[0], plural(of.count, "value"));
            format!("the reporter `{name}` has lost {n}, because its queue was full or its receiver rejected them; check the receiver, or set a longer queue")
        },
        ..RULE
    },
    Rule {
        family: "gapless_reporter_over_limit",
        test: Test::Set,
        kind: "reporter_disabled",
        subject: &["reporter"],
        text: |of| {
            let name = &of.subject[0];
            format!("the reporter `{name}` is disabled after too many panics or failures; the log contains the last one. Fix its cause, then enable the reporter")
        },
        ..RULE
    },
    Rule {
        family: "gapless_task_activity",
        test: Test::Activity,
        kind: "task_down",
        subject: &["task"],
        text: |of| {
            format!(
                "the task `{}` is down, because it has ended, panicked or was cancelled; start it again",
                of.subject[0]
            )
        },
        ..RULE
    },
];

/// Returns the sentence about a task that is idle.
pub(super) fn idle(of: &Facts<'_>) -> String {
    format!(
        "the task `{}` is idle, because nothing has woken it for a while; check what it waits for",
        of.subject[0]
    )
}

fn plural(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

fn times(n: u64) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{n} times"),
    }
}
