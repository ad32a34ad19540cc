//! Declarations: names, units, constant labels and skipped combinations.

use gapless::encode::{Escaping, Format};
use gapless::{LabelValue, Registry, defmetrics};

use crate::linted::linted;
use crate::{exported, exported_or_absent, lines};

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
}

const QUEUE: &str = "video";

mod mail {
    gapless::defmetrics! {
        /// Jobs done.
        pub counter declared_jobs_total(queue = "mail", retried: bool);
    }
}

mod video {
    gapless::defmetrics! {
        /// Jobs done.
        pub counter declared_jobs_total(retried: bool, queue = super::QUEUE);
    }
}

defmetrics! {
    #![namespace = "declared"]

    /// Built.
    counter builds_total(profile = concat!("rel", "ease"));

    /// Messages.
    #[skip(channel = "gossip", cached = "true")]
    #[skip(channel = "off_topic", cached = "false")]
    counter skipped_total(channel: Channel, cached: bool);

    /// Requests that are open.
    #[unit("requests")]
    gauge open_requests;

    /// In seconds and not of them.
    #[unit(none)]
    #[buckets(1, 2)]
    histogram without_unit_seconds;

    /// Requests served.
    #[name("http.server.requests_total")]
    counter requests(#[name("http.method")] method: Channel);

    /// Of another name than its accessor.
    #[name("declared_elsewhere_total")]
    counter renamed;
}

static BUILDS: gapless::Counter = builds_total();

/// Returns the lines of a family in an OpenMetrics exposition.
fn openmetrics(family: &str) -> Vec<String> {
    let format = Format::OpenMetrics { escaping: Some(Escaping::AllowUtf8) };
    let body = linted(format.encode(&Registry::global().gather()), format.content_type());
    let body = String::from_utf8(body).expect("an exposition is UTF-8");
    body.lines()
        .filter(|line| line.contains(family) && !line.contains("_created"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn constant_labels_distinguish_the_declarations_of_a_family() {
    mail::declared_jobs_total(true).inc();
    video::declared_jobs_total(true).inc_by(2);
    BUILDS.inc();
    let jobs = |queue, retried| exported("declared_jobs_total", &[("queue", queue), ("retried", retried)]);
    assert_eq!((jobs("mail", "true"), jobs("video", "true"), jobs("video", "false")), (1.0, 2.0, 0.0));
    assert_eq!(lines("declared_builds_total")[2], "declared_builds_total{profile=\"release\"} 1");
}

#[test]
fn a_skipped_combination_is_absent_until_it_happens() {
    let series = |channel, cached| {
        exported_or_absent("declared_skipped_total", &[("channel", channel), ("cached", cached)])
    };
    assert_eq!((series("gossip", "false"), series("off_topic", "true")), (Some(0.0), Some(0.0)));
    assert_eq!((series("gossip", "true"), series("off_topic", "false")), (None, None));
    skipped_total(Channel::OffTopic, false).inc();
    skipped_total(Channel::Gossip, false).inc();
    assert_eq!(series("off_topic", "false"), Some(1.0));
}

#[test]
fn the_unit_is_explicit_or_comes_from_the_end_of_the_name() {
    open_requests().set(2.0);
    without_unit_seconds().observe(1.5_f64);
    assert!(
        openmetrics("declared_open_requests").contains(&"# UNIT declared_open_requests requests".to_owned())
    );
    assert!(!openmetrics("declared_without_unit").iter().any(|line| line.starts_with("# UNIT")));
    assert_eq!(without_unit_seconds().get().counts, [0, 1, 0]);
}

#[test]
fn names_of_any_characters_are_quoted_or_escaped() {
    requests(Channel::Gossip).inc();
    renamed().inc();
    assert_eq!(
        openmetrics("http.server.requests")[2],
        "{\"http.server.requests_total\",\"http.method\"=\"gossip\"} 1"
    );
    assert_eq!(
        lines("http_server_requests_total")[2],
        "http_server_requests_total{http_method=\"gossip\"} 1"
    );
    assert_eq!(exported("declared_elsewhere_total", &[]), 1.0);
}
