//! An application with one handler, whose calls a library counts.

use std::panic::{set_hook, take_hook};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use metrics_exporter_prometheus::PrometheusRecorder;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

use crate::counter::{THREADS, TIMES, samples, total};

/// An application, and the names of the metrics of its handler.
pub(crate) struct App {
    pub(crate) router: Router,
    pub(crate) scrape: Box<dyn Fn() -> String>,
    /// The recorder of the thread that calls the handler, for a library that records through the crate `metrics`.
    pub(crate) recorder: Option<PrometheusRecorder>,
    pub(crate) calls: &'static str,
    pub(crate) in_flight: &'static str,
    /// The label that says how a call ended.
    pub(crate) end: &'static str,
}

/// The path of the handler; its last segment says how the handler ends.
pub(crate) const PATH: &str = "/work/{how}";

/// The work of the handler.
pub(crate) async fn work(how: &str) -> StatusCode {
    match how {
        "panic" => panic!("as asked"),
        "hang" => std::future::pending().await,
        "fail" => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::OK,
    }
}

impl App {
    /// Returns the answers to all questions about calls: at first, status 500, a panic, a cancelled request, and in
    /// flight.
    pub(crate) fn answers(&self) -> [String; 5] {
        let at_first = samples(&(self.scrape)(), self.calls).len().to_string();
        [at_first, self.end_of("fail"), self.end_of("panic"), self.end_of("hang"), self.in_flight()]
    }

    /// Returns the number of calls that are counted after a number of calls from several threads.
    pub(crate) fn count(&self) -> String {
        let before = self.total();
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                let (router, recorder) = (self.router.clone(), self.recorder.as_ref());
                scope.spawn(move || {
                    let calls = async || {
                        for _ in 0..TIMES / THREADS {
                            router.clone().oneshot(request("ok")).await.expect("a router always responds");
                        }
                    };
                    within(recorder, || runtime().block_on(calls()));
                });
            }
        });
        crate::counter::grouped(self.total() - before)
    }

    /// Calls a function with the recorder of this application.
    pub(crate) fn within(&self, call: impl FnOnce()) {
        within(self.recorder.as_ref(), call);
    }

    fn total(&self) -> u64 {
        total(&(self.scrape)(), self.calls)
    }

    /// Returns the label of the call that a request adds.
    fn end_of(&self, how: &str) -> String {
        let before = (self.scrape)();
        let before = samples(&before, self.calls);
        self.request(how);
        let after = (self.scrape)();
        let added = samples(&after, self.calls).into_iter().find(|sample| !before.contains(sample));
        let Some(sample) = added else { return "not counted".to_owned() };
        let label = sample.split_once(&format!("{}=\"", self.end)).and_then(|(_, rest)| rest.split_once('"'));
        match label {
            Some((value, _)) if !value.is_empty() => format!("`{}=\"{value}\"`", self.end),
            _ => format!("counted, without `{}`", self.end),
        }
    }

    fn in_flight(&self) -> String {
        total(&(self.scrape)(), self.in_flight).to_string()
    }

    /// Sends a request, and drops the future of its response if it does not complete.
    fn request(&self, how: &str) {
        let hook = take_hook();
        set_hook(Box::new(|_| {}));
        let call = async {
            let response = tokio::spawn(self.router.clone().oneshot(request(how)));
            if how == "hang" {
                tokio::task::yield_now().await; // the request reaches the handler
                response.abort();
            }
            drop(response.await);
        };
        self.within(|| runtime().block_on(call));
        set_hook(hook);
    }
}

/// Calls a function with a recorder for this thread.
fn within(recorder: Option<&PrometheusRecorder>, call: impl FnOnce()) {
    match recorder {
        Some(recorder) => metrics::with_local_recorder(recorder, call),
        None => call(),
    }
}

fn request(how: &str) -> Request<Body> {
    let path = PATH.replace("{how}", how);
    Request::get(path).body(Body::empty()).expect("a valid path")
}

pub(crate) fn runtime() -> Runtime {
    Builder::new_current_thread().build().expect("a runtime can be made")
}
