//! A process without records and without set-up: its first exposition has every series.
//!
//! This test needs a separate process, because it reads the first exposition of a process.

use gapless::encode::Format;
use gapless::{LabelValue, Registry, defmetrics, instrument_metric};

#[path = "../linted.rs"]
mod linted;

use linted::linted;

/// A module that is never referred to. Its metrics are exported.
mod nobody_calls {
    use super::*;

    #[derive(Clone, Copy, LabelValue)]
    pub(crate) enum Channel {
        Gossip,
        OffTopic,
    }

    defmetrics! {
        #![namespace = "seeding"]

        /// Messages.
        pub(crate) counter messages_total(channel: Channel, bot: bool);

        /// Seconds.
        pub(crate) counter spent_seconds_total: f64;

        /// Waits.
        #[buckets(0.5)]
        pub(crate) histogram wait_duration_seconds(channel: Channel);

        /// Clients.
        pub(crate) up_down_counter clients;

        /// Room.
        #[seed(20.0)]
        pub(crate) gauge capacity;

        /// A time that is not known.
        pub(crate) gauge last_run_timestamp_seconds;

        /// Rare.
        #[seed(none)]
        pub(crate) counter rare_total;
    }

    #[instrument_metric]
    #[allow(dead_code)]
    async fn register() -> Result<(), String> {
        Ok(())
    }
}

const EXPECTED: &str = r#"# HELP function_calls_total Calls that have ended, by outcome.
# TYPE function_calls_total counter
function_calls_total{function="register",module="seeding::nobody_calls",outcome="cancelled"} 0
function_calls_total{function="register",module="seeding::nobody_calls",outcome="error"} 0
function_calls_total{function="register",module="seeding::nobody_calls",outcome="ok"} 0
function_calls_total{function="register",module="seeding::nobody_calls",outcome="panic"} 0
# HELP function_duration_seconds Time from a call's start to its end.
# TYPE function_duration_seconds histogram
function_duration_seconds_sum{function="register",module="seeding::nobody_calls"} 0
function_duration_seconds_count{function="register",module="seeding::nobody_calls"} 0
# HELP function_in_flight Calls that have started and not ended.
# TYPE function_in_flight gauge
function_in_flight{function="register",module="seeding::nobody_calls"} 0
# HELP gapless_conflicts Declarations that are not exported because they conflict with an earlier one.
# TYPE gapless_conflicts gauge
gapless_conflicts 0
# HELP gapless_core_copies Copies of the core of Gapless in this program; with more than 1, metrics are missing.
# TYPE gapless_core_copies gauge
gapless_core_copies 1
# HELP gapless_info The version of Gapless and the clock that measures durations; always 1.
# TYPE gapless_info gauge
gapless_info{clock="tsc",version="0.1.0"} 1
# HELP gapless_refused_total Values and exemplars that were not recorded: not a number, negative, out of range, or too long.
# TYPE gapless_refused_total counter
gapless_refused_total{metric="function_duration_seconds"} 0
gapless_refused_total{metric="seeding_capacity"} 0
gapless_refused_total{metric="seeding_last_run_timestamp_seconds"} 0
gapless_refused_total{metric="seeding_spent_seconds_total"} 0
gapless_refused_total{metric="seeding_wait_duration_seconds"} 0
# HELP gapless_series Series of declared metrics; each bucket of a histogram is one series.
# TYPE gapless_series gauge
gapless_series 46
# HELP seeding_capacity Room.
# TYPE seeding_capacity gauge
seeding_capacity 20
# HELP seeding_clients Clients.
# TYPE seeding_clients gauge
seeding_clients 0
# HELP seeding_last_run_timestamp_seconds A time that is not known.
# TYPE seeding_last_run_timestamp_seconds gauge
# HELP seeding_messages_total Messages.
# TYPE seeding_messages_total counter
seeding_messages_total{channel="gossip",bot="false"} 0
seeding_messages_total{channel="gossip",bot="true"} 0
seeding_messages_total{channel="off_topic",bot="false"} 0
seeding_messages_total{channel="off_topic",bot="true"} 0
# HELP seeding_rare_total Rare.
# TYPE seeding_rare_total counter
# HELP seeding_spent_seconds_total Seconds.
# TYPE seeding_spent_seconds_total counter
seeding_spent_seconds_total 0
# HELP seeding_wait_duration_seconds Waits.
# TYPE seeding_wait_duration_seconds histogram
seeding_wait_duration_seconds_bucket{channel="gossip",le="0.5"} 0
seeding_wait_duration_seconds_bucket{channel="gossip",le="+Inf"} 0
seeding_wait_duration_seconds_sum{channel="gossip"} 0
seeding_wait_duration_seconds_count{channel="gossip"} 0
seeding_wait_duration_seconds_bucket{channel="off_topic",le="0.5"} 0
seeding_wait_duration_seconds_bucket{channel="off_topic",le="+Inf"} 0
seeding_wait_duration_seconds_sum{channel="off_topic"} 0
seeding_wait_duration_seconds_count{channel="off_topic"} 0
"#;

#[test]
fn the_first_exposition_has_every_series_and_an_idle_program_repeats_it() {
    let exposition = || {
        String::from_utf8(linted(
            Format::Text.encode(&Registry::global().gather()),
            Format::Text.content_type(),
        ))
        .expect("an exposition is UTF-8")
    };
    let first = exposition();
    let shown = first.replace("clock=\"std\"", "clock=\"tsc\""); // the clock depends on the machine
    let is_shown = |line: &&str| !line.contains("_bucket{") || line.starts_with("seeding_");
    let shown = shown.lines().filter(is_shown);
    assert_eq!(shown.collect::<Vec<_>>(), EXPECTED.lines().collect::<Vec<_>>());
    assert_eq!(first, exposition());
}
