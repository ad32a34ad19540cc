//! Charts: history, lines that move, the window, the scale, and a pause.

use super::cellar::{Cellar, bottles_sold_total, keep_moving, room_temperature_celsius};
use super::sight::card;
use crate::browser::browse;

const BOTTLES: &str = "cellar_bottles_sold_total";
const ROOMS: &str = "cellar_room_temperature_celsius";

/// Returns the milliseconds between two changes of the value in the legend of a card.
const BETWEEN_CHANGES: &str = "((card) => new Promise((done) => {
    let first = null;
    const observer = new MutationObserver(() => {
        if (first === null) return (first = performance.now());
        observer.disconnect();
        done(performance.now() - first);
    });
    observer.observe(document.querySelector(`${card} .line > span`), { childList: true });
}))";

#[tokio::test]
async fn the_page_opens_with_the_points_from_before() {
    let cellar = Cellar::open().await;
    room_temperature_celsius("attic").set(40.0);
    cellar.until_read("cellar_room_temperature_celsius{room=\"attic\"}", "40").await;
    room_temperature_celsius("attic").set(-10.0);
    cellar.until_read("cellar_room_temperature_celsius{room=\"attic\"}", "-10").await;
    browse(&cellar.page(), async |page| {
        page.go("#cellar_room_temperature_celsius{room=\"attic\"}").await;
        page.until_value(ROOMS, "attic", "-10 °C").await;
        let color = page.color(ROOMS, "attic").await;
        page.until_drawn(ROOMS, &color, |line| line.top - line.bottom > 0.5).await; // the 40 °C are older than the page
    })
    .await;
}

#[tokio::test]
async fn an_event_moves_its_line_and_no_other() {
    let cellar = Cellar::open().await;
    browse(&cellar.page(), async |page| {
        page.show(BOTTLES).await;
        page.until_value(BOTTLES, "syrah", "0/s").await;
        let (syrah, riesling) = (page.color(BOTTLES, "syrah").await, page.color(BOTTLES, "riesling").await);
        bottles_sold_total("syrah").inc_by(500);
        page.until_drawn(BOTTLES, &syrah, |line| line.top > 0.8).await;
        let still = page.drawn(BOTTLES, &riesling).await;
        assert!(still.top < 0.3, "{still:?}");
    })
    .await;
}

#[tokio::test]
async fn a_wider_window_shows_more_time() {
    let cellar = Cellar::open().await;
    room_temperature_celsius("window").set(12.0);
    browse(&cellar.page(), async |page| {
        page.go("#cellar_room_temperature_celsius{room=\"window\"}").await;
        page.until_value(ROOMS, "window", "12 °C").await;
        let color = page.color(ROOMS, "window").await;
        page.choose("#window", "30 s").await;
        page.until_drawn(ROOMS, &color, |line| line.width > 0.05).await;
        page.click("#pause").await; // the line does not grow meanwhile
        page.until("document.getElementById('status').dataset.state === 'paused'").await;
        let wide = page.drawn(ROOMS, &color).await.width;
        page.choose("#window", "5 min").await;
        page.until_drawn(ROOMS, &color, |line| 0.0 < line.width && line.width < wide / 2.0).await;
    })
    .await;
}

#[tokio::test]
async fn a_logarithmic_axis_separates_small_values() {
    let cellar = Cellar::open().await;
    for (room, celsius) in [("log ice", 1.0), ("log cave", 30.0), ("log oven", 1000.0)] {
        room_temperature_celsius(room).set(celsius);
    }
    browse(&cellar.page(), async |page| {
        page.go("#/search/log").await;
        page.until_value(ROOMS, "log cave", "30 °C").await;
        let cave = page.color(ROOMS, "log cave").await;
        page.until_drawn(ROOMS, &cave, |line| line.width > 0.0 && line.top < 0.3).await;
        page.choose("#axis", "log").await;
        page.until_drawn(ROOMS, &cave, |line| line.width > 0.0 && line.bottom > 0.35).await;
    })
    .await;
}

#[tokio::test]
async fn a_fixed_scale_stays_where_it_was() {
    let cellar = Cellar::open().await;
    room_temperature_celsius("scale").set(10.0);
    browse(&cellar.page(), async |page| {
        page.go("#cellar_room_temperature_celsius{room=\"scale\"}").await;
        page.until_value(ROOMS, "scale", "10 °C").await;
        let color = page.color(ROOMS, "scale").await;
        page.until_drawn(ROOMS, &color, |line| line.width > 0.0 && line.bottom > 0.4).await;
        page.choose("#scale", "fixed").await;
        room_temperature_celsius("scale").set(900.0);
        page.until_value(ROOMS, "scale", "900 °C").await;
        page.receive("cellar_room_temperature_celsius{room=\"scale\"}", "900").await;
        let drawn = page.drawn(ROOMS, &color).await;
        assert!(drawn.bottom > 0.4, "the earlier points did not move: {drawn:?}");
        page.choose("#scale", "automatic").await;
        page.until_drawn(ROOMS, &color, |line| line.bottom < 0.2).await;
    })
    .await;
}

#[tokio::test]
async fn a_paused_page_stands_still_and_continues() {
    let cellar = Cellar::open().await;
    let pause = room_temperature_celsius("pause");
    pause.set(1.0);
    browse(&cellar.page(), async |page| {
        page.go("#cellar_room_temperature_celsius{room=\"pause\"}").await;
        page.until_value(ROOMS, "pause", "1 °C").await;
        page.choose("#refresh", "0.25 s").await;
        page.click("#pause").await;
        page.until("document.getElementById('status').dataset.state === 'paused'").await;
        let color = page.color(ROOMS, "pause").await;
        let before = page.drawn(ROOMS, &color).await;
        // the browser receives each value after 100 ms or more, and would have drawn several times
        for celsius in 91..=100 {
            pause.set(f64::from(celsius));
            page.receive("cellar_room_temperature_celsius{room=\"pause\"}", &celsius.to_string()).await;
        }
        let after = page.drawn(ROOMS, &color).await;
        assert_eq!((before.width, before.top), (after.width, after.top));
        page.click("#pause").await;
        page.until_value(ROOMS, "pause", "100 °C").await;
    })
    .await;
}

#[tokio::test]
async fn the_refresh_is_the_time_between_two_drawings() {
    let cellar = Cellar::open().await;
    let _moving = keep_moving(|turn| room_temperature_celsius("refresh").set(f64::from(turn)));
    browse(&format!("{}#cellar_room_temperature_celsius{{room=\"refresh\"}}", cellar.page()), async |page| {
        page.until_value(ROOMS, "refresh", "").await;
        let between = format!("await {BETWEEN_CHANGES}(`{}`)", card(ROOMS));
        page.choose("#refresh", "2 s").await;
        let slow = page.number(&between).await;
        assert!(slow > 1900.0, "{slow} ms");
        page.choose("#refresh", "0.25 s").await;
        let quick = page.number(&between).await;
        assert!(quick < 1900.0, "{quick} ms");
    })
    .await;
}
