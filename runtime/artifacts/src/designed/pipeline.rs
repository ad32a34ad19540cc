//! Pipelines: messages and batches.

use super::families::Families;
use super::panels::{
    areas, drawn, heat, lines, most, quantiles, row, share, stat, table, up, worst, BAD, GOOD, NOW, RANGE,
    WARNING,
};
use super::Plugin;
use crate::dashboard::{Dashboard, Panel, Unit};
use crate::promql::{Counter, Expr, Histogram};

pub(super) const PLUGIN: Plugin = Plugin {
    key: "pipeline",
    title: "Pipeline",
    description: "The stages of pipelines: messages, batches, failures and durations, over all replicas.",
    groups: &["pipeline"],
    needs: &["pipeline_messages_total"],
    fixed: &["outcome"],
    rows,
};

const MESSAGES: &str = "pipeline_messages_total";
const DURATION: &str = "pipeline_message_duration_seconds";
const BATCH: &str = "pipeline_batch_duration_seconds";
const SIZE: &str = "pipeline_batch_size";

/// The outcomes of messages that went wrong.
const WRONG: [&str; 2] = ["error", "panic"];
const BY: [&str; 1] = ["stage"];

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row("Now", [up(of), rate(of), wrong(of), p99(of), batches(of), batch_p99(of)]))
        .row(row("In the time range", [success(of), message_count(of), wrong_count(of), batch_count(of)]))
        .row(row("Messages, failures and durations", [outcomes(of), wrong_ratio(of), durations(of)]))
        .row(row("Worst now", [slowest(of), failing(of)]))
        .row(row("Batches", [batches_by_stage(of), batch_durations(of), sizes(of)]))
        .row(row("Messages", [by_stage(of), heat_map(of), wrong_heat(of)]).collapsed())
        .row(row("Stages", [mean_by_stage(of), wrong_mean_by_stage(of), wrong_by_stage(of)]).collapsed())
        .row(
            row(
                "Details of batches",
                [batch_heat(of), size_heat(of), batch_mean_by_stage(of), size_by_stage(of)],
            )
            .collapsed(),
        )
}

/// Returns the messages that went wrong.
fn wrong_messages<'c>(of: &Families<'c>) -> Option<Counter<'c>> {
    of.counter(MESSAGES)?.any_of("outcome", &WRONG).ok()
}

/// Returns the durations of messages that went wrong.
fn wrong_durations<'c>(of: &Families<'c>) -> Option<Histogram<'c>> {
    of.histogram(DURATION)?.any_of("outcome", &WRONG).ok()
}

fn wrong_share(of: &Families<'_>, by: &[&str]) -> Option<Expr> {
    Some(share(wrong_messages(of)?.rate(NOW, by).ok()?, of.rate(MESSAGES, by)?))
}

// Numbers of now.

fn rate(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Messages", Unit::PerSecond, of.rate(MESSAGES, &[])?);
    Some(panel.description(
        "Messages per second in all stages. A sudden fall to zero is bad: the source of messages may be down.",
    ))
}

fn wrong(of: &Families<'_>) -> Option<Panel> {
    let panel =
        stat("Failed", Unit::Ratio, wrong_share(of, &[])?).threshold(0.01, WARNING).threshold(0.05, BAD);
    Some(
        panel
            .description("Part of the messages that end with an error or a panic. A value above 1 % is bad."),
    )
}

fn p99(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Message p99", Unit::Seconds, of.quantile(0.99, DURATION, &[])?);
    Some(panel.description(
        "99 of 100 single messages are faster than this in a stage. A rising value is bad: the pipeline gets \
         slower.",
    ))
}

fn batches(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Batches", Unit::PerSecond, of.rate(BATCH, &[])?);
    Some(panel.description("Batches per second in all stages. Zero is bad while messages arrive."))
}

fn batch_p99(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Batch p99", Unit::Seconds, of.quantile(0.99, BATCH, &[])?);
    Some(panel.description(
        "99 of 100 batches are faster than this in a stage. A rising value is bad: the pipeline gets slower.",
    ))
}

// Numbers of the time range.

fn success(of: &Families<'_>) -> Option<Panel> {
    let ok = of.counter(MESSAGES)?.with("outcome", "ok").ok()?.increase(RANGE, &[]).ok()?;
    let panel = stat("Success in the range", Unit::Ratio, share(ok, of.count(MESSAGES)?)).width(6).max(1.0);
    let panel = panel.threshold(0.0, BAD).threshold(0.95, WARNING).threshold(0.99, GOOD);
    Some(
        panel
            .description("Part of the messages in the time range that succeeded. A value below 99 % is bad."),
    )
}

fn message_count(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Messages in the range", Unit::Short, of.count(MESSAGES)?);
    Some(panel.width(6).description("Messages of all stages in the time range, alone or in batches."))
}

fn wrong_count(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Failures in the range", Unit::Short, wrong_messages(of)?.increase(RANGE, &[]).ok()?);
    Some(panel.width(6).threshold(1.0, WARNING).description(
        "Messages in the time range that ended with an error or a panic. Every one of them may be lost.",
    ))
}

fn batch_count(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Batches in the range", Unit::Short, of.count(BATCH)?);
    Some(panel.width(6).description("Batches of all stages in the time range."))
}

// Messages, failures and durations.

fn outcomes(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Messages by outcome", Unit::PerSecond).description(
        "Messages per second, by outcome. A growing part of errors, panics or cancelled messages is bad.",
    );
    drawn(panel, [(of.rate(MESSAGES, &["outcome"]), "{{outcome}}")])
}

fn wrong_ratio(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Failure ratio", Unit::Ratio).threshold(0.05, BAD).description(
        "Part of the messages that end with an error or a panic, by stage. A line above 1 % is bad.",
    );
    drawn(panel, [(wrong_share(of, &BY), "{{stage}}")])
}

fn durations(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration of messages", Unit::Seconds).description(
        "Time of single messages in a stage. A p99 that moves away from the p50 is bad: some messages block the \
         stage.",
    );
    quantiles(panel, &of.histogram(DURATION)?)
}

// Stages that need attention.

fn slowest(of: &Families<'_>) -> Option<Panel> {
    let others = vec![
        (of.mean(DURATION, &BY)?, "mean", Unit::Seconds),
        (of.rate(MESSAGES, &BY)?, "messages", Unit::PerSecond),
    ];
    let panel = table("Slowest stages", Unit::Seconds).select("stage").description(
        "Stages with the greatest p99 of messages now. A slow stage limits the whole pipeline. Click on a stage to \
         select it.",
    );
    Some(worst(panel, of.quantile(0.99, DURATION, &BY)?, ("p99", Unit::Seconds), others))
}

fn failing(of: &Families<'_>) -> Option<Panel> {
    let others = vec![
        (wrong_messages(of)?.rate(NOW, &BY).ok()?, "failures", Unit::PerSecond),
        (of.rate(MESSAGES, &BY)?, "messages", Unit::PerSecond),
    ];
    let panel = table("Failing stages", Unit::Ratio).select("stage").description(
        "Stages with the greatest part of failed messages now. Every row above 0 is bad. Click on a \
         stage to select it.",
    );
    Some(worst(panel, wrong_share(of, &BY)?, ("failed", Unit::Ratio), others))
}

// Batches.

fn batches_by_stage(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Batches by stage", Unit::PerSecond)
        .description("Batches per second, by stage. A stage that falls to zero while others work is bad.");
    drawn(panel, [(of.rate(BATCH, &BY), "{{stage}}")])
}

fn batch_durations(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration of batches", Unit::Seconds)
        .description("Time of batches in a stage. A rising line is bad: the pipeline gets slower.");
    quantiles(panel, &of.histogram(BATCH)?)
}

fn sizes(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Size of batches", Unit::Short).description(
        "Messages of a batch. A p50 of 1 under load is bad: the stage does not use batches. A p50 at the limit \
         is bad: messages wait.",
    );
    quantiles(panel, &of.histogram(SIZE)?)
}

// Details about messages.

fn by_stage(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Messages by stage", Unit::PerSecond).description(
        "Messages per second, by stage. A stage with fewer messages than the stage before it is bad: messages \
         wait or get lost.",
    );
    drawn(panel, [(of.rate(MESSAGES, &BY), "{{stage}}")])
}

fn heat_map(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Durations of messages", Unit::Seconds, &of.histogram(DURATION)?))
}

fn wrong_heat(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Durations of failed messages", Unit::Seconds, &wrong_durations(of)?))
}

// Details about stages.

fn mean_by_stage(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Mean duration by stage", Unit::Seconds)
        .description("The mean duration of messages in each stage. The slowest stage limits the pipeline.");
    drawn(panel, [(Some(most(of.mean(DURATION, &BY)?)), "{{stage}}")])
}

fn wrong_mean_by_stage(of: &Families<'_>) -> Option<Panel> {
    let mean = wrong_durations(of)?.each_mean(NOW, &["stage", "outcome"]).ok()?;
    let panel = lines("Mean duration of failures by stage", Unit::Seconds).description(
        "The mean duration of messages that fail, by stage. A value near a time limit is bad: the stage waits in \
         vain.",
    );
    drawn(panel, [(Some(most(mean)), "{{stage}} {{outcome}}")])
}

fn wrong_by_stage(of: &Families<'_>) -> Option<Panel> {
    let rate = wrong_messages(of)?.rate(NOW, &["stage", "outcome"]).ok()?;
    let panel = lines("Failures by stage", Unit::PerSecond)
        .description("The ten stages and outcomes with the most failures. Every line above 0 is bad.");
    drawn(panel, [(Some(most(rate)), "{{stage}} {{outcome}}")])
}

// Details about batches.

fn batch_heat(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Durations of batches", Unit::Seconds, &of.histogram(BATCH)?).width(6))
}

fn size_heat(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Sizes of batches", Unit::Short, &of.histogram(SIZE)?).width(6))
}

fn batch_mean_by_stage(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Mean duration of batches by stage", Unit::Seconds)
        .width(6)
        .description("The mean duration of batches in each stage. A rising line is bad.");
    drawn(panel, [(Some(most(of.mean(BATCH, &BY)?)), "{{stage}}")])
}

fn size_by_stage(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Mean size of batches by stage", Unit::Short).width(6).description(
        "Messages of a batch on average, by stage. A falling line under load is bad: batches are not full.",
    );
    drawn(panel, [(Some(most(of.mean(SIZE, &BY)?)), "{{stage}}")])
}
