//! The pictures in the README and in `docs/live.md`. With the variable `SCREENSHOTS=overwrite`, the test takes them.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::{Connection, SqliteConnection};

use super::flagship::press;
use super::sight::card;
use crate::browser::{Page, browse};
use crate::grapevine::Grapevine;

/// The limit for a picture in bytes.
const LIMIT: usize = 300_000;

const PICTURES: [&str; 4] = ["live.png", "live-drill.png", "live-dark.png", "live-phone.png"];

/// A histogram with small buckets.
const BROADCASTS: &str = "grapevine_chat_broadcast_duration_seconds";

#[tokio::test]
async fn the_pictures_of_the_live_page_exist_and_are_small() {
    if env::var_os("SCREENSHOTS").is_some_and(|mode| mode == "overwrite") {
        take_pictures().await;
    }
    for name in PICTURES {
        let picture = std::fs::read(path(name));
        let picture = picture.unwrap_or_else(|error| {
            panic!("{name}: {error}; set SCREENSHOTS=overwrite, and run this test again to take it")
        });
        assert!(picture.starts_with(b"\x89PNG\r\n"), "{name} is not a PNG");
        assert!(picture.len() < LIMIT, "{name} has {} bytes", picture.len());
    }
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/images").join(name)
}

/// Takes all pictures of one grapevine, whose crowd visits it.
async fn take_pictures() {
    let grapevine = Grapevine::start_with_traffic();
    browse(&format!("{}/metrics/live/#/group/http_server", grapevine.url), async |page| {
        take_desktop(page).await;
        take_dark(page).await;
        take_phone(page).await;
    })
    .await;
    browse(&grapevine.url, async |page| take_drill(page, &grapevine).await).await;
}

/// Takes a group after two minutes, so that all lines have a point for each second.
async fn take_desktop(page: &Page) {
    page.resize(1280, 900).await;
    let durations = format!("{} header select", card("http_request_duration_seconds"));
    page.choose(&durations, "heat map").await;
    let has_lines = "/^up (2 min [1-5][0-9]|3 min)/.test(document.getElementById('uptime').innerText)";
    page.until_within(Duration::from_secs(180), has_lines).await;
    take(page, "live.png").await;
}

/// Takes a heat map whose columns are seconds, since the page has been open for longer than its window.
async fn take_dark(page: &Page) {
    page.prefer("dark").await;
    page.resize(1280, 720).await;
    page.choose("#window", "30 s").await;
    page.show(BROADCASTS).await;
    page.choose(&format!("{} header select", card(BROADCASTS)), "heat map").await;
    let has_columns = "/^up [3-9] min/.test(document.getElementById('uptime').innerText)";
    page.until_within(Duration::from_secs(90), has_columns).await;
    take(page, "live-dark.png").await;
    page.prefer("light").await;
    page.choose("#window", "2 min").await;
}

async fn take_phone(page: &Page) {
    page.become_phone(375, 812).await;
    page.show("grapevine_chat_listeners").await;
    take(page, "live-phone.png").await;
}

/// Runs drills, and breaks the database so that a measurement fails too.
async fn take_drill(page: &Page, grapevine: &Grapevine) {
    for drill in ["panic", "errors", "overflow"] {
        press(page, drill).await;
        page.until("document.querySelector('.drills [data-state]') === null").await;
    }
    page.until_error("500").await;
    let database = grapevine.database();
    let mut database = SqliteConnection::connect(&database).await.expect("the database exists");
    sqlx::raw_sql("ALTER TABLE accounts RENAME TO lost")
        .execute(&mut database)
        .await
        .expect("the table exists");
    page.open(&format!("{}/metrics/live/#/group/functions", grapevine.url)).await;
    page.resize(1280, 760).await;
    page.until_within(Duration::from_secs(30), "document.querySelectorAll('#problems-list li').length === 3")
        .await;
    page.click("#functions [data-column='panic'] button").await;
    take(page, "live-drill.png").await;
}

/// Saves a picture once the charts have been drawn: twice as many points have come as a drawing needs.
async fn take(page: &Page, name: &str) {
    for _ in 0..2 {
        page.receive("gapless_series", "").await;
    }
    let picture = page.screenshot().await.expect("the page can be seen");
    std::fs::write(path(name), picture).expect("the folder of the pictures can be written");
}
