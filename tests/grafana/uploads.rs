//! The upload of dashboards when a program starts.

use std::sync::atomic::{AtomicUsize, Ordering};

use gapless::artifacts::dashboard::DashboardSource;
use gapless::encode::Format;
use gapless::grafana::Rendered;
use gapless::testing::Probe;
use serde_json::{Value, json};

use crate::fake::{Fake, dashboard, json_answer};
use crate::log::Log;

fn three() -> Vec<Rendered> {
    ["a", "b", "c"].map(|uid| Ok(dashboard(uid, &uid.to_uppercase()))).into()
}

/// The attempts with each outcome that a test made.
fn outcomes(probe: &Probe) -> [f64; 4] {
    ["created", "updated", "unchanged", "failed"]
        .map(|outcome| probe.delta_of("gapless_grafana_uploads_total", &[("outcome", outcome)]))
}

fn is_post_of(uid: &'static str) -> impl Fn(&crate::fake::Received) -> bool {
    move |request| request.path == "/api/dashboards/db" && request.body["dashboard"]["uid"] == uid
}

#[tokio::test]
async fn one_failed_dashboard_does_not_stop_the_others() {
    let (fake, log, probe) = (Fake::start().await, Log::capture(), Probe::new());
    let is_it = is_post_of("b");
    fake.answer(move |request| is_it(request).then(|| json_answer(500, &json!({"message": "disk full"}))));
    fake.settings().start(async { three() }).unwrap().uploaded().await;
    assert_eq!(fake.titles(), ["A", "C"]);
    assert_eq!(fake.lines().iter().filter(|line| line.starts_with("POST")).count(), 5);
    assert_eq!(outcomes(&probe), [2.0, 0.0, 0.0, 3.0]);
    let url = format!("`POST {}/api/dashboards/db`", fake.url);
    let line = format!(
        "WARN cannot upload the dashboard `B`, and will try again up to 2 times: {url}: Grafana cannot answer now \
         (500: disk full); look into the log of Grafana"
    );
    assert_eq!(log.shown(), [line]);
}

#[tokio::test]
async fn dashboards_that_fail_in_one_way_are_one_line() {
    let (fake, log) = (Fake::start().await, Log::capture());
    let is_post = |request: &crate::fake::Received| request.path == "/api/dashboards/db";
    fake.answer(move |request| is_post(request).then(|| json_answer(403, &json!({"message": "no"}))));
    let more = || three().into_iter().chain([Ok(dashboard("d", "D"))]).collect();
    fake.settings().start(async move { more() }).unwrap().uploaded().await;
    let [line] = &log.shown()[..] else { panic!("{:?}", log.shown()) };
    assert!(line.starts_with("WARN cannot upload the dashboards `A`, `B`, `C` and 1 more: `POST "), "{line}");
}

#[tokio::test]
async fn an_upload_is_tried_again_until_it_succeeds() {
    let (fake, log, probe, posts) = (Fake::start().await, Log::capture(), Probe::new(), AtomicUsize::new(0));
    let is_it = is_post_of("b");
    fake.answer(move |request| {
        let is_down = is_it(request) && posts.fetch_add(1, Ordering::Relaxed) == 0;
        is_down.then(|| json_answer(503, &json!({"message": "it starts"})))
    });
    fake.settings().start(async { three() }).unwrap().uploaded().await;
    assert_eq!(fake.titles(), ["A", "B", "C"]);
    assert_eq!(outcomes(&probe), [3.0, 0.0, 0.0, 1.0]);
    let ends = ["3 created, 0 updated, 0 unchanged", "accepts dashboards and annotations again"];
    assert!(log.shown()[1..].iter().zip(ends).all(|(line, end)| line.ends_with(end)), "{:?}", log.shown());
}

#[tokio::test]
async fn an_unchanged_dashboard_is_not_written() {
    let (fake, probe) = (Fake::start().await, Probe::new());
    fake.settings().start(async { three() }).unwrap().uploaded().await;
    fake.forget();
    let two = || vec![Ok(dashboard("a", "A")), Ok(dashboard("b", "Changed"))];
    fake.settings().start(async move { two() }).unwrap().uploaded().await;
    let lines = fake.lines();
    assert_eq!(
        lines,
        [
            "GET /api/health",
            "GET /api/dashboards/uid/a",
            "GET /api/dashboards/uid/b",
            "POST /api/dashboards/db"
        ]
    );
    assert_eq!(fake.titles(), ["A", "Changed", "C"]);
    assert_eq!(outcomes(&probe), [3.0, 1.0, 1.0, 0.0]);
}

#[tokio::test]
async fn a_dashboard_in_another_folder_is_moved() {
    let fake = Fake::start().await;
    let one = || vec![Ok(dashboard("a", "A"))];
    fake.settings().start(async move { one() }).unwrap().uploaded().await;
    fake.settings().folder("Shop").start(async move { one() }).unwrap().uploaded().await;
    let bodies = fake.bodies("POST /api/dashboards/db");
    assert_eq!((&bodies[0]["folderUid"], &bodies[1]["folderUid"]), (&Value::Null, &json!("gapless-shop")));
}

#[tokio::test]
async fn a_dashboard_has_a_message_and_is_overwritten() {
    let fake = Fake::start().await;
    let one = || vec![Ok(dashboard("a", "A"))];
    fake.settings().start(async move { one() }).unwrap().uploaded().await;
    let other = || vec![Ok(dashboard("b", "B"))];
    fake.settings().message("release day").start(async move { other() }).unwrap().uploaded().await;
    let bodies = fake.bodies("POST /api/dashboards/db");
    assert_eq!(bodies[0]["message"], "from shop 1.2.0, by Gapless");
    assert_eq!(bodies[1]["message"], "release day");
    assert!(bodies.iter().all(|body| body["overwrite"] == true));
}

#[tokio::test]
async fn the_user_changes_all_dashboards() {
    let (fake, log) = (Fake::start().await, Log::capture());
    let settings = fake.settings().edit(|dashboard| dashboard["tags"] = json!(["shop"]));
    let own = || Ok(json!({"title": "Own"}));
    let generated = move || vec![Ok(dashboard("a", "A")), own(), Err("the catalog is empty".into())];
    settings.start(async move { generated() }).unwrap().uploaded().await;
    let bodies = fake.bodies("POST /api/dashboards/db");
    assert_eq!(bodies.len(), 2);
    assert!(bodies.iter().all(|body| body["dashboard"]["tags"] == json!(["shop"])));
    assert!(bodies[1]["dashboard"]["uid"].as_str().unwrap().starts_with("gapless-"));
    assert_eq!(log.shown()[0], "WARN cannot generate a dashboard for Grafana: the catalog is empty");
}

#[tokio::test]
async fn nothing_is_uploaded_if_uploads_are_off() {
    let fake = Fake::start().await;
    let dashboards = async { panic!("it does not run") };
    fake.settings().upload(false).start(dashboards).unwrap().uploaded().await;
    assert_eq!(fake.lines(), [""; 0]);
}

#[tokio::test]
async fn an_instance_uploads_its_dashboards_and_counts_them() {
    let (fake, log) = (Fake::start().await, Log::capture());
    let own = DashboardSource::json("own", dashboard("own", "Own").to_string());
    let cut = DashboardSource::json("cut", "{");
    let builder = gapless::builder().grafana(fake.settings());
    let builder = builder.artifacts(move |all| all.dashboard(own.clone()).dashboard(cut.clone()));
    let instance = builder.start().await.unwrap();
    fake.received(is_post_of("own")).await;
    fake.received(is_post_of("gapless-shop-overview")).await;
    let overview =
        fake.requests().into_iter().find(is_post_of("gapless-shop-overview")).unwrap().body.to_string();
    assert!(overview.contains(r#"["gapless","shop","start"]"#), "{overview}"); // the tags of the annotations
    let text = instance.exporter().scrape(Format::Text).into_bytes();
    let text = String::from_utf8(text).unwrap();
    for outcome in ["created", "updated", "unchanged", "failed"] {
        assert!(
            text.contains(&format!("\ngapless_grafana_uploads_total{{outcome=\"{outcome}\"}} ")),
            "{text}"
        );
    }
    instance.shutdown().await;
    assert!(fake.titles().contains(&"Own".to_owned()));
    let line =
        "WARN cannot generate a dashboard for Grafana: the dashboard `cut` is not JSON: EOF while parsing";
    assert!(log.shown()[0].starts_with(line), "{:?}", log.shown());
}
