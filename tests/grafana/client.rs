//! The calls of the client, one by one, and its errors.

use std::time::{Duration, UNIX_EPOCH};

use axum::response::IntoResponse;
use gapless::grafana::{Annotation, Client, Error, ErrorKind, Folder, Grafana};
use serde_json::json;

use crate::fake::{Fake, dashboard, endless, json_answer};

#[tokio::test]
async fn the_client_reads_the_state_and_stores_dashboards() {
    let fake = Fake::start().await;
    let client = fake.settings().client().unwrap();
    let health = client.health().await.unwrap();
    assert_eq!((health.database.as_str(), health.version.as_deref()), ("ok", Some("13.0.1")));
    assert_eq!(client.dashboard("a").await.unwrap(), None);
    let saved = client.save_dashboard(&dashboard("a", "A"), Some("shop"), "by a test").await.unwrap();
    assert_eq!((saved.uid.as_str(), saved.url.as_str(), saved.version), ("a", "/d/a/a", 1));
    let stored = client.dashboard("a").await.unwrap().expect("it was stored");
    assert_eq!((stored.folder_uid.as_str(), &stored.dashboard["title"]), ("shop", &json!("A")));
    let body = json!({
        "dashboard": dashboard("a", "A"), "folderUid": "shop", "overwrite": true, "message": "by a test"
    });
    assert_eq!(fake.bodies("POST /api/dashboards/db"), [body]);
}

#[tokio::test]
async fn the_client_creates_finds_and_renames_folders() {
    let fake = Fake::start().await;
    let client = fake.settings().client().unwrap();
    assert_eq!(client.folder("a/b").await.unwrap(), None);
    let created = client.create_folder("shop", "Shop").await.unwrap();
    assert_eq!(client.folder("shop").await.unwrap().as_ref(), Some(&created));
    assert_eq!(client.folders().await.unwrap()[0].title, "Shop");
    let renamed = client.rename_folder(&created, "Store").await.unwrap();
    assert_eq!((renamed.title.as_str(), renamed.version), ("Store", 2));
    let error = client.rename_folder(&created, "Again").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::PreconditionFailed { .. }), "{error}");
    assert_eq!(fake.bodies("POST /api/folders"), [json!({"uid": "shop", "title": "Shop"})]);
    assert_eq!(fake.bodies("PUT /api/folders/shop")[0], json!({"title": "Store", "version": 1}));
    assert_eq!(fake.lines()[0], "GET /api/folders/a%2Fb");
}

#[tokio::test]
async fn the_client_creates_annotations() {
    let fake = Fake::start().await;
    let client = fake.settings().client().unwrap();
    let (start, end) = (UNIX_EPOCH + Duration::from_millis(1500), UNIX_EPOCH + Duration::from_secs(3));
    let annotation = Annotation::new("import").tags(["shop"]).dashboard("a").panel(2).from(start).until(end);
    assert_eq!(client.annotate(&annotation).await.unwrap(), 1);
    let body = json!({
        "text": "import", "tags": ["shop"], "dashboardUID": "a", "panelId": 2, "time": 1500, "timeEnd": 3000
    });
    assert_eq!(fake.bodies("POST /api/annotations"), [body]);
}

#[tokio::test]
async fn credentials_are_a_bearer_token_or_a_user_with_a_password() {
    let fake = Fake::below("/grafana").await;
    let (token, basic) = (fake.settings().token("sesame"), fake.settings().basic("Ada", "sesame"));
    for grafana in [fake.settings(), token, basic] {
        grafana.client().unwrap().health().await.unwrap();
    }
    let sent: Vec<_> = fake.requests().into_iter().map(|request| request.authorization).collect();
    assert_eq!(sent, [None, Some("Bearer sesame".into()), Some("Basic QWRhOnNlc2FtZQ==".into())]);
}

#[test]
fn debug_output_shows_no_secret() {
    let new = || Grafana::new("http://ada:sesame@localhost:3000/?key=sesame");
    for grafana in [new(), new().token("sesame"), new().basic("Ada", "sesame")] {
        let shown = format!("{grafana:?}");
        assert!(!shown.contains("sesame") && shown.contains("localhost:3000"), "{shown}");
    }
    let client = Grafana::new("http://localhost:3000").token("sesame").client().unwrap();
    assert!(!format!("{client:?}").contains("sesame"), "{client:?}");
}

/// A status with the JSON that Grafana sends.
fn status(status: u16) -> axum::response::Response {
    json_answer(status, &json!({"message": "it is so"}))
}

/// The path of each call of the client, and its error.
async fn calls(client: &Client, folder: &Folder) -> [(&'static str, Option<Error>); 8] {
    let (dashboard, import) = (dashboard("a", "A"), Annotation::new("import"));
    [
        ("/api/health", client.health().await.err()),
        ("/api/dashboards/uid/a", client.dashboard("a").await.err()),
        ("/api/dashboards/db", client.save_dashboard(&dashboard, None, "by a test").await.err()),
        ("/api/folders/shop", client.folder("shop").await.err()),
        ("/api/folders", client.folders().await.err()),
        ("/api/folders", client.create_folder("shop", "Shop").await.err()),
        ("/api/folders/shop", client.rename_folder(folder, "Store").await.err()),
        ("/api/annotations", client.annotate(&import).await.err()),
    ]
}

#[tokio::test]
async fn each_status_is_an_error_of_its_own_kind_in_each_call() {
    type IsIt = fn(&ErrorKind) -> bool;
    let cases: [(u16, IsIt, bool); 11] = [
        (400, |kind| matches!(kind, ErrorKind::BadRequest { .. }), false),
        (401, |kind| matches!(kind, ErrorKind::Unauthorized { .. }), false),
        (403, |kind| matches!(kind, ErrorKind::Forbidden { .. }), false),
        (404, |kind| matches!(kind, ErrorKind::NotFound { .. }), false),
        (409, |kind| matches!(kind, ErrorKind::Conflict { .. }), false),
        (412, |kind| matches!(kind, ErrorKind::PreconditionFailed { .. }), false),
        (422, |kind| matches!(kind, ErrorKind::Unprocessable { .. }), false),
        (418, |kind| matches!(kind, ErrorKind::Status { status: 418, .. }), false),
        (429, |kind| matches!(kind, ErrorKind::Unavailable { status: 429, .. }), true),
        (500, |kind| matches!(kind, ErrorKind::Unavailable { status: 500, .. }), true),
        (302, |kind| matches!(kind, ErrorKind::Redirect { status: 302, .. }), false),
    ];
    let fake = Fake::start().await;
    let client = fake.settings().client().unwrap();
    let folder = client.create_folder("shop", "Shop").await.unwrap();
    for (code, is_it, is_temporary) in cases {
        fake.answer(move |_| Some(status(code)));
        let mut errors = 0;
        for (path, error) in calls(&client, &folder).await {
            let Some(error) = error else { continue };
            assert!(is_it(error.kind()) && error.is_temporary() == is_temporary, "{error}");
            assert_eq!(error.url(), Some(&*format!("{}{path}", fake.url)));
            assert!(code == 302 || error.to_string().contains("it is so"), "{error}");
            errors += 1;
        }
        // A dashboard or a folder that does not exist is not an error of the call that reads it.
        assert_eq!(errors, if code == 404 { 6 } else { 8 }, "{code}");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_from_grafana_is_an_error() {
    type IsIt = fn(&ErrorKind) -> bool;
    type Answer = fn() -> axum::response::Response;
    let cases: [(Answer, IsIt); 4] = [
        (
            || axum::response::Html("<html>").into_response(),
            |kind| matches!(kind, ErrorKind::NotJson { content_type } if content_type == "text/html"),
        ),
        (|| "".into_response(), |kind| matches!(kind, ErrorKind::NotJson { .. })),
        (|| json_answer(200, &json!({"status": "up"})), |kind| matches!(kind, ErrorKind::Unexpected { .. })),
        (|| vec![b' '; 17 << 20].into_response(), |kind| matches!(kind, ErrorKind::TooLarge { .. })),
    ];
    let fake = Fake::start().await;
    for (answer, is_it) in cases {
        fake.answer(move |_| Some(answer()));
        let error = fake.settings().client().unwrap().health().await.unwrap_err();
        assert!(is_it(error.kind()), "{error}");
    }
    fake.answer(|_| Some(endless()));
    let client = fake.settings().timeout(Duration::from_millis(20)).client().unwrap();
    let error = client.health().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout { .. }), "{error}");
    // A page that does not exist is not a folder that does not exist.
    fake.answer(|_| Some((axum::http::StatusCode::NOT_FOUND, "nothing here").into_response()));
    let error = fake.settings().client().unwrap().folder("shop").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotFound { .. }), "{error}");
}

#[tokio::test]
async fn a_host_that_does_not_exist_is_an_error() {
    let client = Grafana::new("http://grafana.invalid:3000").client().unwrap();
    let error = client.health().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Resolve) && error.is_temporary(), "{error:?}");
}

#[test]
fn a_url_with_a_query_is_an_error() {
    let error = Grafana::new("http://localhost:3000/?token=sesame").check().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`http://localhost:3000/` is not a valid URL of Grafana; remove the query, which starts at the question mark"
    );
}
