//! The contents of requests.

use gapless::descriptor::Kind;
use gapless::encode::{Escaping, Format};
use gapless::report::{Context, Program, RemoteWrite, Reporter};
use gapless::snapshot::{Number, Value};

use super::decoded::{BucketSpan, Series};
use super::values::{START, all, at, family, gauges, latency, requests, series, snapshot};
use super::{Answer, Rig};

const TIME: i64 = START as i64 * 1000;

fn find<'a>(all: &'a [Series], name: &str) -> &'a Series {
    all.iter()
        .find(|series| series.name() == name)
        .unwrap_or_else(|| panic!("{name} is not in {:?}", all.iter().map(Series::name).collect::<Vec<_>>()))
}

/// Returns the samples of a scrape, with the labels that the reporter adds.
fn scraped() -> Vec<String> {
    let text = String::from_utf8(
        Format::OpenMetrics { escaping: Some(Escaping::AllowUtf8) }.encode(&snapshot(all())),
    )
    .expect("the format is text");
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.contains("_created"));
    let mut lines: Vec<_> = lines
        .map(|line| {
            let line = line.split(" # ").next().expect("there is a part before the exemplar");
            let (name, value) = line.rsplit_once(' ').expect("a line has a value");
            let (name, labels) =
                name.strip_suffix('}').and_then(|name| name.split_once('{')).unwrap_or((name, ""));
            let added = [r#"instance="web-1""#, r#"job="shop""#];
            let mut labels: Vec<_> =
                labels.split(',').chain(added).filter(|label| !label.is_empty()).collect();
            labels.sort();
            format!("{name}{{{}}} {value}", labels.join(","))
        })
        .collect();
    lines.sort();
    lines
}

fn sent(all: &[Series]) -> Vec<String> {
    let line = |series: &Series| Some(format!("{} {}", series.name(), series.sample?.value));
    let mut lines: Vec<_> = all.iter().filter_map(line).collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn the_receiver_gets_the_samples_of_a_scrape() {
    let mut rig = Rig::start("contents_of_a_scrape", |write| write).await;
    rig.report(all(), at(0)).await;
    let second = rig.requests(1).await.remove(0);
    assert!(second.is_second_version);
    assert_eq!(sent(&second.series), scraped());
    assert!(second.series.iter().all(|series| series.time() == TIME));
}

#[tokio::test]
async fn version_1_has_the_same_samples() {
    let mut rig = Rig::start("contents_of_version_1", |write| write).await;
    rig.receiver.next([Answer::status(415)]);
    rig.report(all(), at(0)).await;
    let [second, first] = &rig.requests(2).await[..] else { panic!("there are two requests") };
    assert!(second.is_second_version && !first.is_second_version);
    assert_eq!(sent(&first.series), scraped());
    let name = r#"latency_seconds{instance="web-1",job="shop",path="/"}"#;
    let histogram =
        |of: &Series| of.histogram.clone().map(|of| (of.count_int, of.positive_deltas, of.timestamp));
    assert_eq!(histogram(find(&first.series, name)), histogram(find(&second.series, name)));
    let bucket = r#"latency_seconds_bucket{instance="web-1",job="shop",le="1.0",path="/"}"#;
    assert_eq!(find(&first.series, bucket).exemplars, find(&second.series, bucket).exemplars);
}

#[tokio::test]
async fn version_1_describes_each_family_once() {
    let mut rig = Rig::start("contents_described_once", |write| write).await;
    rig.receiver.next([Answer::status(415)]);
    for seconds in [0, 15] {
        rig.report([requests(&[("/", 1)]), latency()], at(seconds)).await;
    }
    let all = rig.requests(3).await;
    let expected =
        ["3 latency_seconds Help of latency_seconds. seconds", "1 requests_total Help of requests_total. "];
    assert_eq!(all[1].metadata, expected);
    assert_eq!(all[2].metadata, [""; 0]);
}

#[tokio::test]
async fn each_series_has_the_type_the_help_and_the_unit_of_its_family() {
    let mut rig = Rig::start("contents_with_metadata", |write| write).await;
    rig.report(all(), at(0)).await;
    let all = rig.requests(1).await.remove(0).series;
    for (name, kind, help, unit) in [
        (r#"requests_total{instance="web-1",job="shop",path="/"}"#, 1, "requests_total", ""),
        (r#"open{instance="web-1",job="shop"}"#, 2, "open", ""),
        (r#"latency_seconds_sum{instance="web-1",job="shop",path="/"}"#, 3, "latency_seconds", "seconds"),
        (r#"size_bytes_count{instance="web-1",job="shop"}"#, 5, "size_bytes", ""),
        (r#"build_info{instance="web-1",job="shop",version="1.2.0"}"#, 6, "build_info", ""),
        (
            r#"worker_state{instance="web-1",job="shop",worker="1",worker_state="busy"}"#,
            7,
            "worker_state",
            "",
        ),
    ] {
        let expected = (kind, format!("Help of {help}."), unit.to_owned());
        assert_eq!(find(&all, name).metadata, Some(expected), "{name}");
    }
}

#[tokio::test]
async fn counters_and_histograms_have_the_time_of_their_start() {
    let mut rig = Rig::start("contents_with_starts", |write| write).await;
    rig.report(all(), at(0)).await;
    for series in rig.requests(1).await.remove(0).series {
        let of_histogram = series.histogram.as_ref().map(|of| of.start_timestamp);
        let start = series.sample.map(|of| of.start_timestamp).or(of_histogram);
        let has_start =
            ["requests_total", "latency_seconds"].iter().any(|name| series.name().starts_with(name));
        assert_eq!(start, Some(if has_start { TIME - 60_000 } else { 0 }), "{}", series.name());
    }
}

#[tokio::test]
async fn a_native_histogram_is_a_series_of_its_own() {
    let mut rig = Rig::start("contents_native", |write| write).await;
    rig.report([latency()], at(0)).await;
    let all = rig.requests(1).await.remove(0).series;
    let native = find(&all, r#"latency_seconds{instance="web-1",job="shop",path="/"}"#);
    let histogram = native.histogram.clone().expect("it has native buckets");
    assert_eq!((histogram.count_int, histogram.sum, histogram.schema), (Some(8), 2.5, 3));
    assert_eq!((histogram.zero_threshold, histogram.zero_count_int), (1e-9, 1));
    let span = |offset, length| BucketSpan { offset, length };
    assert_eq!(histogram.positive_spans, [span(-26, 2), span(24, 1)]);
    assert_eq!(histogram.positive_deltas, [4, -3, 1]);
    assert_eq!(histogram.timestamp, TIME);
    assert_eq!(native.exemplars, [format!("trace_id=4bf9 0.5@{}", TIME - 1000)]);
}

#[tokio::test]
async fn a_reporter_without_native_histograms_sends_classic_buckets_only() {
    let mut rig = Rig::start("contents_classic", |write| write.native_histograms(false)).await;
    rig.report([latency()], at(0)).await;
    let all = rig.requests(1).await.remove(0).series;
    assert_eq!(all.len(), 5);
    assert!(all.iter().all(|series| series.histogram.is_none()));
}

#[tokio::test]
async fn an_exemplar_is_sent_once_with_its_bucket() {
    let mut rig = Rig::start("contents_exemplars", |write| write).await;
    rig.report([latency()], at(0)).await;
    rig.report([latency()], at(15)).await;
    let [first, second] = &rig.requests(2).await[..] else { panic!("there are two requests") };
    let bucket = r#"latency_seconds_bucket{instance="web-1",job="shop",le="1.0",path="/"}"#;
    assert_eq!(find(&first.series, bucket).exemplars, [format!("trace_id=4bf9 0.5@{}", TIME - 1000)]);
    let count = |all: &[Series]| all.iter().map(|series| series.exemplars.len()).sum::<usize>();
    assert_eq!((count(&first.series), count(&second.series)), (2, 0));
}

#[tokio::test]
async fn labels_are_set_renamed_and_added() {
    let set =
        |write: RemoteWrite| write.job("api").instance("web-2").label("region", "eu").label("path", "none");
    let mut rig = Rig::start("contents_labels", set).await;
    let value = || Value::Gauge(Number::U64(1));
    let own = series(&[("job", "cleanup"), ("instance", "7"), ("path", "/")], value());
    rig.report(
        [family("runs", Kind::Gauge, vec![own]), family("open", Kind::Gauge, vec![series(&[], value())])],
        at(0),
    )
    .await;
    let names: Vec<_> = rig.requests(1).await.remove(0).series.iter().map(Series::name).collect();
    let expected = [
        r#"open{instance="web-2",job="api",path="none",region="eu"}"#,
        r#"runs{exported_instance="7",exported_job="cleanup",instance="web-2",job="api",path="/",region="eu"}"#,
    ];
    assert_eq!(names, expected);
}

#[tokio::test]
async fn a_batch_is_sent_in_requests_of_limited_size() {
    let mut rig = Rig::start("contents_samples", |write| write.request_samples(40)).await;
    rig.report([gauges(100, 1.0)], at(0)).await;
    let lengths: Vec<_> = rig.requests(3).await.iter().map(|request| request.series.len()).collect();
    assert_eq!(lengths, [40, 40, 20]);

    let mut rig = Rig::start("contents_bytes", |write| write.request_bytes(1000)).await;
    rig.report([gauges(100, 1.0)], at(0)).await;
    let all = rig.samples(100).await;
    assert_eq!(all.len(), 100);
    for received in rig.receiver.requests() {
        let length = snap::raw::decompress_len(&received.body).expect("the body is a snappy block");
        assert!((200..1100).contains(&length), "{length}");
    }
}

#[tokio::test]
async fn wrong_settings_fail_before_the_start() {
    let context = Context::new("contents_settings", Program::new("shop", "web-1"));
    let context = context.with_labels([("region".to_owned(), "eu".to_owned())]);
    let in_region = |name: &str| context.clone().with_labels([(name.to_owned(), "x".to_owned())]);
    let new = || RemoteWrite::new("http://localhost:9090/api/v1/write");
    for (reporter, context, message) in [
        (new().label("region", "us"), &context, "the instance adds the label `region` to every series"),
        (new(), &in_region("job"), "the instance adds the label `job` to every series"),
        (new().label("le", "1"), &context, "`le` cannot be the name of a label"),
        (new().label("__x", "1"), &context, "`__x` cannot be the name of a label"),
        (new().label("a-b", "1"), &context, "`a-b` cannot be the name of a label"),
        (new().label("job", "x"), &context, "set it with `RemoteWrite::job`"),
        (new().label("a", "1").label("a", "2"), &context, "the label `a` is set twice"),
        (new().request_samples(0), &context, "set `request_samples`"),
        (new().queue_folder("/dev/null/queue"), &context, "cannot use the folder `/dev/null/queue`"),
        (RemoteWrite::new("localhost:9090"), &context, "localhost:9090"),
    ] {
        let error = reporter.check(context).expect_err(message).to_string();
        assert!(error.contains(message), "{error}");
    }
}
