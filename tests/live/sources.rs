//! Readings and their number: fields that count how often they are read, and sources.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use gapless::descriptor::NativeBuckets;
use gapless::dynamic;
use gapless::encode::View;
use gapless::instrument_metric;
use gapless::live::Live;
use gapless::snapshot::{HistogramValue, Number};
use gapless::sources::{Sources, source_fn};
use serde_json::json;
use tokio::runtime::Builder;
use tokio::task::{JoinSet, spawn_blocking};

use super::client::{Stream, get};
use super::{built, live, wait};

/// A value whose readings are counted.
#[instrument_metric(namespace = "counted", group = "counted")]
struct Counted {
    /// A number.
    #[metric(gauge, with = Readings::read)]
    number: Readings,
}

/// A value that nobody looks at.
#[instrument_metric(namespace = "ignored", group = "counted")]
struct Ignored {
    /// A number.
    #[metric(gauge, with = Readings::read)]
    number: Readings,
}

#[derive(Clone, Default)]
struct Readings(Arc<AtomicUsize>);

impl Readings {
    fn read(&self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed);
        5
    }

    /// Returns the number of readings so far, and begins again.
    fn take(&self) -> usize {
        self.0.swap(0, Ordering::Relaxed)
    }
}

/// Returns sources with one that counts its calls.
fn counted_sources() -> (Sources, Readings) {
    let (sources, calls) = (Sources::with_limit(Duration::from_secs(600)), Readings::default());
    let source = calls.clone();
    let emit = move |samples: &mut gapless::sources::Samples| {
        samples.gauge("sourced_depth", "Depth.").value(source.read());
        Ok(())
    };
    sources.add(source_fn("counted", emit)).expect("the name is free");
    (sources, calls)
}

fn page(sources: &Sources) -> Live {
    let view = View::builder().groups(["live"]).names(["sourced_*"]).sources(sources.clone());
    Live::new(built(view)).history(Duration::ZERO)
}

#[tokio::test(start_paused = true)]
async fn families_are_read_once_for_all_clients_and_only_while_someone_looks() {
    let (counted, ignored) = (Readings::default(), Readings::default());
    let _values =
        (Counted { number: counted.clone() }.measured(), Ignored { number: ignored.clone() }.measured());
    let app: Router = Live::new(built(View::builder().groups(["counted"]))).history(Duration::ZERO).router();
    wait(10).await;
    assert_eq!(counted.take(), 0, "nobody looks");
    let mut streams = Vec::new();
    for _ in 0..20 {
        streams.push(Stream::open(&app, &["counted_number", "counted_number@value"]).await);
    }
    for stream in &mut streams {
        stream.data("points").await;
    }
    counted.take();
    wait(10).await;
    assert!((9..=11).contains(&counted.take()), "each second has one reading");
    assert_eq!(ignored.take(), 0, "nobody looks at this metric");
    drop(streams);
    wait(2).await;
    counted.take();
    wait(10).await;
    assert_eq!(counted.take(), 0, "nobody looks any more");
}

#[tokio::test(start_paused = true)]
async fn sources_are_asked_each_interval_while_a_client_looks_at_their_metrics() {
    let (sources, calls) = counted_sources();
    let app: Router = page(&sources).router();
    let mut other = Stream::open(&app, &["live_visitors"]).await;
    other.data("points").await;
    wait(10).await;
    assert_eq!(calls.take(), 0, "nobody looks at a metric of a source");
    let mut streams =
        [Stream::open(&app, &["sourced_depth"]).await, Stream::open(&app, &["sourced_depth"]).await];
    for stream in &mut streams {
        assert_eq!(stream.data("points").await["values"], json!({ "value": [5] }));
    }
    calls.take();
    wait(10).await;
    assert!((9..=11).contains(&calls.take()), "each second has one call");
}

#[tokio::test(start_paused = true)]
async fn the_history_asks_the_sources_every_15_seconds() {
    let (sources, calls) = counted_sources();
    let app: Router = page(&sources).history(Duration::from_secs(100)).router();
    wait(61).await;
    assert!((4..=6).contains(&calls.take()));
    let mut stream = Stream::open(&app, &["sourced_depth"]).await;
    let history = stream.data("history").await;
    assert_eq!(history["values"]["value"][0][0], json!(5));
}

/// Adds a source that hangs while the lock is held. Returns the lock, and the calls of the source.
fn add_hanging(sources: &Sources) -> (Arc<Mutex<()>>, Readings) {
    let (gate, calls) = (Arc::new(Mutex::new(())), Readings::default());
    let (closed, called) = (gate.clone(), calls.clone());
    let hang = source_fn("hanging", move |_| {
        called.read();
        drop(closed.lock());
        Ok(())
    });
    sources.add(hang).expect("the name is free");
    (gate, calls)
}

#[tokio::test(start_paused = true)]
#[expect(clippy::await_holding_lock, reason = "the lock is what the source waits for")]
async fn a_source_that_hangs_delays_only_the_metrics_of_sources() {
    let (sources, _) = counted_sources();
    let (gate, _) = add_hanging(&sources);
    let app: Router = page(&sources).router();
    let mut sourced = Stream::open(&app, &["sourced_depth"]).await;
    sourced.data("points").await;
    let guard = gate.lock().expect("nobody panics");
    let mut declared = Stream::open(&app, &["live_visitors"]).await;
    let started = std::time::Instant::now();
    for _ in 0..10 {
        let mut points = std::pin::pin!(declared.data("points"));
        // The clock does not move on by itself while a source is asked.
        while tokio::select! { biased; _ = &mut points => false, () = std::future::ready(()) => true } {
            tokio::time::advance(Duration::from_millis(100)).await;
            assert!(started.elapsed() < Duration::from_secs(60), "the points are delayed");
        }
    }
    drop(guard);
    sourced.data("points").await;
}

#[test]
#[expect(clippy::await_holding_lock, reason = "the lock is what the source waits for")]
fn requests_that_wait_for_a_source_leave_threads_to_the_program() {
    let runtime = Builder::new_current_thread().enable_time().max_blocking_threads(50).build();
    runtime.expect("a runtime can be built").block_on(async {
        let (sources, _) = counted_sources();
        let (gate, _) = add_hanging(&sources);
        let app: Router = page(&sources).router();
        let guard = gate.lock().expect("nobody panics");
        let mut searches = JoinSet::new();
        for _ in 0..100 {
            let app = app.clone();
            searches.spawn(async move { get(&app, "metrics").await });
        }
        tokio::task::yield_now().await; // each search has begun
        let other = tokio::time::timeout(Duration::from_secs(10), spawn_blocking(|| 5)).await;
        assert_eq!(other.expect("a thread is free").expect("it does not panic"), 5);
        drop(guard);
        for (status, found) in searches.join_all().await {
            assert_eq!((status, &found["metrics"][0]["name"]), (StatusCode::OK, &json!("live_logins_total")));
        }
    });
}

#[test]
fn a_page_in_another_runtime_asks_the_sources_again() {
    let runtime = || {
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.expect("a runtime can be built")
    };
    let (sources, _) = counted_sources();
    let (gate, calls) = add_hanging(&sources);
    let app: Router = page(&sources).router();
    let (first, second) = (runtime(), runtime());
    let mut stream = first.block_on(Stream::open(&app, &["sourced_depth"]));
    first.block_on(stream.data("points"));
    let guard = gate.lock().expect("nobody panics");
    calls.take();
    while calls.take() == 0 {
        // The clock does not move on by itself while a source is asked.
        first.block_on(tokio::time::advance(Duration::from_millis(100)));
    }
    first.shutdown_background();
    drop(guard);
    second.block_on(async {
        let mut stream = Stream::open(&app, &["sourced_depth"]).await;
        assert_eq!(stream.data("points").await["values"], json!({ "value": [5] }));
    });
}

#[tokio::test(start_paused = true)]
async fn a_metric_made_at_run_time_can_leave_and_come_back() {
    let (registry, sources) = (dynamic::Registry::new(), Sources::new());
    sources.add(registry.clone()).expect("the name is free");
    let register = || registry.counter("sourced_jobs_total", "Jobs.").register().expect("the name is free");
    let jobs = register();
    jobs.inc_by(2);
    let app: Router = page(&sources).router();
    let mut stream = Stream::open(&app, &["sourced_jobs_total"]).await;
    assert_eq!(stream.data("points").await["values"], json!({ "value": [2], "rate": [0] }));
    assert!(registry.remove("sourced_jobs_total"));
    let left = stream.data("points").await;
    assert_eq!((&left["left"], &left["gone"]), (&json!(true), &json!([0])));
    register().inc();
    assert_eq!(stream.data("series").await["first"], 1);
    assert_eq!(stream.data("points").await["values"]["value"], json!([null, 1]));
}

#[tokio::test(start_paused = true)]
async fn a_counter_of_a_source_that_goes_back_restarts() {
    let (sources, value) = (Sources::new(), Arc::new(AtomicUsize::new(100)));
    let counted = value.clone();
    let source = source_fn("restarted", move |samples| {
        samples.counter("sourced_packets_total", "Packets.").value(counted.load(Ordering::Relaxed) as u64);
        Ok(())
    });
    sources.add(source).expect("the name is free");
    let mut stream = Stream::open(&page(&sources).router(), &["sourced_packets_total"]).await;
    assert_eq!(stream.data("points").await["restarted"], serde_json::Value::Null);
    value.store(7, Ordering::Relaxed);
    let mut points = stream.data("points").await;
    while points["values"]["value"] == json!([100]) {
        points = stream.data("points").await;
    }
    assert_eq!(points["restarted"], json!(true));
    assert_eq!(points["values"], json!({ "value": [7], "rate": [7] }));
}

#[tokio::test(start_paused = true)]
async fn an_unknown_metric_may_resemble_one_of_a_source() {
    let (sources, _) = counted_sources();
    let app: Router = page(&sources).router();
    let mut stream = Stream::open(&app, &["sourced_deph"]).await;
    assert_eq!(
        stream.data("joined").await["reason"],
        "no metric is called `sourced_deph`; did you mean `sourced_depth`?"
    );
    let (_, found) = get(&app, "metrics?search=depth").await;
    assert_eq!(found["metrics"][0]["name"], "sourced_depth");
}

#[tokio::test(start_paused = true)]
async fn the_task_of_a_page_ends_with_its_routers_and_clients() {
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let before = tasks();
    let app: Router = live().router();
    let stream = Stream::open(&app, &["live_visitors"]).await;
    assert!(tasks() > before);
    drop(app);
    wait(5).await;
    assert!(tasks() > before, "a client still reads");
    drop(stream);
    wait(1).await;
    assert_eq!(tasks(), before);
}

#[test]
fn a_page_made_outside_of_a_runtime_starts_with_the_first_request() {
    let app: Router = live().router();
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime can be built").block_on(async {
        let mut stream = Stream::open(&app, &["live_visitors"]).await;
        assert_eq!(stream.data("points").await["values"], json!({ "value": [3] }));
    });
}

#[tokio::test(start_paused = true)]
async fn native_buckets_beyond_the_bounds_join_the_topic_again() {
    let (sources, highest) = (Sources::new(), Arc::new(AtomicUsize::new(0)));
    let bucket = highest.clone();
    let source = source_fn("native", move |samples| {
        let highest = i32::try_from(bucket.load(Ordering::Relaxed)).expect("the bucket is small");
        let buckets = (0..=highest).map(|index| (index, 5)).filter(|_| highest > 0).collect();
        let native = NativeBuckets { schema: 0, zero_threshold: 0.0, zero_count: 0, buckets };
        let (counts, sum) = (vec![native.count()], Number::U64(9));
        let value = HistogramValue { bounds: vec![].into(), counts, sum, native: Some(native) };
        samples.histogram("sourced_size_bytes", "Sizes.").value(value);
        Ok(())
    });
    sources.add(source).expect("the name is free");
    let mut stream = Stream::open(&page(&sources).router(), &["sourced_size_bytes@heat"]).await;
    assert_eq!(stream.data("joined").await["bounds"], json!([0.0]));
    stream.data("points").await;
    for n in [3, 5] {
        highest.store(n, Ordering::Relaxed);
        let bounds = stream.data("joined").await["bounds"].as_array().expect("the bounds are a list").clone();
        assert_eq!(bounds.last(), Some(&json!(if n == 3 { 8.0 } else { 32.0 })));
        let points = stream.data("points").await;
        let heat = points["values"]["heat"][0].as_array().expect("the heat is a list");
        assert_eq!(heat.len(), bounds.len() + 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_stream_begins_with_the_name_of_the_program() {
    let sources = Sources::new();
    let info = gapless::plugins::BuildInfo::new("shop", "1.2.0", None, "release");
    sources.add(gapless::plugins::Application::new(info)).expect("the name is free");
    let app: Router = Live::new(built(View::builder().sources(sources))).router();
    wait(2).await;
    assert_eq!(Stream::open(&app, &[]).await.data("hello").await["program"], "shop");
    let program = std::env::current_exe().expect("the program has a path");
    let name = program.file_stem().expect("the program is a file").to_string_lossy().into_owned();
    assert_eq!(Stream::open(&live().router(), &[]).await.data("hello").await["program"], json!(name));
}
