//! `Live`: the settings of the live page, and its router.

use std::sync::Arc;
use std::time::Duration;

use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use gapless_core::__private::scrapes;
use gapless_core::Registry;
use gapless_encode::View;
use gapless_http::Auth;

use crate::hub::{Hub, Settings};
#[cfg(feature = "websocket")]
use crate::socket;
use crate::{access, events, own, search, topics};

/// The path of the live page.
pub const PATH: &str = "/metrics/live";

/// The live page of the program's metrics, with its stream of values.
///
/// ```
/// use axum::Router;
/// use gapless::live::Live;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let app: Router = Router::new().merge(gapless::router()).merge(Live::default().router());
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `router()` to serve the page"]
pub struct Live {
    view: View,
    interval: Duration,
    history: Duration,
    max_history_series: usize,
    max_clients: usize,
    auth: Option<Auth>,
}

impl Default for Live {
    fn default() -> Self {
        Live::new(View::default())
    }
}

impl Live {
    /// Creates the page of a view.
    pub fn new(view: View) -> Self {
        Live {
            view,
            interval: Duration::from_secs(1),
            history: Duration::from_secs(300),
            max_history_series: 1_000,
            max_clients: 256,
            auth: None,
        }
    }

    /// Sets the view of the metrics on the page; every series by default.
    pub fn view(mut self, view: View) -> Self {
        self.view = view;
        self
    }

    /// Sets the time between two points; 1 second by default, and at least 100 ms.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval.max(Duration::from_millis(100));
        self
    }

    /// Sets for how long the points are kept before anyone opens the page; 5 minutes by default. With zero, nothing is
    /// kept, and charts are empty at first.
    pub fn history(mut self, history: Duration) -> Self {
        self.history = history;
        self
    }

    /// Sets how many series are kept at most; 1,000 by default.
    pub fn max_history_series(mut self, series: usize) -> Self {
        self.max_history_series = series;
        self
    }

    /// Sets how many clients can read the stream at the same time; 256 by default, and at least 1.
    pub fn max_clients(mut self, clients: usize) -> Self {
        self.max_clients = clients.max(1);
        self
    }

    /// Restricts access to the page and to its stream; everyone has access by default.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = Some(auth);
        self
    }

    /// Returns a router with the page at `/metrics/live`.
    pub fn router<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        self.router_at(PATH)
    }

    /// Returns a router with the page at a path.
    ///
    /// # Panics
    ///
    /// Panics if axum does not accept the path; see [`Router::route`].
    pub fn router_at<S: Clone + Send + Sync + 'static>(self, path: &str) -> Router<S> {
        self.start().router_at(path)
    }

    /// Starts the page, so that its routers share a stream that can be ended. For the crate `gapless`; it may change in
    /// any release.
    #[doc(hidden)]
    pub fn start(self) -> LivePage {
        let Live { view, interval, history, max_history_series, max_clients, auth } = self;
        let hub = Hub::new(Settings { view, interval, history, max_history_series, max_clients });
        hub.start();
        LivePage { hub, auth }
    }
}

/// A started page. Its routers share a stream.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct LivePage {
    hub: Arc<Hub>,
    auth: Option<Auth>,
}

impl LivePage {
    /// Returns a router with the page at a path.
    ///
    /// # Panics
    ///
    /// Panics if axum does not accept the path; see [`Router::route`].
    pub fn router_at<S: Clone + Send + Sync + 'static>(&self, path: &str) -> Router<S> {
        let base = path.trim_end_matches('/');
        scrapes::add_below(base);
        Registry::global().mark_used(own::GROUP);
        self.hub.start();
        let stream = stream(base, self.hub.clone());
        access::router(base, self.auth.clone(), stream).route_layer(map_response(marked)).with_state(())
    }

    /// Returns the page with other access. It shares the stream.
    #[must_use]
    pub fn with_auth(&self, auth: Auth) -> Self {
        let mut page = self.clone();
        page.auth = Some(auth);
        page
    }

    /// Ends the stream of every client with a message, and refuses new clients.
    pub fn end(&self) {
        self.hub.end();
    }
}

/// Returns the routes of the stream below a path.
fn stream(base: &str, hub: Arc<Hub>) -> Router {
    let stream = Router::new();
    #[cfg(feature = "websocket")]
    let stream = stream.route(&format!("{base}/socket"), get(socket::socket));
    stream
        .route(&format!("{base}/events"), get(events::events))
        .route(&format!("{base}/topics"), post(topics::topics))
        .route(&format!("{base}/metrics"), get(search::metrics))
        .with_state(hub)
}

/// Marks a response as one of the page, which the metrics of the program's HTTP server leave out.
async fn marked<B: Send>(response: Response<B>) -> (Extension<scrapes::Scrape>, Response<B>) {
    (Extension(scrapes::Scrape), response)
}
