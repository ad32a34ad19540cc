//! `Live`: the settings of the live page, and its router.

use std::ops::RangeInclusive;
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
///
/// # The stream
///
/// The page reads `/metrics/live/events`, a stream of server-sent events. Any other program can read this stream too:
///
/// ```text
/// curl --no-buffer --globoff 'localhost:3000/metrics/live/events?topic=logins_total{outcome="ok"}@rate'
/// ```
///
/// A topic is the exported name of a metric, with labels for one series, and with datapoints: `value`, `rate`, `delta`,
/// `count`, `sum`, `mean`, `min`, `max`, quantiles such as `p99`, and `heat`. Each client receives the history first,
/// and then a point in each interval. `GET /metrics/live/metrics?search=WORDS` lists the metrics. With the feature
/// `live-websocket`, `/metrics/live/socket` has the same messages over WebSocket.
///
/// # Cost
///
/// The page does not make recording slower. While clients are connected, one task reads the metrics that they show,
/// once for all clients, and encodes each message once. Reading 2,000 series for 200 clients takes 1 to 2 ms. Sources
/// are collected in each interval if a client shows one of their metrics.
///
/// If 1 MiB of messages waits for a client, further messages are dropped, and the client receives their number. A slow
/// client delays neither the program nor other clients. An idle client takes about 1 KB of memory, in addition to the
/// memory of its connection.
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
    /// The shortest and the longest interval. For the crate `gapless`; it may change in any release.
    #[doc(hidden)]
    pub const INTERVALS: RangeInclusive<Duration> = Duration::from_millis(100)..=Duration::from_secs(3600);

    /// The longest history, because each point takes memory. For the crate `gapless`; it may change in any release.
    #[doc(hidden)]
    pub const MAX_HISTORY: Duration = Duration::from_secs(3600);

    /// Creates a page with the metrics of a view.
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

    /// Sets the view of the metrics on the page. By default, the page shows every series.
    pub fn view(mut self, view: View) -> Self {
        self.view = view;
        self
    }

    /// Sets the time between two points, from 100 ms to 1 hour. The default is 1 second. All clients have this
    /// interval.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval.clamp(*Self::INTERVALS.start(), *Self::INTERVALS.end());
        self
    }

    /// Sets the length of the history: how long points are kept, even while the page is not open. The default is 5
    /// minutes, and the maximum is 1 hour.
    ///
    /// With a history, the program reads the kept series in each interval, and collects the sources every 15 seconds.
    /// With a history of zero, the program reads nothing while the page is not open, and charts are empty at first.
    pub fn history(mut self, history: Duration) -> Self {
        self.history = history.min(Self::MAX_HISTORY);
        self
    }

    /// Sets the largest number of series in the history. The default is 1,000. A point of a series takes 4 bytes.
    ///
    /// A histogram counts as one series for each bucket and one for the sum, and a summary as five. Metrics with few
    /// series are kept first. A metric is kept with all of its series or not at all.
    pub fn max_history_series(mut self, series: usize) -> Self {
        self.max_history_series = series;
        self
    }

    /// Sets how many clients can read the stream at the same time, at least 1. The default is 256.
    ///
    /// Further clients receive 503 with `Retry-After`.
    pub fn max_clients(mut self, clients: usize) -> Self {
        self.max_clients = clients.max(1);
        self
    }

    /// Restricts access to the page and to its stream. By default, everyone has access.
    ///
    /// With passwords, the browser asks for a user and a password. With tokens, the page has a form that asks for a
    /// token, and clients that are not browsers send the token in the header `Authorization`.
    ///
    /// ```
    /// use gapless::http::Auth;
    /// use gapless::live::Live;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), gapless::http::Error> {
    /// let auth = Auth::bearer(["a-token"])?;
    /// let metrics: axum::Router = gapless::router().route_layer(auth.clone());
    /// let app = metrics.merge(Live::default().auth(auth).router());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # The login
    ///
    /// - The form sets a cookie for 12 hours. Scripts cannot read the cookie, and browsers send it only to the page and
    ///   only from the page. Behind HTTPS, also at a proxy, it is never sent without encryption.
    /// - The cookie contains the time at which it expires, signed with the digest of the token. The login therefore
    ///   survives a restart of the program, and ends when the token is replaced. A stream that is open at that time
    ///   continues until the browser reconnects.
    /// - After five wrong tokens within a minute, a client must wait for the rest of the minute, even with the right
    ///   token. Otherwise the limit would not slow down a client that guesses. A client is an address, or a network
    ///   `/64` of IPv6, if the server adds axum's `ConnectInfo<SocketAddr>`. All others count together, as do the
    ///   clients of a proxy. The header `Authorization` has no such limit, so choose a token that cannot be guessed.
    ///
    /// # Other sites
    ///
    /// Another site cannot read the page or use the login of a browser: no response has CORS headers, and requests with
    /// a foreign `Origin` are refused. Over HTTP, the `Origin` is compared with the `Host`, which a proxy must pass on.
    /// A page without `auth` is open to everyone who can reach its address, which includes a site whose name resolves
    /// to this address (DNS rebinding). Set `auth` also for pages that only this machine can reach.
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

    /// Starts the page, and returns a handle that can [end](LivePage::end) its streams before the program stops.
    pub fn start(self) -> LivePage {
        let Live { view, interval, history, max_history_series, max_clients, auth } = self;
        Registry::global().mark_used(own::GROUP);
        let hub = Hub::new(Settings { view, interval, history, max_history_series, max_clients });
        hub.start();
        LivePage { hub, auth }
    }
}

/// A running page, whose streams can be ended.
///
/// A graceful shutdown of a server waits for open responses, and the stream of a page is open until the browser closes
/// it. A program with an [instance](https://docs.rs/gapless/latest/gapless/struct.Instance.html) ends the streams with
/// the instance. Another program ends them with this type:
///
/// ```
/// use gapless::live::Live;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// # let signal = async {};
/// let live = Live::default().start();
/// let app: axum::Router = gapless::router().merge(live.router());
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// let stop = async move {
///     signal.await;
///     live.end();
/// };
/// axum::serve(listener, app).with_graceful_shutdown(stop).await
/// # }
/// ```
///
/// All routers of a page share its points and its clients.
#[derive(Clone, Debug)]
pub struct LivePage {
    hub: Arc<Hub>,
    auth: Option<Auth>,
}

impl LivePage {
    /// Returns a router with the page at `/metrics/live`.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        self.router_at(PATH)
    }

    /// Returns a router with the page at a path.
    ///
    /// # Panics
    ///
    /// Panics if axum does not accept the path; see [`Router::route`].
    pub fn router_at<S: Clone + Send + Sync + 'static>(&self, path: &str) -> Router<S> {
        let base = path.trim_end_matches('/');
        scrapes::add_below(base);
        self.hub.start();
        let stream = stream(base, self.hub.clone());
        access::router(base, self.auth.clone(), stream).route_layer(map_response(marked)).with_state(())
    }

    /// Returns the page with other access, for the crate `gapless`; it may change in any release.
    #[doc(hidden)]
    #[must_use]
    pub fn with_auth(&self, auth: Auth) -> Self {
        let mut page = self.clone();
        page.auth = Some(auth);
        page
    }

    /// Ends the streams of all clients with a message, and refuses new clients.
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
