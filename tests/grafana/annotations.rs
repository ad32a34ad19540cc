//! The annotations of the start and the stop of a program.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::Method;
use gapless::config::Config;
use gapless::grafana::Grafana;
use gapless::plugins::{Application, BuildInfo};
use tokio::time::Instant;

use crate::fake::{Fake, Received, endless};
use crate::log::Log;

fn is_annotation(request: &Received) -> bool {
    request.method == Method::POST && request.path == "/api/annotations"
}

#[tokio::test]
async fn the_start_and_the_stop_create_annotations() {
    let (fake, before) = (Fake::start().await, SystemTime::now());
    let grafana = fake.settings().annotations(true).upload(false);
    let grafana = grafana.commit("abc123".to_owned()).author("Ada".to_owned());
    let instance = gapless::builder().grafana(grafana).start().await.unwrap();
    fake.received(is_annotation).await;
    instance.shutdown().await;
    let annotations = fake.annotations(); // the stop arrived before the call returned
    let tags: Vec<_> = annotations.iter().map(|annotation| annotation.tags.join(" ")).collect();
    assert_eq!(tags, ["gapless shop start", "gapless shop stop"]);
    for (annotation, first) in annotations.iter().zip(["shop started", "shop stopped"]) {
        let lines: Vec<_> = annotation.text.lines().collect();
        assert_eq!(
            [lines[0], lines[2], lines[3], lines[4]],
            [first, "Version: 1.2.0", "Commit: abc123", "Author: Ada"]
        );
        assert!(lines[1].starts_with("Host: ") && lines.len() == 5, "{lines:?}");
        let time = UNIX_EPOCH + Duration::from_millis(annotation.time.unwrap().try_into().unwrap());
        assert!(time + Duration::from_secs(1) > before && time <= SystemTime::now());
    }
    assert_eq!(fake.requests().len(), 3);
}

#[tokio::test]
async fn facts_that_are_not_known_have_a_text() {
    let fake = Fake::start().await;
    let grafana = Grafana::new(&fake.url).annotations(true).upload(false);
    let instance = gapless::builder().grafana(grafana).start().await.unwrap();
    fake.received(is_annotation).await;
    instance.shutdown().await;
    let text = &fake.annotations()[0].text;
    assert!(text.starts_with("grafana-") && text.contains("\nVersion: unknown\n"), "{text}");
}

#[tokio::test]
async fn facts_that_are_not_set_come_from_the_plugin_application() {
    let build = BuildInfo::new("shop", "1.2.0", Some("abc123"), "release");
    let new = |fake: &Fake| Grafana::new(&fake.url).annotations(true).upload(false);
    let set = |grafana: Grafana| grafana.program("store").version("2.0.0").commit("def456".to_owned());
    for (is_set, tags, text) in [
        (false, "gapless shop start", "Version: 1.2.0\nCommit: abc123\nAuthor: Ada"),
        (true, "gapless store start", "Version: 2.0.0\nCommit: def456\nAuthor: Ada"),
    ] {
        let fake = Fake::start().await;
        let grafana = if is_set { set(new(&fake)) } else { new(&fake) };
        let application = Application::new(build).author("Ada".to_owned());
        let instance = gapless::builder().grafana(grafana).plugin(application).start().await.unwrap();
        fake.received(is_annotation).await;
        instance.shutdown().await;
        let start = &fake.annotations()[0];
        assert_eq!(start.tags.join(" "), tags);
        assert!(start.text.ends_with(text), "{}", start.text);
    }
}

#[tokio::test]
async fn the_annotation_of_the_start_is_sent_when_grafana_is_back() {
    let (fake, log) = (Fake::start().await, Log::capture());
    let calls = std::sync::atomic::AtomicUsize::new(0);
    fake.answer(move |_| {
        let is_down = calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
        is_down.then(|| crate::fake::json_answer(503, &serde_json::json!({"message": "it starts"})))
    });
    let mut tasks = fake.settings().annotations(true).start(async { Vec::new() }).unwrap();
    tasks.uploaded().await;
    assert_eq!(fake.annotations().len(), 1);
    assert_eq!(log.shown()[1..], ["INFO Grafana accepts dashboards and annotations again"]);
}

#[tokio::test]
async fn a_grafana_that_does_not_answer_does_not_delay_the_shutdown() {
    let (fake, log) = (Fake::start().await, Log::capture());
    fake.answer(|request| request.body["tags"].to_string().contains("stop").then(endless));
    let config = Config::new().shutdown_timeout(Duration::from_millis(200));
    let grafana = fake.settings().annotations(true).upload(false);
    let instance = gapless::builder().config(config).grafana(grafana).start().await.unwrap();
    fake.received(is_annotation).await;
    let start = Instant::now();
    instance.shutdown().await;
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let line = format!(
        "WARN cannot create the annotation of the stop: `POST {}/api/annotations`: the answer is not complete after 100ms; \
         check that the URL is right, or set a longer time limit",
        fake.url
    );
    assert_eq!(log.shown(), [line]);
}
