//! Mail.

use super::families::Families;
use super::panels::{
    areas, drawn, heat, lines, most, quantiles, row, share, stat, up, BAD, NOW, RANGE, WARNING,
};
use super::Plugin;
use crate::dashboard::{Dashboard, Panel, Unit};
use crate::promql::{Counter, Expr};

pub(super) const PLUGIN: Plugin = Plugin {
    key: "mail",
    title: "Mail",
    description: "Mail messages: how many are sent, how many fail and how long it takes, over all replicas.",
    groups: &["mail"],
    needs: &["mail_messages_total"],
    fixed: &["outcome"],
    rows,
};

const MESSAGES: &str = "mail_messages_total";
const DURATION: &str = "mail_send_duration_seconds";

/// The outcomes of messages that were not sent.
const WRONG: [&str; 3] = ["error", "panic", "cancelled"];
const BY: [&str; 1] = ["transport"];

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row("Now", [up(of), rate(of), failing(of), p99(of), sent(of), failed(of)]))
        .row(row("Messages, failures and durations", [by_outcome(of), failure_ratio(of), durations(of)]))
        .row(
            row(
                "Transports",
                [by_transport(of), failures_by_transport(of), p99_by_transport(of), heat_map(of)],
            )
            .collapsed(),
        )
}

/// Returns the messages that were not sent.
fn wrong<'c>(of: &Families<'c>) -> Option<Counter<'c>> {
    of.counter(MESSAGES)?.any_of("outcome", &WRONG).ok()
}

fn wrong_share(of: &Families<'_>, by: &[&str]) -> Option<Expr> {
    Some(share(wrong(of)?.rate(NOW, by).ok()?, of.rate(MESSAGES, by)?))
}

// Numbers of now and of the time range.

fn rate(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Messages", Unit::PerSecond, of.rate(MESSAGES, &[])?);
    Some(panel.description(
        "Messages per second, sent or failed. A jump is bad: the program may send a message several times.",
    ))
}

fn failing(of: &Families<'_>) -> Option<Panel> {
    let panel =
        stat("Failed", Unit::Ratio, wrong_share(of, &[])?).threshold(0.01, WARNING).threshold(0.1, BAD);
    Some(panel.description("Part of the messages that were not sent. A value above 1 % is bad."))
}

fn p99(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("p99", Unit::Seconds, of.quantile(0.99, DURATION, &[])?)
        .threshold(5.0, WARNING)
        .threshold(30.0, BAD);
    Some(
        panel
            .description("99 of 100 messages are sent, or fail, within this time. A value above 5 s is bad."),
    )
}

fn sent(of: &Families<'_>) -> Option<Panel> {
    let sent = of.counter(MESSAGES)?.with("outcome", "ok").ok()?.increase(RANGE, &[]).ok()?;
    Some(
        stat("Sent in the range", Unit::Short, sent)
            .description("Messages sent in the time range. Zero is bad if the program should send mail."),
    )
}

fn failed(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Failures in the range", Unit::Short, wrong(of)?.increase(RANGE, &[]).ok()?)
        .threshold(1.0, WARNING);
    Some(panel.description(
        "Messages in the time range that were not sent. Every one of them is bad: someone waits for it.",
    ))
}

// Messages, failures and durations.

fn by_outcome(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Messages by outcome", Unit::PerSecond)
        .description("Messages per second, by outcome. A growing part of errors is bad.");
    drawn(panel, [(of.rate(MESSAGES, &["outcome"]), "{{outcome}}")])
}

fn failure_ratio(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Failure ratio", Unit::Ratio)
        .threshold(0.1, BAD)
        .description("Part of the messages that were not sent, by transport. A line above 1 % is bad.");
    drawn(panel, [(wrong_share(of, &BY), "{{transport}}")])
}

fn durations(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration", Unit::Seconds)
        .description("Time to send a message, or to fail. A rising line is bad: the mail server is slow.");
    quantiles(panel, &of.histogram(DURATION)?)
}

// Transports.

fn by_transport(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Messages by transport", Unit::PerSecond).width(6).description(
        "Messages per second, by transport. A transport that falls to zero while others send is bad.",
    );
    drawn(panel, [(of.rate(MESSAGES, &BY), "{{transport}}")])
}

fn failures_by_transport(of: &Families<'_>) -> Option<Panel> {
    let rate = wrong(of)?.rate(NOW, &["transport", "outcome"]).ok()?;
    let panel = lines("Failures by transport", Unit::PerSecond).width(6).description(
        "Messages per second that were not sent, by transport and outcome. Every line above 0 is bad.",
    );
    drawn(panel, [(Some(most(rate)), "{{transport}} {{outcome}}")])
}

fn p99_by_transport(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("p99 by transport", Unit::Seconds)
        .width(6)
        .description("The p99 of each transport. A transport that leaves its usual range is bad.");
    drawn(panel, [(Some(most(of.quantile(0.99, DURATION, &BY)?)), "{{transport}}")])
}

fn heat_map(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Durations of messages", Unit::Seconds, &of.histogram(DURATION)?).width(6))
}
