//! A Grafana that checks every request against the `OpenAPI` models of Grafana.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gapless::grafana::Grafana;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::log::LIMIT;

/// The body of `POST /api/dashboards/db`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "the fake only checks that the types are right")]
struct SaveDashboardCommand {
    #[serde(rename = "UpdatedAt")]
    updated_at: Option<String>,
    dashboard: serde_json::Map<String, Value>,
    folder_id: Option<i64>,
    folder_uid: Option<String>,
    is_folder: Option<bool>,
    message: Option<String>,
    overwrite: Option<bool>,
    user_id: Option<i64>,
}

/// The body of `POST /api/folders`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "the fake only checks that the types are right")]
struct CreateFolderCommand {
    description: Option<String>,
    parent_uid: Option<String>,
    title: String,
    uid: Option<String>,
}

/// The body of `PUT /api/folders/:uid`. The identifier of a folder cannot change.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "the fake only checks that the types are right")]
struct UpdateFolderCommand {
    description: Option<String>,
    overwrite: Option<bool>,
    title: Option<String>,
    version: Option<i64>,
}

/// The body of `POST /api/annotations`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the fake only checks the types of some fields")]
pub(crate) struct PostAnnotationsCmd {
    #[serde(rename = "dashboardId")]
    dashboard_id: Option<i64>,
    #[serde(rename = "dashboardUID")]
    dashboard_uid: Option<String>,
    data: Option<Value>,
    #[serde(rename = "panelId")]
    panel_id: Option<i64>,
    pub(crate) tags: Vec<String>,
    pub(crate) text: String,
    pub(crate) time: Option<i64>,
    #[serde(rename = "timeEnd")]
    time_end: Option<i64>,
}

/// A request that arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: Value,
}

impl Received {
    /// The method and the path, such as `GET /api/health`.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

type Answer = Box<dyn Fn(&Received) -> Option<Response> + Send>;

/// The objects that the fake stores, and the requests that it received.
#[derive(Default)]
struct Store {
    folders: Vec<Value>,
    dashboards: BTreeMap<String, Value>,
    annotations: Vec<PostAnnotationsCmd>,
    received: Vec<Received>,
    violations: Vec<String>,
    /// The answers of a test, before those of a healthy Grafana.
    answer: Option<Answer>,
}

/// A running fake.
pub(crate) struct Fake {
    store: Arc<Mutex<Store>>,
    count: watch::Receiver<usize>,
    pub(crate) url: String,
}

#[derive(Clone)]
struct Shared {
    store: Arc<Mutex<Store>>,
    count: Arc<watch::Sender<usize>>,
}

impl Fake {
    pub(crate) async fn start() -> Self {
        Fake::below("").await
    }

    /// Starts a fake below a path, as behind a proxy.
    pub(crate) async fn below(path: &str) -> Self {
        let (fake, router) = Fake::router();
        let router = if path.is_empty() { router } else { Router::new().nest(path, router) };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}{path}", listener.local_addr().expect("it listens"));
        // The server ends with the runtime of the test.
        tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Fake { url, ..fake }
    }

    /// Returns a fake without a server, and its router.
    pub(crate) fn router() -> (Self, Router) {
        let (store, (sender, count)) = (Arc::<Mutex<Store>>::default(), watch::channel(0));
        let shared = Shared { store: store.clone(), count: Arc::new(sender) };
        let router = Router::new().fallback(answer).with_state(shared);
        (Fake { store, count, url: String::new() }, router)
    }

    /// Sets answers that take precedence over those of a healthy Grafana.
    pub(crate) fn answer(&self, answer: impl Fn(&Received) -> Option<Response> + Send + 'static) {
        self.store().answer = Some(Box::new(answer));
    }

    /// Returns settings for this fake, with short pauses.
    pub(crate) fn settings(&self) -> Grafana {
        settings(&self.url)
    }

    pub(crate) fn has_folder(&self, uid: &str, title: &str) {
        self.store().folders.push(json!({"uid": uid, "title": title, "version": 3}));
    }

    fn store(&self) -> std::sync::MutexGuard<'_, Store> {
        self.store.lock().expect("no test panics with the lock")
    }

    /// Waits for a request for which the function is true.
    pub(crate) async fn received(&self, is_it: impl Fn(&Received) -> bool) {
        let mut count = self.count.clone();
        while !self.store().received.iter().any(&is_it) {
            let changed = timeout(LIMIT, count.changed()).await;
            changed.unwrap_or_else(|_| panic!("only {:?} arrived", self.lines())).expect("the fake runs");
        }
    }

    /// Returns all requests, and checks that each was valid.
    pub(crate) fn requests(&self) -> Vec<Received> {
        let store = self.store();
        assert_eq!(store.violations, [""; 0]);
        store.received.clone()
    }

    /// Returns the methods and paths of all requests.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.requests().iter().map(Received::line).collect()
    }

    /// Returns the bodies of requests with a method and a path.
    pub(crate) fn bodies(&self, line: &str) -> Vec<Value> {
        self.requests()
            .into_iter()
            .filter(|request| request.line() == line)
            .map(|request| request.body)
            .collect()
    }

    pub(crate) fn annotations(&self) -> Vec<PostAnnotationsCmd> {
        self.store().annotations.clone()
    }

    /// Returns the titles of the stored dashboards.
    pub(crate) fn titles(&self) -> Vec<String> {
        let titles = |stored: &Value| stored["dashboard"]["title"].as_str().unwrap_or_default().to_owned();
        self.store().dashboards.values().map(titles).collect()
    }

    pub(crate) fn forget(&self) {
        self.store().received.clear();
    }
}

/// Returns settings with short pauses, for the program `shop`.
pub(crate) fn settings(url: &str) -> Grafana {
    let pause = Duration::from_millis(1);
    Grafana::new(url).program("shop").version("1.2.0").retries(2).pauses(pause, pause)
}

/// Returns a small dashboard.
pub(crate) fn dashboard(uid: &str, title: &str) -> Value {
    json!({"uid": uid, "title": title, "panels": [], "schemaVersion": 42})
}

/// Returns an answer in JSON.
pub(crate) fn json_answer(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).expect("it is a status");
    (status, [(header::CONTENT_TYPE, "application/json; charset=UTF-8")], body.to_string()).into_response()
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("the body ends");
    let text = |name| head.headers.get(name).map(|value| value.to_str().expect("it is text").to_owned());
    let path = head.uri.path_and_query().expect("a request has a path").to_string();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    let received = Received { method: head.method, path, authorization: text(header::AUTHORIZATION), body };
    let answer = {
        let mut store = shared.store.lock().expect("no test panics with the lock");
        let violations = violations(&received, &text, bytes.len());
        store.violations.extend(violations.into_iter().map(|rule| format!("{}: {rule}", received.line())));
        store.received.push(received.clone());
        let own = store.answer.as_ref().and_then(|answer| answer(&received));
        own.unwrap_or_else(|| store.answer_of_grafana(&received))
    };
    shared.count.send_modify(|count| *count += 1);
    answer
}

/// Returns the rules that a request breaks.
fn violations(
    received: &Received,
    header: &dyn Fn(header::HeaderName) -> Option<String>,
    length: usize,
) -> Vec<String> {
    let mut rules = Vec::new();
    let mut rule = |is_kept: bool, rule: &str| rules.extend((!is_kept).then(|| rule.to_owned()));
    let has_body = received.method != Method::GET;
    rule(header(header::ACCEPT).as_deref() == Some("application/json"), "accepts JSON");
    rule(header(header::USER_AGENT).is_some_and(|agent| agent.starts_with("gapless/")), "names the program");
    rule(header(header::CONTENT_TYPE).is_some() == has_body, "has a content type with a body only");
    rule(header(header::CONTENT_TYPE).is_none_or(|of| of == "application/json"), "sends JSON");
    rule((length > 0) == has_body, "GET has no body");
    rules.extend(violation_of_model(received));
    rules
}

/// Returns how the body differs from its model.
fn violation_of_model(Received { method, path, body, .. }: &Received) -> Option<String> {
    let body = body.clone();
    let result = match (method.as_str(), path.as_str()) {
        ("POST", "/api/dashboards/db") => SaveDashboardCommand::deserialize(body).map(drop),
        ("POST", "/api/folders") => CreateFolderCommand::deserialize(body).map(drop),
        ("PUT", path) if path.starts_with("/api/folders/") => {
            UpdateFolderCommand::deserialize(body).map(drop)
        }
        ("POST", "/api/annotations") => PostAnnotationsCmd::deserialize(body).map(drop),
        ("GET", _) => Ok(()),
        _ => return Some("is not a call of Grafana".to_owned()),
    };
    result.err().map(|error| error.to_string())
}

impl Store {
    /// The answers of a healthy Grafana.
    fn answer_of_grafana(&mut self, received: &Received) -> Response {
        let (path, body) = (received.path.split('?').next().unwrap_or_default(), &received.body);
        let not_found = |what: &str| json_answer(404, &json!({"message": format!("{what} not found")}));
        match (received.method.as_str(), path) {
            ("GET", "/api/health") => {
                json_answer(200, &json!({"commit": "abc", "database": "ok", "version": "13.0.1"}))
            }
            ("GET", "/api/folders") => {
                let listed =
                    self.folders.iter().map(|of| json!({"id": 1, "uid": of["uid"], "title": of["title"]}));
                json_answer(200, &listed.collect())
            }
            ("POST", "/api/folders") => self.create_folder(body),
            ("POST", "/api/dashboards/db") => self.save(body),
            ("POST", "/api/annotations") => {
                self.annotations.extend(PostAnnotationsCmd::deserialize(body.clone()));
                json_answer(200, &json!({"message": "Annotation added", "id": self.annotations.len()}))
            }
            (method, path) => match path.rsplit_once('/') {
                Some(("/api/dashboards/uid", uid)) => {
                    self.dashboards.get(uid).map_or_else(|| not_found("Dashboard"), |of| json_answer(200, of))
                }
                Some(("/api/folders", uid)) => {
                    let found = self.folders.iter_mut().find(|folder| folder["uid"] == uid);
                    found.map_or_else(|| not_found("folder"), |folder| read_or_rename(method, folder, body))
                }
                _ => not_found("page"),
            },
        }
    }

    fn create_folder(&mut self, body: &Value) -> Response {
        if self.folders.iter().any(|folder| folder["uid"] == body["uid"] || folder["title"] == body["title"])
        {
            return json_answer(409, &json!({"message": "a folder with this title exists"}));
        }
        self.folders.push(json!({"uid": body["uid"], "title": body["title"], "version": 1}));
        json_answer(200, &self.folders[self.folders.len() - 1])
    }

    fn save(&mut self, body: &Value) -> Response {
        let uid = body["dashboard"]["uid"].as_str().unwrap_or_default().to_owned();
        let version =
            self.dashboards.get(&uid).map_or(0, |of| of["dashboard"]["version"].as_i64().unwrap_or(0)) + 1;
        let mut dashboard = body["dashboard"].clone();
        (dashboard["id"], dashboard["version"]) = (json!(7), json!(version));
        let folder = body["folderUid"].as_str().unwrap_or_default();
        let stored =
            json!({"dashboard": dashboard, "meta": {"folderUid": folder, "slug": uid, "version": version}});
        self.dashboards.insert(uid.clone(), stored);
        let url = format!("/d/{uid}/{uid}");
        json_answer(
            200,
            &json!({"id": 7, "uid": uid, "url": url, "status": "success", "version": version, "slug": uid}),
        )
    }
}

fn read_or_rename(method: &str, folder: &mut Value, body: &Value) -> Response {
    if method == "PUT" {
        if body["version"] != folder["version"] {
            let body = json!({"message": "the folder has been changed by someone else", "status": "version-mismatch"});
            return json_answer(412, &body);
        }
        folder["title"] = body["title"].clone();
        folder["version"] = json!(folder["version"].as_i64().unwrap_or(0) + 1);
    }
    json_answer(200, folder)
}

/// Returns an answer that is not complete within any time limit.
pub(crate) fn endless() -> Response {
    Response::new(Body::from_stream(futures_util::stream::pending::<Result<String, std::io::Error>>()))
}
