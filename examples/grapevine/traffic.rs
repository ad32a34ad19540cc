//! Traffic: a built-in visitor, so that the metrics show something.
//!
//! It sends real requests at a fixed rate, in a fixed order. Some of them fail on purpose.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use gapless::buckets::{self, Bounds};
use gapless::{LabelValue, StatusClass, defmetrics};
use reqwest::header::{COOKIE, SET_COOKIE, USER_AGENT};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use tokio::time::{MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tracing::debug;

use crate::chat::Channel;
use crate::origin;

/// The time between two requests.
const PACE: Duration = Duration::from_millis(300);

/// The time after which the visitor gives up on a response.
const PATIENCE: Duration = Duration::from_millis(800);

/// The upper bounds for the sizes of responses.
pub(crate) const ANSWER_SIZES: Bounds = buckets::exponential(256.0, 4.0, 4);

const PASSWORD: &str = "through the grapevine";

defmetrics! {
    #![namespace = "grapevine"]
    #![group = "traffic"]

    /// Requests of the built-in visitor; a request without a response has no label `status`.
    counter traffic_requests_total(visit: Visit, status: Option<StatusClass>);
}

/// The next action of the visitor.
#[derive(Clone, Copy, Debug, LabelValue)]
enum Visit {
    Home,
    Register,
    RegisterBadly,
    Login,
    LoginBadly,
    Listen,
    Read,
    Post,
    PostNothing,
    Talk,
    AddGame,
    ListGames,
    Stall,
    Logout,
    PostLoggedOut,
}

const ROUND: [Visit; 17] = [
    Visit::Home,
    Visit::Register,
    Visit::RegisterBadly,
    Visit::LoginBadly,
    Visit::Login,
    Visit::Listen,
    Visit::Post,
    Visit::Read,
    Visit::Post,
    Visit::PostNothing,
    Visit::Talk,
    Visit::AddGame,
    Visit::ListGames,
    Visit::Post,
    Visit::Stall,
    Visit::Logout,
    Visit::PostLoggedOut,
];

/// The games that the visitor adds, one in each round. Later attempts fail, because the games exist.
const GAMES: [(&str, &str); 3] = [
    ("Zork", "interactive_fiction"),
    ("LambdaMOO", "moo"),
    ("Colossal Cave Adventure", "interactive_fiction"),
];

/// Visits the site until the future is dropped.
pub(crate) async fn run(addr: SocketAddr) {
    let mut visitor = Visitor::new(addr);
    let mut pace = interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for round in 0.. {
        for (step, visit) in ROUND.into_iter().enumerate() {
            pace.tick().await;
            visitor.visit(visit, round + step).await;
        }
    }
}

type VisitError = Box<dyn Error + Send + Sync>;

struct Visitor {
    client: Client,
    site: String,
    /// The cookie of the session, if the visitor is logged in.
    cookie: String,
    /// The response that is still being read.
    listening: Option<Response>,
}

impl Visitor {
    fn new(addr: SocketAddr) -> Self {
        let client =
            Client::builder().user_agent(origin::TRAFFIC).redirect(Policy::none()).no_proxy().build();
        Visitor {
            client: client.expect("a client without TLS always builds"),
            site: format!("http://{}", reachable(addr)),
            cookie: String::new(),
            listening: None,
        }
    }

    async fn visit(&mut self, visit: Visit, turn: usize) {
        let status = tokio::time::timeout(PATIENCE, async {
            match self.request(visit, turn) {
                Some(request) => self.send(visit, request).await,
                None => self.talk(turn).await,
            }
        });
        let status = status.await.map_err(Into::into).flatten();
        let status = status
            .inspect_err(|error| debug!("{error}"))
            .ok()
            .map(|status| StatusClass::from(status.as_u16()));
        traffic_requests_total(visit, status).inc();
    }

    async fn send(&mut self, visit: Visit, request: RequestBuilder) -> Result<StatusCode, VisitError> {
        let answer = request.header(COOKIE, &self.cookie).send().await?;
        let status = answer.status();
        self.take(visit, answer).await;
        Ok(status)
    }

    /// Opens a WebSocket, and posts a message. Every second time, the visitor vanishes without closing the WebSocket.
    async fn talk(&self, turn: usize) -> Result<StatusCode, VisitError> {
        let mut request =
            format!("{}/chat/gossip/socket", self.site.replacen("http", "ws", 1)).into_client_request()?;
        let headers = [(COOKIE, &*self.cookie), (USER_AGENT, origin::TRAFFIC)];
        for (name, value) in headers {
            request.headers_mut().insert(name, value.parse()?);
        }
        let (mut socket, answer) = tokio_tungstenite::connect_async(request).await?;
        socket.send(format!("Turn {turn} of the grapevine, over a WebSocket.").into()).await?;
        socket.next().await.transpose()?;
        if turn.is_multiple_of(2) {
            socket.close(None).await?;
            while socket.next().await.transpose()?.is_some() {}
        }
        Ok(answer.status())
    }

    /// Returns the request of a visit; `None` for [`Visit::Talk`].
    fn request(&self, visit: Visit, turn: usize) -> Option<RequestBuilder> {
        let channel = format!("/chat/{}", Channel::VALUES[turn % Channel::CARDINALITY].as_label());
        let (name, game) = (format!("visitor-{}", turn % 10), GAMES[turn % GAMES.len()]);
        Some(match visit {
            Visit::Talk => return None,
            Visit::Home => self.get("/"),
            Visit::Register => self.post("/register", &[("name", &name), ("password", PASSWORD)]),
            Visit::RegisterBadly => self.post("/register", &[("name", "?"), ("password", PASSWORD)]),
            Visit::Login => self.post("/login", &[("name", "visitor-1"), ("password", PASSWORD)]),
            Visit::LoginBadly => self.post("/login", &[("name", "visitor-1"), ("password", "sesame")]),
            Visit::Listen => self.get("/chat/gossip/listen"),
            Visit::Read => self.get(&channel),
            Visit::Post | Visit::PostLoggedOut => {
                self.post(&channel, &[("text", &format!("Turn {turn} of the grapevine."))])
            }
            Visit::PostNothing => self.post(&channel, &[("text", "")]),
            Visit::AddGame => self.post("/games", &[("name", game.0), ("genre", game.1)]),
            Visit::ListGames => self.get("/games"),
            Visit::Stall => self.get("/drill/stall"),
            Visit::Logout => self.post("/logout", &[]),
        })
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.site))
    }

    fn post(&self, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.site)).form(form)
    }

    /// Stores what later visits need from a response.
    async fn take(&mut self, visit: Visit, answer: Response) {
        match visit {
            Visit::Login => self.cookie = session_cookie(&answer).unwrap_or_default(),
            Visit::Logout => self.cookie.clear(),
            Visit::Listen => self.listening = Some(answer),
            // Reads the response to its end, so that the next visit can use the connection.
            _ => measure(answer.bytes().await.map_or(0, |body| body.len())),
        }
    }
}

/// Records with the crate `metrics`, as a library that does not know Gapless would.
#[expect(clippy::cast_precision_loss, reason = "no page is so long")]
fn measure(body: usize) {
    metrics::histogram!("traffic.answer_size_bytes").record(body as f64);
}

fn session_cookie(answer: &Response) -> Option<String> {
    let cookie = answer.headers().get(SET_COOKIE)?.to_str().ok()?;
    Some(cookie.split(';').next()?.to_owned())
}

/// Returns an address at which a server that listens on `addr` can be reached.
fn reachable(mut addr: SocketAddr) -> SocketAddr {
    match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => addr.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => addr.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    addr
}
