//! The tools of the tests in a browser: a test sees every error of a page, and no process outlives it.

use std::panic::AssertUnwindSafe;

use axum::Router;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::Html;
use axum::routing::get;
use fantoccini::key::Key;
use futures_util::FutureExt;
use tokio::net::TcpListener;

use super::browse;

/// Serves a page on a free port, and returns its URL.
async fn serve(page: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let policy = [(CONTENT_SECURITY_POLICY, "script-src 'unsafe-inline'; style-src 'self'; img-src data:")];
    let app = Router::new().route("/", get(async move || (policy, Html(page))));
    tokio::spawn(async { axum::serve(listener, app).await });
    url
}

#[tokio::test]
async fn a_test_takes_the_errors_of_a_page() {
    let url =
        serve("<link rel='icon' href='data:,'><script>console.error('no grapes'); grapes</script>").await;
    browse(&url, async |page| {
        let errors = page.errors().await.join("\n");
        assert!(errors.contains("no grapes") && errors.contains("grapes is not defined"), "{errors}");
    })
    .await;
}

#[tokio::test]
async fn a_violation_of_the_policy_is_an_error() {
    let url = serve("<link rel='icon' href='data:,'><p style='color: red'>Red</p>").await;
    browse(&url, async |page| {
        let errors = page.errors().await.join("\n");
        assert!(errors.contains("style-src-attr blocked inline"), "{errors}");
    })
    .await;
}

const FORM: &str = "<link rel='icon' href='data:,'>
    <label>Word <input id='word'></label> <button id='shout'>Shout</button> <output id='loud'></output>
    <script>
        shout.onclick = () => { loud.value = word.value.toUpperCase(); };
        word.onkeydown = (event) => { if (event.key === 'Escape') loud.value = 'quiet'; };
    </script>";

#[tokio::test]
async fn a_test_types_clicks_and_reads() {
    browse(&serve(FORM).await, async |page| {
        page.fill("#word", "grapes").await;
        page.click("#shout").await;
        assert_eq!(page.text("#loud").await, "GRAPES");
        page.fill("#word", "").await;
        page.press(Key::Escape).await;
        page.until("loud.value === 'quiet'").await;
    })
    .await;
}

#[tokio::test]
async fn a_test_sets_the_colors_and_the_size() {
    browse(&serve(FORM).await, async |page| {
        assert_eq!(page.number("innerWidth").await, 1280.0);
        page.prefer("dark").await;
        page.become_phone(375, 812).await;
        page.until("matchMedia('(prefers-color-scheme: dark) and (max-device-width: 375px)').matches").await;
    })
    .await;
}

#[tokio::test]
async fn a_test_sees_what_a_page_keeps() {
    browse(&serve(FORM).await, async |page| {
        let before = page.memory().await;
        page.evaluate("(window.kept = Array.from({length: 10_000}, () => document.createElement('p')), 0)")
            .await;
        let after = page.memory().await;
        assert!((10_000.0..11_000.0).contains(&(after.nodes - before.nodes)), "{before:?} {after:?}");
        assert!(after.heap - before.heap > 100_000.0, "{before:?} {after:?}");
    })
    .await;
}

#[tokio::test]
async fn an_error_that_a_test_does_not_take_fails_it() {
    let url = serve("<link rel='icon' href='data:,'><script>grapes</script>").await;
    let failed = AssertUnwindSafe(browse(&url, async |_| {})).catch_unwind().await.expect_err("it fails");
    let message = failed.downcast_ref::<String>().expect("the message is formatted");
    assert!(message.contains("grapes is not defined"), "{message}");
}

#[tokio::test]
async fn a_failed_test_leaves_no_process() {
    let url = serve("<link rel='icon' href='data:,'><title>Grapes</title>").await;
    let mut profile = String::new();
    let failing = browse(&url, async |page| {
        let capabilities = page.client.capabilities().expect("the session has capabilities");
        profile = capabilities["chrome"]["userDataDir"].as_str().expect("it is a path").to_owned();
        assert_ne!(processes_with(&profile), 0);
        panic!("the test fails");
    });
    AssertUnwindSafe(failing).catch_unwind().await.expect_err("it fails");
    assert_eq!(processes_with(&profile), 0, "{profile}");
}

/// Returns how many processes of the system have a word in their command line.
fn processes_with(word: &str) -> usize {
    let processes = std::fs::read_dir("/proc").expect("Linux lists its processes").map_while(Result::ok);
    let lines = processes.filter_map(|process| std::fs::read_to_string(process.path().join("cmdline")).ok());
    lines.filter(|line| line.contains(word)).count()
}
