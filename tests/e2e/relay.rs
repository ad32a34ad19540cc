//! A relay between Prometheus and its target, which tells the test when a scrape has come through.
//!
//! So a test waits for scrapes, not for time: when the next scrape of a target begins, the one before is stored.

use std::io::Read;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use flate2::read::GzDecoder;
use tokio::sync::watch;

use crate::linted::linted;

pub(crate) struct Relay {
    pub(crate) address: String,
    scrapes: watch::Receiver<u64>,
    shared: Arc<Shared>,
}

struct Shared {
    target: String,
    scrapes: watch::Sender<u64>,
    /// That of the last answer.
    content_type: Mutex<String>,
}

impl Relay {
    /// Listens on a free port and passes each request for `/metrics` on to `target`.
    pub(crate) async fn start(target: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
        let address = listener.local_addr().expect("a bound listener has an address").to_string();
        let (sender, scrapes) = watch::channel(0);
        let target = format!("{target}/metrics");
        let shared = Arc::new(Shared { target, scrapes: sender, content_type: Mutex::default() });
        let app = Router::new().route("/metrics", axum::routing::get(pass_on)).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Relay { address, scrapes, shared }
    }

    /// The `Content-Type` of the last answer.
    pub(crate) fn content_type(&self) -> String {
        self.shared.content_type.lock().expect("no task panics while it writes there").clone()
    }

    /// Waits until a scrape that begins from now on is stored.
    pub(crate) async fn scraped(&mut self) {
        let now = *self.scrapes.borrow_and_update();
        let stored = self.scrapes.wait_for(|&scrapes| scrapes >= now + 2).await;
        stored.expect("the relay lives as long as the test");
    }
}

/// With all headers of the request, and of the answer those that a scraper reads.
async fn pass_on(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> impl IntoResponse {
    shared.scrapes.send_modify(|scrapes| *scrapes += 1);
    let answer =
        reqwest::Client::new().get(&shared.target).headers(headers).send().await.expect("the target answers");
    let (status, content_type) = (answer.status(), answer.headers()["content-type"].clone());
    let said = content_type.to_str().expect("it is plain").to_owned();
    *shared.content_type.lock().expect("no task panics while it writes here") = said.clone();
    let encoding =
        answer.headers().get("content-encoding").cloned().map(|encoding| [("content-encoding", encoding)]);
    let body = answer.bytes().await.expect("the answer is whole");
    linted(plain(&body), &said);
    (status, [("content-type", content_type)], encoding, body)
}

/// A body as it is once it is decompressed, if it has to be.
fn plain(body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match GzDecoder::new(body).read_to_end(&mut plain) {
        Ok(_) => plain,
        Err(_) => body.to_vec(),
    }
}
