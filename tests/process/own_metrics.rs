//! The metrics of Gapless itself. The test needs a separate process, because it counts all series.

use std::sync::mpsc::channel;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use gapless::encode::{Format, View};
use gapless::plugins::ManualGroup;
use gapless::{Event, Registry, events};
use tower::ServiceExt;

gapless::defmetrics! {
    /// Jobs.
    counter jobs_total(done: bool);

    /// Depth, which is not set at first.
    gauge queue_depth(urgent: bool);

    /// Waits.
    #[buckets(1, 2)]
    histogram wait_seconds;

    /// Games.
    #[max_series(500)]
    counter games_total(game: &str);

    /// Games with times.
    #[max_series(5000)]
    histogram game_seconds(game: &str, won: bool);

    /// Not exported before the first value.
    #[seed(none)]
    counter rare_total(done: bool);
}

#[derive(Event)]
#[event(name = "own.happened")]
struct Happened;

/// The exposition of a program without a router.
fn exposition() -> String {
    String::from_utf8(View::default().scrape(Format::Text).into_bytes()).expect("it is text")
}

fn samples(exposition: &str) -> impl Iterator<Item = &str> {
    exposition.lines().filter(|line| !line.starts_with('#'))
}

/// Checks that as many series exist as are exported.
#[track_caller]
fn check(exposition: &str) {
    let said = samples(exposition).find_map(|line| line.strip_prefix("gapless_series "));
    let n = samples(exposition).count();
    assert_eq!(said.and_then(|n| n.parse().ok()), Some(n), "{exposition}");
}

/// The names of the families of Gapless.
fn own(exposition: &str) -> Vec<&str> {
    let names = exposition.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
    names.filter(|name| name.starts_with("gapless_")).collect()
}

const ALWAYS: [&str; 6] = [
    "gapless_conflicts",
    "gapless_core_copies",
    "gapless_info",
    "gapless_overflowed_total",
    "gapless_refused_total",
    "gapless_series",
];

#[tokio::test]
async fn the_series_count_is_exact_and_own_metrics_appear_with_their_first_use() {
    let at_first = exposition();
    check(&at_first);
    assert_eq!(own(&at_first), ALWAYS);
    assert!(samples(&at_first).all(|line| !line.contains("metric=\"gapless_")), "{at_first}");

    // Series that come with records.
    queue_depth(true).set(1.0);
    rare_total(true).inc();
    games_total("go").inc();
    game_seconds("go", true).observe(1.0);
    check(&exposition());
    assert_eq!(samples(&exposition()).count(), samples(&at_first).count() + 3 + 2 * (15 + 2));
    games_total("go").remove();
    game_seconds("go", true).remove();
    check(&exposition());

    // A metric that is off exists.
    let n_before =
        Registry::global().gather().value("gapless_series", &[]).map(gapless::snapshot::Value::as_f64);
    Registry::global().switch("jobs_total").expect("it is declared").disable();
    assert_eq!(
        Registry::global().gather().value("gapless_series", &[]).map(gapless::snapshot::Value::as_f64),
        n_before
    );
    Registry::global().switch("jobs_total").expect("it is declared").enable();

    // Handlers of events that fail.
    events::attach::<Happened>("panics", |_| panic!("a handler that panics, on purpose"))
        .expect("its id is free");
    check(&exposition());
    assert_eq!(own(&exposition()), ALWAYS);
    Happened.emit();
    check(&exposition());
    let failures = "gapless_event_handler_failures_total";
    assert!(own(&exposition()).contains(&failures));
    assert!(exposition().contains(&format!("\ngapless_overflowed_total{{metric=\"{failures}\"}} 0\n")));

    // Measurements of an instance.
    let instance = gapless::builder().start().await.expect("nothing is wrong with it");
    assert!(!own(&exposition()).contains(&"gapless_poll_failures_total"));
    instance.shutdown().await;
    let (ran, runs) = channel();
    let manual = ManualGroup::new("printer", move || ran.send(()).expect("the test listens"));
    let instance = gapless::builder().manual_group(manual).start().await.expect("nothing is wrong with it");
    instance.refresh().await;
    runs.recv().expect("it runs");
    check(&exposition());
    assert!(exposition().contains("\ngapless_poll_failures_total{poll=\"printer\",reason=\"error\"} 0\n"));
    instance.shutdown().await;

    // Scrapes of a router.
    assert!(!exposition().contains("gapless_scrape"));
    let router = gapless::router::<()>();
    check(&exposition());
    assert!(exposition().contains("\ngapless_scrape_duration_seconds_count{"));
    let request = Request::get("/metrics").body(Body::empty()).expect("it is a request");
    let answer = router.oneshot(request).await.expect("it answers");
    let body = to_bytes(answer.into_body(), usize::MAX).await.expect("the body ends");
    check(std::str::from_utf8(&body).expect("it is text"));

    // A label of the user that `gapless_info` has too.
    let view = View::builder().label("version", "7").build().expect("the label of `gapless_info` gives way");
    let labelled = String::from_utf8(view.scrape(Format::Text).into_bytes()).expect("it is text");
    check(&labelled.replace("{version=\"7\"}", ""));
    assert!(labelled.contains("\ngapless_info{version=\"7\",clock="), "{labelled}");
    assert!(labelled.contains(",gapless_version=\""), "{labelled}");
}
