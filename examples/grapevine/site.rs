//! The site: the shared state, the routes, and the layer around all responses.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use gapless::plugins::{HttpServer, WebSocket, WebSocketEndpoint};
use gapless::{Instance, Measured};
use tower_http::catch_panic::CatchPanicLayer;

use crate::chat::Hub;
use crate::database::Database;
use crate::games::GameList;
use crate::sessions::Sessions;
use crate::{accounts, chat, drill, games, pages, sessions};

/// The routes, which are exported at zero before their first request.
const ROUTES: [(&str, &str); 12] = [
    ("GET", "/"),
    ("POST", "/register"),
    ("POST", "/login"),
    ("POST", "/logout"),
    ("GET", "/chat/{channel}"),
    ("POST", "/chat/{channel}"),
    ("GET", "/chat/{channel}/listen"),
    ("GET", "/chat/{channel}/socket"),
    ("GET", "/games"),
    ("POST", "/games"),
    ("GET", "/drill/panic"),
    ("GET", "/drill/stall"),
];

/// The statuses that each route is exported with, at zero, before its first request.
const STATUSES: [u16; 8] = [101, 200, 303, 401, 404, 409, 422, 500];

#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) database: Database,
    pub(crate) sessions: Measured<Sessions>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) games: Measured<GameList>,
    pub(crate) http: HttpServer,
    pub(crate) sockets: WebSocket,
    pub(crate) chat: WebSocketEndpoint,
}

impl Site {
    pub(crate) fn new(database: Database) -> Self {
        let sockets = WebSocket::new();
        Site {
            database,
            sessions: Sessions::default().measured(),
            hub: Arc::new(Hub::new()),
            games: GameList::default().measured(),
            http: HttpServer::new().routes(ROUTES).statuses(STATUSES).sizes(),
            chat: sockets.endpoint("chat"),
            sockets,
        }
    }
}

/// Returns the routes of the pages and of the metrics. The layer measures requests of the pages.
pub(crate) fn router(site: Site, metrics: &Instance) -> Router {
    let layer = site.http.layer();
    Router::new()
        .route("/", get(pages::home))
        .route("/register", post(accounts::register))
        .route("/login", post(sessions::login))
        .route("/logout", post(sessions::logout))
        .route("/chat/{channel}", get(chat::read_channel).post(chat::post_message))
        .route("/chat/{channel}/listen", get(chat::listen))
        .route("/chat/{channel}/socket", get(chat::open_socket))
        .route("/games", get(games::list_games).post(games::add_game))
        .route("/drill/panic", get(drill::panic))
        .route("/drill/stall", get(drill::stall))
        .layer(CatchPanicLayer::new())
        .with_state(site)
        .merge(metrics.router())
        .layer(layer)
}
