//! A program with a live page: a wine cellar with a metric of each type, which the tests move.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use gapless::dynamic;
use gapless::encode::{View, ViewBuilder};
use gapless::http::Auth;
use gapless::live::Live;
use gapless::sources::Sources;
use gapless::{LabelValue, defmetrics, instrument_metric};
use reqwest::Client;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::interval;

/// The activity of a winepress.
#[derive(Clone, Copy, LabelValue)]
pub(super) enum Press {
    Idle,
    Pressing,
}

defmetrics! {
    #![namespace = "cellar"]
    #![group = "cellar"]

    /// Bottles sold, by grape.
    #[max_series(20)]
    #[seed(grape = ["merlot", "riesling", "syrah"])]
    pub(super) counter bottles_sold_total(grape: &str);

    /// Temperature of a room.
    #[max_series(20)]
    pub(super) gauge room_temperature_celsius(room: &str);

    /// Pressure in a cask.
    #[max_series(20)]
    pub(super) gauge cask_pressure_pascals(cask: &str);

    /// Bottles on a shelf.
    #[max_series(300)]
    pub(super) gauge shelf_bottles(shelf: &str);

    /// Acidity of the must.
    pub(super) gauge must_acidity_ratio;

    /// Guests in the tavern.
    pub(super) up_down_counter guests;

    /// Time to pour a glass.
    #[buckets(0.1, 0.2, 0.5, 1, 2, 5)]
    pub(super) histogram pour_duration_seconds;

    /// Time that a guest thinks.
    pub(super) summary choice_duration_seconds;

    /// The activity of the winepress.
    #[seed(Press::Idle)]
    pub(super) stateset press_activity: Press;

    /// The vintage on offer.
    info vintage_info(grower = "Löwe & Söhne", year = "2019");
}

defmetrics! {
    #![namespace = "cellar"]
    #![group = "barrels"]

    /// Liters in a barrel. Read the chalk on its lid.
    #[max_series(300)]
    pub(super) gauge barrel_content_ratio(barrel: &str);
}

/// Tastes a wine, which fails if it is cork.
#[instrument_metric]
pub(super) fn taste(is_cork: bool) -> Result<(), String> {
    if is_cork { Err("it tastes of cork".to_owned()) } else { Ok(()) }
}

/// Decants a bottle.
#[instrument_metric]
pub(super) fn decant(bottle: u32) -> u32 {
    bottle
}

/// A server with the live page of the cellar. Dropping it ends the server.
pub(super) struct Cellar {
    pub(super) address: SocketAddr,
    server: JoinHandle<()>,
}

impl Cellar {
    /// Opens the cellar on a free port, with a point every 100 ms.
    pub(super) async fn open() -> Self {
        Cellar::with_interval(Duration::from_millis(100)).await
    }

    /// Opens the cellar on a free port, with a point in each interval.
    pub(super) async fn with_interval(interval: Duration) -> Self {
        Cellar::serve(gapless::router().merge(live(view()).interval(interval).router())).await
    }

    /// Opens the cellar for those who pass a rule.
    pub(super) async fn locked(auth: Auth) -> Self {
        let metrics = gapless::router().layer(auth.clone());
        Cellar::serve(metrics.merge(live(view()).auth(auth).router())).await
    }

    /// Opens the cellar with the metrics of a registry.
    pub(super) async fn with_metrics_of(registry: dynamic::Registry) -> Self {
        let sources = Sources::new();
        sources.add(registry).expect("the name is free");
        Cellar::serve(live(view().sources(sources)).interval(Duration::from_millis(100)).router()).await
    }

    async fn serve(app: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let server = axum::serve(listener, app);
        let server = tokio::spawn(async { server.await.expect("it serves until it is dropped") });
        Cellar { address, server }
    }

    /// Waits until the program has read a value of a topic with one series.
    pub(super) async fn until_read(&self, topic: &str, value: &str) {
        let events = Client::new().get(format!("{}events", self.page())).query(&[("topic", topic)]);
        let mut events = events.send().await.expect("the cellar answers");
        let (mut received, sign) = (String::new(), format!("\"value\":[{value}]"));
        while !received.contains(&sign) {
            let chunk = events.chunk().await.expect("the stream goes on").expect("the stream goes on");
            received += &String::from_utf8_lossy(&chunk);
        }
    }

    /// Returns the URL of the live page.
    pub(super) fn page(&self) -> String {
        format!("http://{}/metrics/live/", self.address)
    }
}

impl Drop for Cellar {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Records something ten times a second, until the returned set is dropped.
pub(super) fn keep_moving(mut record: impl FnMut(u32) + Send + 'static) -> JoinSet<()> {
    let mut moving = JoinSet::new();
    moving.spawn(async move {
        let mut turns = interval(Duration::from_millis(100));
        for turn in 0.. {
            turns.tick().await;
            record(turn);
        }
    });
    moving
}

/// Returns the metrics of the cellar.
fn view() -> ViewBuilder {
    View::builder().groups(["cellar", "barrels", "functions"])
}

/// Returns the live page of a view.
fn live(view: ViewBuilder) -> Live {
    Live::new(view.build().expect("the groups exist"))
}
