//! A relay between Prometheus and its target, through which a test waits for scrapes.
//!
//! Tests wait for scrapes, not for time: when the next scrape of a target begins, the previous one is stored.

use std::io::Read;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName};
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
    /// A request header that the relay removes.
    withheld: Option<&'static str>,
    scrapes: watch::Sender<u64>,
    last: Mutex<Exchange>,
}

/// The headers of a scrape and its response; a missing header is empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exchange {
    pub(crate) accept: String,
    pub(crate) accept_encoding: String,
    pub(crate) content_type: String,
    pub(crate) content_encoding: String,
}

impl Relay {
    /// Listens on a free port, and forwards each request for `/metrics` to `target`, without a header.
    pub(crate) async fn start(target: &str, withheld: Option<&'static str>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
        let address = listener.local_addr().expect("a bound listener has an address").to_string();
        let (sender, scrapes) = watch::channel(0);
        let target = format!("{target}/metrics");
        let shared = Arc::new(Shared { target, withheld, scrapes: sender, last: Mutex::default() });
        let app = Router::new().route("/metrics", axum::routing::get(pass_on)).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Relay { address, scrapes, shared }
    }

    /// Returns the last scrape.
    pub(crate) fn last(&self) -> Exchange {
        self.shared.last.lock().expect("no task panics while it writes there").clone()
    }

    /// Waits until a scrape that began after this call is stored.
    pub(crate) fn next_scrape(&self) -> impl Future<Output = ()> + use<> {
        let mut scrapes = self.scrapes.clone();
        let now = *scrapes.borrow();
        async move {
            let stored = scrapes.wait_for(|&scrapes| scrapes >= now + 2).await;
            stored.expect("the relay lives as long as the test");
        }
    }
}

/// Forwards a request with its headers, and the response with the headers that a scraper reads.
async fn pass_on(State(shared): State<Arc<Shared>>, mut headers: HeaderMap) -> impl IntoResponse {
    shared.scrapes.send_modify(|scrapes| *scrapes += 1);
    shared.withheld.map(|name| headers.remove(name));
    let asked = headers.clone();
    let answer =
        reqwest::Client::new().get(&shared.target).headers(headers).send().await.expect("the target answers");
    let (status, answered) = (answer.status(), answer.headers().clone());
    let body = answer.bytes().await.expect("the answer is whole");
    let exchange = Exchange {
        accept: text(&asked, "accept"),
        accept_encoding: text(&asked, "accept-encoding"),
        content_type: text(&answered, "content-type"),
        content_encoding: text(&answered, "content-encoding"),
    };
    linted(plain(&body), &exchange.content_type);
    *shared.last.lock().expect("no task panics while it writes here") = exchange;
    let mut read = HeaderMap::new();
    for name in ["content-type", "content-encoding"] {
        read.extend(answered.get(name).map(|value| (HeaderName::from_static(name), value.clone())));
    }
    (status, read, body)
}

fn text(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).map(|value| value.to_str().expect("it is plain").to_owned()).unwrap_or_default()
}

/// Returns the decompressed body.
fn plain(body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match GzDecoder::new(body).read_to_end(&mut plain) {
        Ok(_) => plain,
        Err(_) => body.to_vec(),
    }
}
