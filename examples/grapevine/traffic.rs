//! Traffic: built-in visitors, so that the metrics show something.
//!
//! The visitors send real requests in a fixed order. They come and go in waves of a minute, and sometimes rush. Some
//! requests fail on purpose.

use std::error::Error;
use std::f64::consts::TAU;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::{SinkExt, StreamExt};
use gapless::buckets::{self, Bounds};
use gapless::{LabelValue, StatusClass, defmetrics};
use reqwest::header::{COOKIE, SET_COOKIE, USER_AGENT};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use tokio::time::{Instant, sleep};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tracing::debug;

use crate::chat::Channel;
use crate::origin;

/// The number of visitors on the crest of a wave. One visitor is always there.
const VISITORS: u16 = 6;

/// The time from the crest of a wave to the next.
const WAVE: Duration = Duration::from_secs(60);

/// The time between two requests of the first visitor. Each further visitor is a little slower than the one before, so
/// that their requests spread.
const PACE: Duration = Duration::from_millis(250);

/// The time between two rushes, the number of requests in a rush, and the time between these.
const RUSH_EVERY: Duration = Duration::from_secs(20);
const RUSH: usize = 40;
const RUSH_PACE: Duration = Duration::from_millis(25);

/// Each visitor makes mistakes in one round of this number.
const CLUMSY_EVERY: usize = 8;

/// The time after which a visitor gives up on a response.
const PATIENCE: Duration = Duration::from_millis(800);

/// The upper bounds for the sizes of responses.
pub(crate) const ANSWER_SIZES: Bounds = buckets::exponential(256.0, 4.0, 4);

const PASSWORD: &str = "through the grapevine";

defmetrics! {
    #![namespace = "grapevine"]
    #![group = "traffic"]

    /// Requests of the built-in visitors; a request without a response has no label `status`.
    counter traffic_requests_total(visit: Visit, status: Option<StatusClass>);
}

/// The next action of a visitor.
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

const ROUND: [Visit; 12] = [
    Visit::Home,
    Visit::Login,
    Visit::Listen,
    Visit::Read,
    Visit::Post,
    Visit::Read,
    Visit::ListGames,
    Visit::Talk,
    Visit::Post,
    Visit::Home,
    Visit::ListGames,
    Visit::Logout,
];

/// A round with all mistakes that the site knows. The name and the games are taken from the second time on.
const CLUMSY_ROUND: [Visit; 17] = [
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

/// The games that the visitors add, one in each clumsy round. Later attempts fail, because the games exist.
const GAMES: [(&str, &str); 3] = [
    ("Zork", "interactive_fiction"),
    ("LambdaMOO", "moo"),
    ("Colossal Cave Adventure", "interactive_fiction"),
];

/// Visits the site until the future is dropped.
pub(crate) async fn run(addr: SocketAddr) {
    let start = Instant::now();
    let visitors = (0..VISITORS).map(|number| play(Visitor::new(addr, number), start));
    tokio::join!(join_all(visitors), rush(Visitor::new(addr, VISITORS)));
}

/// Plays one round after the other, while the wave is high enough for this visitor.
async fn play(mut visitor: Visitor, start: Instant) {
    visitor.visit(Visit::Register, 0).await;
    for round in 0.. {
        while f64::from(visitor.number) / f64::from(VISITORS) > level(start.elapsed()) {
            sleep(PACE).await;
        }
        let is_clumsy = (round + usize::from(visitor.number)) % CLUMSY_EVERY == CLUMSY_EVERY - 1;
        let visits = if is_clumsy { &CLUMSY_ROUND[..] } else { &ROUND };
        for (step, visit) in visits.iter().enumerate() {
            visitor.visit(*visit, round + step).await;
            sleep(PACE + PACE * u32::from(visitor.number) / 8).await;
        }
        visitor.listening = None;
    }
}

/// Returns the height of the wave, from 0 to 1. It starts halfway up.
fn level(elapsed: Duration) -> f64 {
    0.5 + 0.5 * (elapsed.as_secs_f64() / WAVE.as_secs_f64() * TAU).sin()
}

/// Lists the games very often for a moment, again and again.
async fn rush(mut visitor: Visitor) {
    loop {
        sleep(RUSH_EVERY).await;
        for turn in 0..RUSH {
            visitor.visit(Visit::ListGames, turn).await;
            sleep(RUSH_PACE).await;
        }
    }
}

type VisitError = Box<dyn Error + Send + Sync>;

struct Visitor {
    number: u16,
    client: Client,
    site: String,
    /// The cookie of the session, if the visitor is logged in.
    cookie: String,
    /// The response that is still being read.
    listening: Option<Response>,
}

impl Visitor {
    fn new(addr: SocketAddr, number: u16) -> Self {
        let client =
            Client::builder().user_agent(origin::TRAFFIC).redirect(Policy::none()).no_proxy().build();
        Visitor {
            number,
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
        let (name, game) = (format!("visitor-{}", self.number), GAMES[turn % GAMES.len()]);
        Some(match visit {
            Visit::Talk => return None,
            Visit::Home => self.get("/"),
            Visit::Register => self.post("/register", &[("name", &name), ("password", PASSWORD)]),
            Visit::RegisterBadly => self.post("/register", &[("name", "?"), ("password", PASSWORD)]),
            Visit::Login => self.post("/login", &[("name", &name), ("password", PASSWORD)]),
            Visit::LoginBadly => self.post("/login", &[("name", &name), ("password", "sesame")]),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_visitor_is_always_there_and_all_come_once_a_wave() {
        let levels: Vec<_> = (0..60).map(|second| level(Duration::from_secs(second))).collect();
        assert!(levels.iter().all(|level| (0.0..=1.0).contains(level)), "{levels:?}");
        let last = f64::from(VISITORS - 1) / f64::from(VISITORS);
        assert!(levels.iter().any(|level| *level > last) && levels.iter().any(|level| *level < 0.1));
    }
}
