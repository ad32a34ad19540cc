//! Failures of Grafana: the program starts and serves its metrics, and the log has one line without secrets.

use std::time::Duration;

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use gapless::artifacts::dashboard::DashboardSource;
use gapless::config::Config;
use gapless::grafana::Grafana;
use serde_json::json;
use tokio::net::TcpListener;

use crate::fake::{Fake, Received, dashboard, endless, json_answer, settings};
use crate::log::Log;

/// Starts a program with a Grafana that fails, reads its metrics, waits until the uploads have ended, and returns the
/// only line of the log, with the URL of Grafana replaced.
async fn line(url: &str, change: impl FnOnce(Grafana) -> Grafana) -> String {
    let log = Log::capture();
    let grafana = change(settings(url).token("sesame").folder("Shop"));
    let own = DashboardSource::json("a", dashboard("a", "A").to_string());
    let builder = gapless::builder().config(Config::new().server("127.0.0.1:0")).grafana(grafana);
    let builder = builder.artifacts(move |artifacts| artifacts.dashboard(own.clone()));
    let instance = builder.start().await.expect("Grafana does not keep it from starting");
    let metrics = format!("http://{}/metrics", instance.server_addr().expect("it serves"));
    let served = reqwest::get(&metrics).await.expect("it answers").text().await.expect("it is text");
    assert!(served.contains("gapless_grafana_uploads_total{outcome=\"failed\"} "), "{served}");
    log.gave_up().await;
    instance.shutdown().await;
    assert!(log.lines().iter().all(|line| !line.contains("sesame")), "{:?}", log.lines());
    let shown = log.shown();
    assert_eq!(shown.len(), 1, "{shown:?}");
    shown[0].replace(url, "http://grafana")
}

/// The answers of a Grafana that rejects the credentials. Its health needs none.
fn reject(request: &Received) -> Option<Response> {
    let message = json!({"message": "refused Bearer sesame"});
    (request.path != "/api/health").then(|| json_answer(401, &message))
}

/// The line with a fake that answers some requests like this.
async fn line_with(answer: impl Fn(&Received) -> Option<Response> + Send + 'static) -> String {
    let fake = Fake::start().await;
    fake.answer(answer);
    let line = line(&fake.url, |grafana| grafana).await;
    fake.requests(); // all of them were valid
    line
}

/// An error of Grafana for one call. Its message repeats the token, which a proxy may do.
fn refuse(
    method: &'static str,
    path: &'static str,
    status: u16,
) -> impl Fn(&Received) -> Option<Response> + Send {
    move |request| {
        let is_other = request.path == "/api/dashboards/db" && request.body["dashboard"]["uid"] != "a";
        let is_it = request.line().starts_with(&format!("{method} {path}")) && !is_other;
        is_it.then(|| json_answer(status, &json!({"message": "refused Bearer sesame"})))
    }
}

#[tokio::test]
async fn a_grafana_that_is_down_is_one_line() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(
        line(&url, |grafana| grafana).await,
        "WARN cannot reach Grafana, and will try again up to 2 times: `GET http://grafana/api/health`: the host refuses \
         the connection; start Grafana, or correct the URL"
    );
}

#[tokio::test]
async fn a_grafana_that_does_not_answer_is_one_line() {
    let fake = Fake::start().await;
    fake.answer(|_| Some(endless()));
    assert_eq!(
        line(&fake.url, |grafana| grafana.timeout(Duration::from_millis(20))).await,
        "WARN cannot reach Grafana, and will try again up to 2 times: `GET http://grafana/api/health`: the answer is not \
         complete after 20ms; check that the URL is right, or set a longer time limit"
    );
}

#[tokio::test]
async fn a_connection_that_closes_at_once_is_one_line() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            drop(connection);
        }
    });
    assert_eq!(
        line(&url, |grafana| grafana).await,
        "WARN cannot reach Grafana, and will try again up to 2 times: `GET http://grafana/api/health`: the connection ended \
         before the answer; check that the URL and its scheme are those of Grafana"
    );
    server.abort();
}

#[tokio::test]
async fn rejected_credentials_are_one_line() {
    assert_eq!(
        line_with(reject).await,
        "WARN cannot create the folder of the dashboards: `GET http://grafana/api/folders/gapless-shop`: Grafana rejects the \
         credentials (401: refused Bearer ..); create a token of a service account in Grafana, and set it as `grafana.token`"
    );
}

#[tokio::test]
async fn a_missing_permission_is_one_line() {
    assert_eq!(
        line_with(refuse("POST", "/api/folders", 403)).await,
        "WARN cannot create the folder of the dashboards: `POST http://grafana/api/folders`: the credentials lack a \
         permission (403: refused Bearer ..); give the service account or the user the role `Editor`"
    );
}

#[tokio::test]
async fn a_conflict_is_one_line() {
    assert_eq!(
        line_with(refuse("POST", "/api/folders", 409)).await,
        "WARN cannot create the folder of the dashboards: `POST http://grafana/api/folders`: Grafana has another object with \
         this identifier or title (409: refused Bearer ..); rename or remove the other object"
    );
}

#[tokio::test]
async fn a_failed_precondition_is_one_line() {
    assert_eq!(
        line_with(refuse("POST", "/api/dashboards/db", 412)).await,
        "WARN cannot upload the dashboard `A`: `POST http://grafana/api/dashboards/db`: Grafana has another object, or \
         another version of it (412: refused Bearer ..); rename or remove the other object"
    );
}

#[tokio::test]
async fn an_invalid_dashboard_is_one_line() {
    for (status, what) in [(400, "the request"), (422, "the content")] {
        assert_eq!(
            line_with(refuse("POST", "/api/dashboards/db", status)).await,
            format!(
                "WARN cannot upload the dashboard `A`: `POST http://grafana/api/dashboards/db`: Grafana rejects {what} \
                 ({status}: refused Bearer ..); correct what the message describes"
            )
        );
    }
}

#[tokio::test]
async fn an_error_of_grafana_is_one_line() {
    assert_eq!(
        line_with(refuse("POST", "/api/dashboards/db", 500)).await,
        "WARN cannot upload the dashboard `A`, and will try again up to 2 times: `POST http://grafana/api/dashboards/db`: \
         Grafana cannot answer now (500: refused Bearer ..); look into the log of Grafana"
    );
}

#[tokio::test]
async fn html_instead_of_json_is_one_line() {
    assert_eq!(
        line_with(|_| Some(Html("<html>sesame</html>").into_response())).await,
        "WARN cannot reach Grafana: `GET http://grafana/api/health`: the answer is `text/html` instead of JSON; correct the \
         URL, which may need a path"
    );
}

#[tokio::test]
async fn a_page_that_does_not_exist_is_one_line() {
    assert_eq!(
        line_with(|_| Some((StatusCode::NOT_FOUND, Html("no such page")).into_response())).await,
        "WARN cannot reach Grafana: `GET http://grafana/api/health`: this URL does not exist (404); correct the URL, which \
         may need a path"
    );
}

#[tokio::test]
async fn a_redirect_to_a_login_page_is_one_line() {
    let login = |_: &Received| {
        let location = [(header::LOCATION, "/login?redirectTo=%2F&token=sesame")];
        Some((StatusCode::FOUND, location).into_response())
    };
    assert_eq!(
        line_with(login).await,
        "WARN cannot reach Grafana: `GET http://grafana/api/health`: the answer is a redirect (302) to `/login`, which is not \
         followed; correct the URL, or let the proxy accept the credentials for Grafana"
    );
}

#[tokio::test]
async fn an_answer_without_an_end_is_one_line() {
    assert_eq!(
        line_with(|_| Some(vec![b' '; 17 << 20].into_response())).await,
        "WARN cannot reach Grafana: `GET http://grafana/api/health`: the answer is longer than 16777216 bytes; check that the \
         URL is that of Grafana"
    );
}

#[tokio::test]
async fn a_failure_that_annotations_share_is_one_line() {
    let fake = Fake::start().await;
    fake.answer(reject);
    let line = line(&fake.url, |grafana| grafana.annotations(true)).await;
    assert!(line.starts_with("WARN cannot create the annotation of the start: "), "{line}");
    assert_eq!(fake.lines().iter().filter(|line| *line == "POST /api/annotations").count(), 2);
}
