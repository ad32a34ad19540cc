//! The site: the shared state, the routes, and the layer around all responses.

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Router, middleware};
use gapless::artifacts::File;
use gapless::plugins::{HttpServer, WebSocket, WebSocketEndpoint};
use gapless::{Instance, Measured};
use tower_http::catch_panic::CatchPanicLayer;

use crate::chat::Hub;
use crate::database::Database;
use crate::games::GameList;
use crate::jobs::Queue;
use crate::sessions::Sessions;
use crate::{accounts, artifacts, chat, drill, games, pages, sessions, start};

/// The routes, which are exported at zero before their first request.
const ROUTES: [(&str, &str); 18] = [
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
    ("POST", "/drill/errors"),
    ("POST", "/drill/overflow"),
    ("POST", "/drill/job"),
    ("GET", "/assets/{file}"),
    ("GET", "/artifacts"),
    ("GET", "/artifacts/{*path}"),
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
    pub(crate) queue: Queue,
}

impl Site {
    pub(crate) fn new(database: Database, queue: Queue) -> Self {
        let sockets = WebSocket::new();
        Site {
            database,
            sessions: Sessions::default().measured(),
            hub: Arc::new(Hub::new()),
            games: GameList::default().measured(),
            http: HttpServer::new().routes(ROUTES).statuses(STATUSES).sizes(),
            chat: sockets.endpoint("chat"),
            sockets,
            queue,
        }
    }
}

/// Returns the routes of the pages, of the metrics and of the files that are made from them. The HTTP layer measures
/// requests of the pages.
pub(crate) fn router(site: Site, metrics: &Instance, files: Vec<File>) -> Router {
    let layer = site.http.layer();
    pages()
        .layer(CatchPanicLayer::new())
        .merge(drill::router(metrics.metrics().clone()))
        .merge(artifacts::router(files))
        .layer(middleware::map_response(pages::guard))
        .with_state(site)
        .merge(metrics.router())
        .layer(layer)
}

fn pages() -> Router<Site> {
    Router::new()
        .route("/", get(start::home))
        .route("/assets/{file}", get(start::asset))
        .route("/register", post(accounts::register))
        .route("/login", post(sessions::login))
        .route("/logout", post(sessions::logout))
        .route("/chat/{channel}", get(chat::read_channel).post(chat::post_message))
        .route("/chat/{channel}/listen", get(chat::listen))
        .route("/chat/{channel}/socket", get(chat::open_socket))
        .route("/games", get(games::list_games).post(games::add_game))
}
