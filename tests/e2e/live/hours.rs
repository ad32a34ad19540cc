//! A page that stays open: half an hour of points, and many lines.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use reqwest::{Client, Response};
use tokio::runtime::{Builder, Handle};
use tokio::time::advance;

use super::cellar::{
    Cellar, barrel_content_ratio, bottles_sold_total, guests, keep_moving, pour_duration_seconds,
    room_temperature_celsius,
};
use super::sight::card;
use crate::browser::browse;

const BARRELS: &str = "cellar_barrel_content_ratio";
const ROOMS: &str = "cellar_room_temperature_celsius";

const SECOND: Duration = Duration::from_secs(1);

/// A cellar with a point each second, whose seconds pass when the test says so. Dropping it ends the server.
struct Fast {
    address: SocketAddr,
    seconds: mpsc::Sender<()>,
    events: Response,
    received: String,
}

impl Fast {
    async fn open() -> Self {
        let (say, address) = mpsc::channel();
        let (seconds, passed) = mpsc::channel();
        thread::spawn(move || serve(&say, passed));
        let address: SocketAddr = address.recv().expect("the server starts");
        let events = format!("http://{address}/metrics/live/events?topic=cellar_guests");
        let events = Client::new().get(events).send().await.expect("the cellar answers");
        Fast { address, seconds, events, received: String::new() }
    }

    /// Lets a second pass, and waits until its points are sent.
    async fn second(&mut self) {
        self.seconds.send(()).expect("the server runs");
        while !self.received.contains("event: points") {
            let chunk = self.events.chunk().await.expect("the stream goes on").expect("the stream goes on");
            self.received += &String::from_utf8_lossy(&chunk);
        }
        self.received.clear();
    }
}

/// Serves the cellar on a paused clock. The clock stands while a blocking task runs.
fn serve(say: &mpsc::Sender<SocketAddr>, passed: mpsc::Receiver<()>) {
    let runtime =
        Builder::new_current_thread().enable_all().start_paused(true).build().expect("it can be built");
    runtime.block_on(async {
        let cellar = Cellar::with_interval(SECOND).await;
        say.send(cellar.address).expect("the test waits");
        let runtime = Handle::current();
        let passing = tokio::task::spawn_blocking(move || {
            for () in passed {
                runtime.block_on(runtime.spawn(advance(SECOND))).expect("the clock does not panic");
            }
        });
        passing.await.expect("the clock does not panic");
    });
}

#[tokio::test]
async fn after_half_an_hour_the_page_keeps_no_more_than_after_ten_minutes() {
    let mut cellar = Fast::open().await;
    let address = format!("http://{}/metrics/live/#/group/cellar", cellar.address);
    browse(&address, async |page| {
        page.resize(1280, 3000).await; // all cards are visible, and receive points
        page.until_live().await;
        page.choose("#refresh", "0.25 s").await;
        let mut measured = Vec::new();
        for second in 1..=1_800_u32 {
            record(second);
            cellar.second().await;
            if second % 20 == 0 {
                page.until_value(ROOMS, "clock", &format!("{} °C", second % 1000)).await;
            }
            if second % 600 == 0 {
                measured.push(page.memory().await);
            }
        }
        report(&format!("after 10, 20 and 30 minutes: {measured:#?}"));
        let (ten, thirty) = (measured[0], measured[2]);
        assert!(thirty.heap < 1.05 * ten.heap + 100_000.0, "{measured:#?}");
        assert!(thirty.nodes < 1.05 * ten.nodes + 20.0, "{measured:#?}");
    })
    .await;
}

/// Records what happens in one second.
fn record(second: u32) {
    room_temperature_celsius("clock").set(f64::from(second % 1000));
    guests().inc();
    bottles_sold_total("merlot").inc_by(u64::from(second % 7));
    pour_duration_seconds().observe(Duration::from_millis(u64::from(100 + second % 900)));
}

/// Counts the frames of five seconds, and the tasks that delayed one.
const FRAMES: &str = "await new Promise((done) => {
    let frames = 0, longest = 0, delayed = 0;
    const tasks = (list) => list.getEntries().forEach(({ duration }) => { delayed += 1; longest = Math.max(longest, duration); });
    new PerformanceObserver(tasks).observe({ type: 'longtask' });
    const count = () => { frames += 1; requestAnimationFrame(count); };
    count();
    setTimeout(() => done({ frames, delayed, longest }), 5000);
})";

#[tokio::test]
async fn sixty_lines_move_each_second() {
    let cellar = Cellar::with_interval(SECOND).await;
    let barrels: Vec<_> = (0..60).map(|barrel| format!("moving {barrel:02}")).collect();
    let _moving = keep_moving(move |turn| {
        for (barrel, place) in barrels.iter().zip(0..) {
            barrel_content_ratio(barrel).set(2.0 + f64::from((turn / 10 + place) % 60));
        }
    });
    browse(&format!("{}#{BARRELS}", cellar.page()), async |page| {
        page.until_card(BARRELS, "ok").await;
        page.click(&format!("{} .more", card(BARRELS))).await;
        page.until(&format!("document.querySelectorAll(`{} .line`).length >= 60", card(BARRELS))).await;
        report(&format!("five seconds of sixty lines: {}", page.evaluate(FRAMES).await));
    })
    .await;
}

#[expect(clippy::print_stderr, reason = "figures are for a person who runs the test")]
fn report(figures: &str) {
    eprintln!("{figures}");
}
