//! The site: the shared state, the routes, and the layer around all responses.

use std::sync::Arc;

use axum::Router;
use axum::body::HttpBody;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, post};
use gapless::{Instance, StatusClass, defmetrics};
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
    counter http_responses_total(status: StatusClass);

    /// Size of responses with a known length.
    #[buckets(exponential(64, 4, 6))]
    histogram http_response_size_bytes;
}

#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) database: SqlitePool,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) games: Arc<GameList>,
}

impl Site {
    pub(crate) fn new(database: SqlitePool) -> Self {
        Site { database, sessions: Arc::default(), hub: Arc::new(Hub::new()), games: Arc::default() }
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
    let response = next.run(request).await;
    http_responses_total(StatusClass::from(response.status().as_u16())).inc();
    if let Some(bytes) = response.body().size_hint().exact() {
        http_response_size_bytes().observe(bytes);
    }
    response
}
