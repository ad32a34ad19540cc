//! The values that receivers store, and the values of the exposition: they are equal, series by series.

use std::collections::BTreeMap;

use crate::eventually::eventually_none;
use crate::exposition::{self, differences, differences_beyond};
use crate::queries::Labels;
use crate::receiver::Receiver;
use crate::sender::{OPENMETRICS, Sender, TEXT};

use crate::statsd_server::StatsdServer;
use crate::version::{V2_53, V3_5, V3_5_WITH_OTLP};

type Values = BTreeMap<Labels, f64>;

/// Selects the series of the test.
const SENT: &str = "{__name__=~\"sent_[a-z_]+\"}";

/// Starts a sender, and changes its values three times.
async fn started(arguments: &[&str]) -> Sender {
    let sender = Sender::start(arguments);
    for _ in 0..3 {
        sender.step().await;
    }
    sender
}

/// Returns the values of the test's metrics in an exposition of the sender.
async fn exposed(sender: &Sender, media_type: &str) -> Values {
    let exposed = sender.exposed(media_type).await.into_iter();
    exposed.filter(|(labels, _)| labels["__name__"].starts_with("sent_")).collect()
}

/// Waits until a receiver returns exactly the expected values.
async fn until_equal(expected: &Values, mut found: impl AsyncFnMut() -> Values) {
    eventually_none("the values are equal", async || differences(expected, &found().await)).await;
}

/// Returns labels without those of the program, which every series must have.
pub(crate) fn without_program(mut labels: Labels) -> Labels {
    assert_eq!(labels.remove("job").as_deref(), Some("sender"), "{labels:?}");
    assert!(labels.remove("instance").is_some_and(|instance| !instance.is_empty()), "{labels:?}");
    labels
}

/// Returns the values of a receiver.
async fn stored(receiver: &Receiver) -> Values {
    let stored = receiver.queries.values(SENT).await.into_iter();
    stored.map(|(labels, value)| (without_program(labels), value)).collect()
}

/// Returns the values that VictoriaMetrics can store: it has no value for NaN, and its least number is 1e-306.
fn storable(mut values: Values) -> Values {
    values.retain(|labels, value| !value.is_nan() && labels.get("of").map(String::as_str) != Some("tiny"));
    values
}

/// Waits until VictoriaMetrics returns the expected values, with the eleven digits that it keeps.
async fn until_close(expected: &Values, mut found: impl AsyncFnMut() -> Values) {
    eventually_none("the values are equal", async || {
        differences_beyond(1e-11, expected, &storable(found().await))
    })
    .await;
}

/// Removes the earlier series of an info, which a transport without stale markers does not end.
fn without_earlier(expected: &Values, mut values: Values) -> Values {
    values.retain(|labels, _| labels["__name__"] != "sent_schema_info" || expected.contains_key(labels));
    values
}

/// The histograms with native buckets.
const NATIVE: [&str; 2] = ["sent_upload_bytes", "sent_score_ratio"];

/// Whether a series belongs to a histogram with native buckets, which some receivers store as one series.
pub(crate) fn is_of_native_histogram(labels: &Labels) -> bool {
    NATIVE.iter().any(|name| labels["__name__"].starts_with(name))
}

/// Checks that Prometheus stores native histograms.
async fn check_native(receiver: &Receiver, expected: &Values) {
    for (function, suffix) in [("histogram_count", "_count"), ("histogram_sum", "_sum")] {
        for histogram in NATIVE {
            let native = receiver.queries.values(&format!("{function}({histogram})")).await;
            let expected =
                expected.iter().find(|(labels, _)| labels["__name__"] == format!("{histogram}{suffix}"));
            assert_eq!(native.values().next(), expected.map(|(_, value)| value), "{histogram}");
        }
    }
}

/// Checks that Prometheus stores the exposition by remote write.
async fn check_prometheus(receiver: &Receiver, sender: &Sender) {
    let expected = exposed(sender, OPENMETRICS).await;
    until_equal(&expected, async || stored(receiver).await).await;
    check_native(receiver, &expected).await;
}

/// Checks that VictoriaMetrics stores the exposition by remote write.
async fn check_victoria_metrics(receiver: &Receiver, sender: &Sender) {
    let expected = storable(exposed(sender, OPENMETRICS).await);
    until_close(&expected, async || stored(receiver).await).await;
}

/// Checks that VictoriaMetrics stores the exposition by text push.
async fn check_text_push(receiver: &Receiver, sender: &Sender) {
    let expected = storable(exposed(sender, TEXT).await);
    until_close(&expected, async || without_earlier(&expected, stored(receiver).await)).await;
}

/// Checks that the Pushgateway serves the exposition.
async fn check_pushgateway(receiver: &Receiver, sender: &Sender) {
    let expected = exposed(sender, TEXT).await;
    let served = async || {
        let answer = reqwest::get(receiver.url("/metrics")).await.expect("the Pushgateway answers");
        let served = exposition::parse(&answer.text().await.expect("the exposition is UTF-8")).into_iter();
        let sent = served.filter(|(labels, _)| labels["__name__"].starts_with("sent_"));
        sent.map(|(labels, value)| (without_program(labels), value)).collect()
    };
    until_equal(&expected, served).await;
}

/// Removes the resource and the scope, which VictoriaMetrics adds as labels.
pub(crate) fn without_resource(mut labels: Labels) -> Labels {
    assert_eq!(labels["service.name"], "sender", "{labels:?}");
    labels.retain(|name, _| !name.contains('.'));
    labels
}

/// Checks that Prometheus stores the exposition by OTLP, with native histograms.
async fn check_otlp_of_prometheus(receiver: &Receiver, sender: &Sender) {
    let exposed = exposed(sender, TEXT).await;
    let (native, expected): (Values, Values) =
        exposed.into_iter().partition(|(labels, _)| is_of_native_histogram(labels));
    until_equal(&expected, async || stored(receiver).await).await;
    check_native(receiver, &native).await;
}

/// Checks that VictoriaMetrics stores the exposition by OTLP.
async fn check_otlp(receiver: &Receiver, sender: &Sender) {
    let mut expected = storable(exposed(sender, TEXT).await);
    let has_own_buckets = |labels: &Labels| is_of_native_histogram(labels) && labels.contains_key("le");
    expected.retain(|labels, _| !has_own_buckets(labels) || labels["le"] == "+Inf");
    let found = async || {
        let mut found = Values::new();
        for (labels, value) in receiver.queries.values(SENT).await {
            let mut labels = without_resource(labels);
            // Exponential buckets have ranges of their own, and together all observations.
            if labels.remove("vmrange").is_some() {
                labels.insert("le".to_owned(), "+Inf".to_owned());
            }
            *found.entry(labels).or_default() += value;
        }
        found
    };
    until_close(&expected, found).await;
}

/// Writes the bytes of a label that Graphite does not allow as hexadecimal digits.
fn of_graphite(mut labels: Labels) -> Labels {
    for (_, value) in labels.iter_mut().filter(|(name, _)| *name != "__name__") {
        let letter = |byte: u8| match byte {
            b' ' | b'\n' | 0x80.. => format!("%{byte:02X}"),
            _ => char::from(byte).to_string(),
        };
        *value = value.bytes().map(letter).collect();
    }
    labels
}

/// Checks that VictoriaMetrics stores counters and gauges by Graphite.
async fn check_graphite(receiver: &Receiver, sender: &Sender) {
    let mut expected = storable(exposed(sender, TEXT).await);
    expected.retain(|labels, value| is_plain(&labels["__name__"]) && value.is_finite());
    let expected: Values = expected.into_iter().map(|(labels, value)| (of_graphite(labels), value)).collect();
    let found = async || {
        let values = receiver.queries.values("{__name__=~\"sent_.+[.]value\"}").await.into_iter();
        let named = values.map(|(mut labels, value)| {
            let name = labels["__name__"].trim_end_matches(".value").to_owned();
            labels.insert("__name__".to_owned(), name);
            (labels, value)
        });
        named.filter(|(labels, _)| is_plain(&labels["__name__"])).collect()
    };
    until_close(&expected, found).await;
}

/// Whether a family has one value, which is the same in all transports.
fn is_plain(name: &str) -> bool {
    ["_total", "_connected", "_level"].iter().any(|end| name.ends_with(end))
}

/// Writes a label as a part of a name of StatsD.
fn of_statsd(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte) } else { '_' }).collect()
}

/// Checks that StatsD has the values of counters and gauges.
async fn check_statsd(receiver: &StatsdServer, sender: &Sender) {
    let mut expected = exposed(sender, TEXT).await;
    expected.retain(|labels, value| is_plain(&labels["__name__"]) && value.is_finite());
    let name = |labels: &Labels| {
        let of = |label| Some(format!(".{}.{}", label, of_statsd(labels.get(label)?)));
        let labels_of = ["region", "kind", "of", "place"].into_iter().filter_map(of).collect::<String>();
        Labels::from([("__name__".to_owned(), format!("{}{labels_of}", labels["__name__"]))])
    };
    let expected: Values = expected.into_iter().map(|(labels, value)| (name(&labels), value)).collect();
    let found = async || {
        let values = receiver.counters().await.into_iter().chain(receiver.gauges().await);
        let named = values.map(|(name, value)| (Labels::from([("__name__".to_owned(), name)]), value));
        let is_asked = |labels: &Labels| expected.contains_key(labels);
        named.filter(|(labels, _)| is_asked(labels)).collect()
    };
    until_equal(&expected, found).await;
}

#[tokio::test]
async fn prometheus_3_5_stores_the_exposition_by_remote_write_2_0() {
    let receiver = Receiver::prometheus(&V3_5);
    check_prometheus(&receiver, &started(&["--remote-write", &receiver.url("/api/v1/write")]).await).await;
}

#[tokio::test]
async fn prometheus_2_53_stores_the_exposition_by_remote_write_1_0() {
    let receiver = Receiver::prometheus(&V2_53);
    check_prometheus(&receiver, &started(&["--remote-write", &receiver.url("/api/v1/write")]).await).await;
}

#[tokio::test]
async fn prometheus_3_5_stores_the_exposition_by_otlp() {
    let receiver = Receiver::prometheus(&V3_5_WITH_OTLP);
    let sender = started(&["--otlp", &receiver.url("/api/v1/otlp")]).await;
    check_otlp_of_prometheus(&receiver, &sender).await;
}

#[tokio::test]
async fn all_transports_send_the_exposition_at_once() {
    let [newest, older, otlp] = [&V3_5, &V2_53, &V3_5_WITH_OTLP].map(Receiver::prometheus);
    let (written, pushed, other) =
        (Receiver::victoria_metrics(), Receiver::victoria_metrics(), Receiver::victoria_metrics());
    let (pushgateway, statsd) = (Receiver::pushgateway(), StatsdServer::start());
    let sender = started(&[
        "--remote-write",
        &newest.url("/api/v1/write"),
        "--remote-write",
        &older.url("/api/v1/write"),
        "--remote-write",
        &written.url("/api/v1/write"),
        "--text-push",
        &pushed.url("/api/v1/import/prometheus"),
        "--otlp",
        &otlp.url("/api/v1/otlp"),
        "--otlp",
        &other.url("/opentelemetry"),
        "--graphite",
        other.graphite.as_deref().expect("it has one"),
        "--pushgateway",
        &pushgateway.url(""),
        "--statsd",
        &statsd.address,
    ])
    .await;
    check_prometheus(&newest, &sender).await;
    check_prometheus(&older, &sender).await;
    check_victoria_metrics(&written, &sender).await;
    check_text_push(&pushed, &sender).await;
    check_otlp_of_prometheus(&otlp, &sender).await;
    check_otlp(&other, &sender).await;
    check_graphite(&other, &sender).await;
    check_pushgateway(&pushgateway, &sender).await;
    check_statsd(&statsd, &sender).await;
}
