//! Labels: each combination is a separate series, whatever its values are.

use gapless::{LabelValue, StatusClass, defmetrics};

use crate::{exported, lines};

#[derive(Clone, Copy, Debug, LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
    #[label(rename = "with \"quotes\", a \\ and\na line feed, 🦀 and \0")]
    Odd,
}

#[derive(Clone, Copy, LabelValue)]
#[label(rename_all = "SCREAMING-KEBAB-CASE")]
enum Origin {
    WebSocket,
    Telnet,
}

defmetrics! {
    #![namespace = "labels"]

    /// Messages.
    counter messages_total(channel: Channel, origin: Origin, reply: Option<bool>);

    /// Replies.
    counter replies_total(reply: Option<bool>);

    /// Texts.
    counter odd_total(channel: Channel);

    /// Answers.
    counter responses_total(class: StatusClass);

    /// Eight labels.
    counter eight_total(a: bool, b: bool, c: bool, d: bool, e: bool, f: bool, g: bool, h: bool);

    /// Of a liar.
    counter lies_total(liar: Liar, honest: bool);
}

#[test]
fn each_combination_is_a_separate_series() {
    let combinations = [
        (Channel::Gossip, Origin::Telnet, None, vec![("channel", "gossip"), ("origin", "TELNET")]),
        (
            Channel::OffTopic,
            Origin::WebSocket,
            Some(true),
            vec![("channel", "off_topic"), ("origin", "WEB-SOCKET"), ("reply", "true")],
        ),
    ];
    for (n, (channel, origin, reply, labels)) in (1..).zip(combinations) {
        messages_total(channel, origin, reply).inc_by(n);
        assert_eq!(exported("labels_messages_total", &labels), n as f64);
    }
    assert_eq!(lines("labels_messages_total{").len(), 18);
    assert_eq!(lines("labels_messages_total{").iter().filter(|line| !line.ends_with(" 0")).count(), 2);
}

#[test]
fn labels_are_in_declared_order_and_series_in_label_order() {
    let lines = lines("labels_messages_total{");
    let series: Vec<_> =
        lines.iter().map(|line| line.rsplit_once("} ").expect("a sample has labels").0).collect();
    assert_eq!(series[0], "labels_messages_total{channel=\"gossip\",origin=\"TELNET\"");
    assert_eq!(series[4], "labels_messages_total{channel=\"gossip\",origin=\"WEB-SOCKET\",reply=\"false\"");
    assert!(series.is_sorted(), "{series:?}");
}

#[test]
fn any_string_can_be_a_label_value() {
    odd_total(Channel::Odd).inc();
    let value = Channel::Odd.as_label();
    assert_eq!(exported("labels_odd_total", &[("channel", value)]), 1.0);
    let expected = "labels_odd_total{channel=\"with \\\"quotes\\\", a \\\\ and\\na line feed, 🦀 and \0\"} 1";
    assert!(lines("labels_odd_total{").contains(&expected.to_owned()));
}

#[test]
fn an_absent_option_is_an_absent_label() {
    replies_total(None).inc();
    replies_total(Some(false)).inc_by(2);
    let expected =
        [" 1", "{reply=\"false\"} 2", "{reply=\"true\"} 0"].map(|rest| format!("labels_replies_total{rest}"));
    assert_eq!(lines("labels_replies_total")[2..], expected);
}

#[test]
fn status_codes_have_six_classes() {
    for (status, class) in
        [(299, "2xx"), (399, "3xx"), (499, "4xx"), (599, "5xx"), (100, "1xx"), (799, "unknown")]
    {
        responses_total(StatusClass::from(status)).inc();
        assert_eq!(exported("labels_responses_total", &[("class", class)]), 1.0);
    }
    assert_eq!(StatusClass::CARDINALITY, 6);
}

#[test]
fn a_metric_has_up_to_eight_labels() {
    eight_total(true, false, true, false, true, false, true, true).inc();
    let labels: Vec<_> = "abcdefgh"
        .split("")
        .filter(|name| !name.is_empty())
        .zip([true, false, true, false, true, false, true, true])
        .collect();
    let labels: Vec<_> = labels.iter().map(|&(name, value)| (name, value.as_label())).collect();
    assert_eq!(exported("labels_eight_total", &labels), 1.0);
    assert_eq!(lines("labels_eight_total{").len(), 256);
}

/// A label whose `index` does not keep its promise.
struct Liar;

impl LabelValue for Liar {
    const LABELS: gapless::descriptor::LabelValues = gapless::descriptor::LabelValues::new(&["one", "two"]);

    fn index(&self) -> usize {
        1_000
    }
}

#[test]
fn a_label_with_a_wrong_index_does_not_reach_other_series() {
    lies_total(Liar, false).inc();
    assert_eq!(exported("labels_lies_total", &[("liar", "two"), ("honest", "false")]), 1.0);
    assert_eq!(lines("labels_lies_total{").iter().filter(|line| line.ends_with(" 1")).count(), 1);
}
