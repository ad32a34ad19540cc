use std::borrow::Cow;
use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc::{channel, Receiver, Sender};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use super::*;
use crate::cells::native::NativeBuckets;
use crate::cells::value::{HistogramValue, StateSetValue, SummaryValue, Value};
use crate::declared::kind::Kind;
use crate::declared::label::LabelValues;
use crate::declared::number::Number;
use crate::reading::snapshot::FamilySnapshot;
use crate::sources::samples::Samples;
use crate::sources::source::source_fn;

type Collected = Result<(), Box<dyn Error + Send + Sync>>;

/// Longer than every source in these tests, except those that hang.
const LONG: Duration = Duration::from_secs(600);

fn emit(name: &'static str) -> impl Fn(&mut Samples) -> Collected {
    move |samples| {
        samples.gauge(name, "Help.").value(1);
        Ok(())
    }
}

/// A source that returns on request.
fn hanging(name: &str) -> (impl Source, Sender<()>) {
    let (release, released) = channel();
    let released = Mutex::new(released);
    let source = source_fn(name, move |samples| {
        let _ = lock(&released).recv();
        emit("hanging_gauge")(samples)
    });
    (source, release)
}

/// Returns the names of all families, except the family of failures.
fn names(of: &Collection) -> Vec<&str> {
    of.families()
        .iter()
        .map(|family| &*family.name)
        .filter(|name| *name != "gapless_source_failures_total")
        .collect()
}

fn n_failures(of: &Collection, source: &str, reason: &str) -> f64 {
    let failures = of.family("gapless_source_failures_total").expect("sources exist");
    let labels = [("source", source), ("reason", reason)];
    let same =
        |series: &&crate::Series| series.labels.iter().map(|(name, value)| (&**name, &**value)).eq(labels);
    failures.series.iter().find(same).expect("all reasons exist from the start").value.as_f64()
}

/// Returns the failure of a source with an invalid sample.
#[track_caller]
fn check_refused(
    collect: impl Fn(&mut Samples) -> Collected + Send + Sync + 'static,
    reason: FailureReason,
    expected: &str,
) {
    let sources = Sources::with_limit(LONG);
    sources.add(source_fn("good", emit("good_gauge"))).unwrap();
    sources.add(source_fn("bad", collect)).unwrap();
    for n in 1..3 {
        let collection = sources.collect().wait();
        assert_eq!(n_failures(&collection, "bad", reason.as_str()), f64::from(n));
        assert!(collection.family("good_gauge").is_some());
        let state = sources.list().pop().unwrap();
        let failure = state.last_failure.unwrap();
        assert_eq!((state.status, failure.reason), (SourceStatus::Failing, reason));
        assert_eq!(failure.to_string(), expected);
        let news: Vec<_> = collection.take_news().iter().map(ToString::to_string).collect();
        assert_eq!(news, if n == 1 { vec![expected] } else { vec![] });
    }
}

#[test]
fn invalid_samples_are_reported_with_the_remedy() {
    let of = |problem: &str| format!("the source `bad` emitted an invalid sample: {problem}");
    let check = |collect: fn(&mut Samples), problem: &str| {
        let collect = move |samples: &mut Samples| {
            collect(samples);
            Ok(())
        };
        check_refused(collect, FailureReason::Invalid, &of(problem));
    };
    check(
        |samples| _ = samples.gauge("", "Help.").value(1),
        "``: the name of a metric cannot be empty; write a name",
    );
    check(
        |samples| _ = samples.counter("pool_waits", "Help.").value(1),
        "`pool_waits`: the name of a counter must end in `_total`; write `pool_waits_total`",
    );
    check(
        |samples| _ = samples.info("pool", "Help.").series([("version", "1")], ()),
        "`pool`: the name of an info must end in `_info`; write `pool_info`",
    );
    check(
        |samples| _ = samples.gauge("pool_size", "Help.").series([("__state", "a")], 1),
        "`pool_size`: the label `__state` starts with `__`, which is reserved for Prometheus; write `state`",
    );
    check(
        |samples| _ = samples.gauge("pool_size", "Help.").series([("state", "a"), ("state", "b")], 1),
        "`pool_size`: the label `state` occurs twice; remove one of them",
    );
    check(
        |samples| {
            let mut pool = samples.gauge("pool_size", "Help.");
            pool.series([("a", "1"), ("b", "2")], 1).series([("b", "2"), ("c", ""), ("a", "1")], 2);
        },
        "`pool_size`: the series {a=\"1\",b=\"2\"} occurs twice; emit it once",
    );
    check(
        |samples| _ = samples.counter("pool_waits_total", "Help.").value(-1),
        "`pool_waits_total`: a counter cannot be -1; emit a gauge",
    );
    check(
        |samples| _ = samples.counter("pool_waits_total", "Help.").value(f64::NAN),
        "`pool_waits_total`: a counter cannot be NaN; emit a gauge",
    );
    check(
        |samples| {
            let (bounds, sum) = (vec![1.0].into(), Number::U64(1));
            let value = HistogramValue { bounds, counts: vec![1], sum, native: None };
            samples.histogram("wait_seconds", "Help.").value(value);
        },
        "`wait_seconds`: 1 bounds have 1 counts; pass the count of each bucket, not cumulative, and the count of `+Inf` last",
    );
    check(
        |samples| _ = samples.histogram("wait_seconds", "Help.").value(summed(&[1.0], f64::NAN)),
        "`wait_seconds`: the sum cannot be NaN; leave out NaN, and negative values unless a histogram has a negative bound",
    );
    check(
        |samples| _ = samples.histogram("level_celsius", "Help.").value(summed(&[0.0, 1.0], -0.5)),
        "`level_celsius`: the sum cannot be -0.5; leave out NaN, and negative values unless a histogram has a negative bound",
    );
    check(
        |samples| {
            let value = SummaryValue {
                quantiles: [].as_slice().into(),
                recent: NativeBuckets::default(),
                count: 1,
                sum: Number::F64(-1.0),
            };
            samples.family(one_series("wait_seconds", Kind::Summary, Vec::new(), Value::Summary(value)));
        },
        "`wait_seconds`: the sum cannot be -1; leave out NaN, and negative values unless a histogram has a negative bound",
    );
    check(
        |samples| {
            let value = StateSetValue { states: LabelValues::new(&["on", "off"]), current: 0 };
            let labels = vec![("door".into(), "front".into())];
            samples.family(one_series("door", Kind::StateSet, labels, Value::StateSet(value)));
        },
        "`door`: the label `door` occurs twice; remove one of them",
    );
}

/// A histogram with one observation in each bucket.
fn summed(bounds: &[f64], sum: f64) -> HistogramValue {
    let counts = vec![1; bounds.len() + 1];
    HistogramValue { bounds: bounds.to_vec().into(), counts, sum: Number::F64(sum), native: None }
}

#[test]
fn a_sum_is_negative_only_with_a_negative_bound() {
    let sources = Sources::with_limit(LONG);
    let collect = |samples: &mut Samples| {
        samples.histogram("level_celsius", "Help.").value(summed(&[-1.0, 1.0], -0.5));
        Ok(())
    };
    sources.add(source_fn("levels", collect)).unwrap();
    assert_eq!(names(&sources.collect().wait()), ["level_celsius"]);
}

fn one_series(
    name: &'static str,
    kind: Kind,
    labels: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    value: Value,
) -> FamilySnapshot {
    let series = vec![crate::Series { labels, value, created: None, exemplars: Vec::new() }];
    FamilySnapshot { name: name.into(), help: "Help.".into(), kind, unit: None, group: "".into(), series }
}

#[test]
fn native_buckets_must_be_valid_in_prometheus() {
    const PROBLEM: &str =
        "the native buckets are invalid; pass a schema from -4 to 8, a finite threshold of at least zero, and \
         ascending indices that an `f64` can have";
    let buckets = |schema, zero_threshold, buckets: &[(i32, u64)]| NativeBuckets {
        schema,
        zero_threshold,
        zero_count: 0,
        buckets: buckets.into(),
    };
    let wrong = [
        buckets(3, 0.0, &[(i32::MIN, 1), (i32::MAX, 1)]),
        buckets(3, 0.0, &[(5, 1), (1, 1)]),
        buckets(3, 0.0, &[(3, 1), (3, 1)]),
        buckets(77, 0.0, &[(3, 2)]),
        buckets(-77, 0.0, &[(3, 2)]),
        buckets(3, f64::INFINITY, &[(3, 2)]),
        buckets(3, -1.0, &[(3, 2)]),
    ];
    for native in wrong {
        let recent = native.clone();
        let histogram = move |samples: &mut Samples| {
            let (bounds, native) = (vec![].into(), Some(native.clone()));
            let value = HistogramValue { bounds, counts: vec![2], sum: Number::U64(1), native };
            samples.histogram("size", "Help.").value(value);
            Ok(())
        };
        let expected =
            |name: &str| format!("the source `bad` emitted an invalid sample: `{name}`: {PROBLEM}");
        check_refused(histogram, FailureReason::Invalid, &expected("size"));
        let summary = move |samples: &mut Samples| {
            let quantiles = vec![0.5].into();
            let value = SummaryValue { quantiles, recent: recent.clone(), count: 2, sum: Number::U64(1) };
            samples.family(one_series("latency", Kind::Summary, Vec::new(), Value::Summary(value)));
            Ok(())
        };
        check_refused(summary, FailureReason::Invalid, &expected("latency"));
    }
}

#[test]
fn a_source_that_fails_or_panics_is_left_out_and_counted() {
    check_refused(
        |samples| {
            emit("bad_gauge")(samples)?;
            Err("it is down".into())
        },
        FailureReason::Error,
        "the source `bad` failed: it is down",
    );
    check_refused(
        |_| panic!("out of {}", "bounds"),
        FailureReason::Panic,
        "the source `bad` panicked: out of bounds",
    );
    check_refused(
        |_| std::panic::panic_any(1),
        FailureReason::Panic,
        "the source `bad` panicked: without a message",
    );
}

#[test]
fn the_first_source_of_a_name_and_declared_metrics_win() {
    check_refused(
        emit("good_gauge"),
        FailureReason::Duplicate,
        "the source `bad` emits `good_gauge`, which clashes with `good_gauge` of the source `good`; rename one",
    );
    check_refused(
        |samples| {
            emit("twice_gauge")(samples)?;
            emit("twice_gauge")(samples)
        },
        FailureReason::Duplicate,
        "the source `bad` emits `twice_gauge`, which clashes with `twice_gauge` of the source `bad`; rename one",
    );
    check_refused(
        emit("gapless_conflicts"),
        FailureReason::Duplicate,
        "the source `bad` emits `gapless_conflicts`, which clashes with the declared `gapless_conflicts`; rename one",
    );
}

#[test]
fn a_clash_leaves_out_only_the_clashing_family() {
    let sources = Sources::with_limit(LONG);
    sources.add(source_fn("first", emit("shared_gauge"))).unwrap();
    let second = source_fn("second", |samples| {
        emit("own_gauge")(samples)?;
        emit("shared_gauge")(samples)
    });
    sources.add(second).unwrap();
    assert_eq!(names(&sources.collect().wait()), ["own_gauge", "shared_gauge"]);
}

#[test]
fn a_source_that_hangs_is_left_out_until_it_returns() {
    let sources = Sources::with_limit(Duration::from_secs(1));
    let (source, release) = hanging("slow");
    sources.add(source).unwrap();
    sources.add(source_fn("fast", emit("fast_gauge"))).unwrap();
    for (n, says) in [
        (1, "the source `slow` takes longer than 1s; it is left out until it returns"),
        (2, "the source `slow` has not returned from an earlier scrape; it is called again after it returns"),
        (3, "the source `slow` has not returned from an earlier scrape; it is called again after it returns"),
    ] {
        let collection = sources.collect().wait();
        assert_eq!(names(&collection), ["fast_gauge"]);
        assert_eq!(n_failures(&collection, "slow", "timeout"), f64::from(n));
        let state = sources.list().swap_remove(0);
        assert_eq!(state.status, SourceStatus::TimedOut);
        assert_eq!(state.last_failure.map(|failure| failure.to_string()), Some(says.to_owned()));
    }
    drop(release); // later calls return at once
    while sources.list()[0].status != SourceStatus::Ok {
        let _ = sources.collect().wait();
    }
}

#[test]
fn sources_are_added_listed_and_removed_at_run_time() {
    let sources = Sources::with_limit(LONG);
    assert!(sources.collect().wait().families().is_empty());
    sources.add(source_fn("queue", emit("queue_length"))).unwrap();
    assert_eq!(names(&sources.collect().wait()), ["queue_length"]);
    let listed: Vec<_> = sources.list().into_iter().map(|state| (state.name, state.failures)).collect();
    assert_eq!(listed, [("queue".to_owned(), 0)]);
    for (name, expected) in [
        ("queue", "a source `queue` already exists; remove it first, or use another name"),
        ("", "\"\" is not a valid name for a source; write a name without control characters, such as `database`"),
        ("a\n", "\"a\\n\" is not a valid name for a source; write a name without control characters, such as `database`"),
    ] {
        let error = sources.add(source_fn(name, emit("other_gauge"))).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    let error = sources.clone().remove("queues").unwrap_err();
    assert_eq!(error.to_string(), "unknown source `queues`; did you mean `queue`?");
    sources.remove("queue").unwrap();
    assert!(sources.collect().wait().families().is_empty());
    sources.add(source_fn("queue", emit("queue_length"))).unwrap();
    assert_eq!(names(&sources.collect().wait()), ["queue_length"]);
}

#[test]
fn requests_before_the_start_share_a_collection() {
    let sources = Sources::with_limit(LONG);
    let (asked, is_asked) = channel();
    let (source, release) = hanging("slow");
    sources.add(source).unwrap();
    sources.add(source_fn("fast", move |_| Ok(asked.send(())?))).unwrap();
    let first = sources.collect();
    is_asked.recv().unwrap();
    let (second, third) = (sources.collect(), sources.collect());
    release.send(()).unwrap();
    let first = first.wait();
    release.send(()).unwrap();
    let second = second.wait();
    assert!(second == third.wait() && first != second);
    assert_eq!(names(&first), names(&second));
}

#[test]
fn a_waker_that_panics_does_not_affect_other_wakers() {
    struct Panics(Sender<()>);

    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            self.0.send(()).unwrap();
            panic!("a panic on purpose");
        }
    }

    struct Tells(Sender<()>);

    impl Wake for Tells {
        fn wake(self: Arc<Self>) {
            self.0.send(()).unwrap();
        }
    }

    let sources = Sources::with_limit(LONG);
    let (source, release) = hanging("slow");
    sources.add(source).unwrap();
    let (tell, told) = channel();
    let mut first = sources.collect();
    let mut second = sources.collect();
    for (collecting, waker) in [
        (&mut first, Waker::from(Arc::new(Panics(tell.clone())))),
        (&mut second, Arc::new(Tells(tell)).into()),
    ] {
        assert!(Pin::new(collecting).poll(&mut Context::from_waker(&waker)).is_pending());
    }
    release.send(()).unwrap();
    release.send(()).unwrap(); // the second request was too late for the first collection
    assert!(told.recv().is_ok() && told.recv().is_ok());
    release.send(()).unwrap();
    assert_eq!(names(&sources.collect().wait()), ["hanging_gauge"]);
}

#[test]
fn sources_are_dropped_with_their_list() {
    let (alive, is_dropped): (Sender<()>, Receiver<()>) = channel();
    let alive = Mutex::new(alive);
    let sources = Sources::with_limit(LONG);
    let keeping = source_fn("keeping", move |samples| {
        let _alive = lock(&alive);
        emit("kept_gauge")(samples)
    });
    sources.add(keeping).unwrap();
    let collecting = sources.collect();
    drop(sources); // pending requests still complete
    assert_eq!(names(&collecting.wait()), ["kept_gauge"]);
    assert!(is_dropped.recv().is_err());
}
