//! The site: the shared state, the routes, and the layer around all responses.

use std::sync::Arc;

use axum::Router;
use axum::body::HttpBody;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, post};
use gapless::{Instance, LabelSet, Measured, StatusClass, defmetrics};
use sqlx::SqlitePool;
use tower_http::catch_panic::CatchPanicLayer;

use crate::chat::Hub;
use crate::games::GameList;
use crate::sessions::Sessions;
use crate::{accounts, chat, drill, games, pages, sessions};

defmetrics! {
    #![namespace = "grapevine"]
    #![group = "http"]

    /// Responses of the site, without those of its metrics.
    counter http_responses_total(endpoint: Endpoint, status: StatusClass);

    /// Size of responses with a known length.
    #[buckets(exponential(64, 4, 6))]
    histogram http_response_size_bytes;
}

/// The method and the route of a request, in the combinations that the router has.
#[derive(Clone, Copy, LabelSet)]
enum Endpoint {
    #[labels(method = "GET", route = "/")]
    Home,
    #[labels(method = "POST", route = "/register")]
    Register,
    #[labels(method = "POST", route = "/login")]
    Login,
    #[labels(method = "POST", route = "/logout")]
    Logout,
    #[labels(method = "GET", route = "/chat/{channel}")]
    ReadChannel,
    #[labels(method = "POST", route = "/chat/{channel}")]
    PostMessage,
    #[labels(method = "GET", route = "/chat/{channel}/listen")]
    Listen,
    #[labels(method = "GET", route = "/games")]
    ListGames,
    #[labels(method = "POST", route = "/games")]
    AddGame,
    #[labels(method = "GET", route = "/drill/panic")]
    DrillPanic,
    #[labels(method = "GET", route = "/drill/stall")]
    DrillStall,
    /// An unknown path, or a method that the route does not have.
    #[labels(method = "other", route = "other")]
    Other,
}

impl Endpoint {
    fn of(request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
        Endpoint::from_labels(request.method().as_str(), route).unwrap_or(Endpoint::Other)
    }
}

#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) database: SqlitePool,
    pub(crate) sessions: Measured<Sessions>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) games: Measured<GameList>,
}

impl Site {
    pub(crate) fn new(database: SqlitePool) -> Self {
        Site {
            database,
            sessions: Sessions::default().measured(),
            hub: Arc::new(Hub::new()),
            games: GameList::default().measured(),
        }
    }
}

/// Returns the routes of the pages, which are counted, and of the metrics, which are not.
pub(crate) fn router(site: Site, metrics: &Instance) -> Router {
    Router::new()
        .route("/", get(pages::home))
        .route("/register", post(accounts::register))
        .route("/login", post(sessions::login))
        .route("/logout", post(sessions::logout))
        .route("/chat/{channel}", get(chat::read_channel).post(chat::post_message))
        .route("/chat/{channel}/listen", get(chat::listen))
        .route("/games", get(games::list_games).post(games::add_game))
        .route("/drill/panic", get(drill::panic))
        .route("/drill/stall", get(drill::stall))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(count_response))
        .with_state(site)
        .merge(metrics.router())
}

async fn count_response(request: Request, next: Next) -> Response {
    let endpoint = Endpoint::of(&request);
    let response = next.run(request).await;
    http_responses_total(endpoint, StatusClass::from(response.status().as_u16())).inc();
    if let Some(bytes) = response.body().size_hint().exact() {
        http_response_size_bytes().observe(bytes);
    }
    response
}
