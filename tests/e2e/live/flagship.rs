//! The start page of grapevine: its numbers are live, and its drills move them.

use crate::browser::{Page, browse};
use crate::grapevine::Grapevine;

/// The number in a tile.
fn tile(name: &str) -> String {
    format!("document.querySelector(\"[data-tile='{name}'] b\").textContent")
}

/// Presses the button of a drill.
pub(super) async fn press(page: &Page, drill: &str) {
    page.click(&format!("form[action='/drill/{drill}'] button")).await;
}

/// Waits until the list of what is wrong contains a text.
async fn until_wrong(page: &Page, text: &str) {
    page.until(&format!("document.getElementById('problems').innerText.includes('{text}')")).await;
}

#[tokio::test]
async fn the_start_page_shows_live_numbers_and_nothing_wrong() {
    let grapevine = Grapevine::start();
    browse(&grapevine.url, async |page| {
        page.until("document.getElementById('status').dataset.state === 'open'").await;
        page.until("document.getElementById('problems').dataset.state === 'good'").await;
        for name in ["requests", "errors", "in_flight", "players", "jobs"] {
            page.until(&format!("/^[0-9.]+$/.test({})", tile(name))).await;
        }
        for line in ["series", "duration", "size"] {
            page.until(&format!(
                "/^[0-9.]+/.test(document.querySelector(\"[data-bill='{line}'] dd\").textContent)"
            ))
            .await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_panic_moves_the_errors_and_is_listed() {
    let grapevine = Grapevine::start();
    browse(&grapevine.url, async |page| {
        page.until(&format!("{} === '0'", tile("errors"))).await;
        press(page, "panic").await;
        page.until(&format!("Number({}) > 0", tile("errors"))).await;
        until_wrong(page, "panic").await;
        page.until_error("500").await;
    })
    .await;
}

#[tokio::test]
async fn a_stall_is_in_flight_until_the_visitor_leaves() {
    let grapevine = Grapevine::start();
    browse(&grapevine.url, async |page| {
        page.until(&format!("{} === '0'", tile("in_flight"))).await;
        press(page, "stall").await;
        page.until(&format!("{} === '1'", tile("in_flight"))).await;
        press(page, "stall").await;
        page.until(&format!("{} === '0'", tile("in_flight"))).await;
        page.until("document.getElementById('moved').textContent.includes('cancelled')").await;
    })
    .await;
}

#[tokio::test]
async fn errors_an_overflow_and_a_slow_job_move_what_the_page_promises() {
    let grapevine = Grapevine::start();
    browse(&grapevine.url, async |page| {
        page.until(&format!("{} === '0'", tile("errors"))).await;
        press(page, "errors").await;
        page.until(&format!("Number({}) > 10", tile("errors"))).await;
        page.until("document.querySelector('#moved .moved') !== null").await;
        press(page, "overflow").await;
        until_wrong(page, "grapevine_drill_words_total").await;
        press(page, "job").await;
        page.until(&format!("Number({}) > 0", tile("jobs"))).await;
    })
    .await;
}

#[tokio::test]
async fn a_drill_moves_the_right_line_of_the_live_page() {
    let grapevine = Grapevine::start();
    let calls = "function_calls_total";
    let address = "#function_calls_total{function=\"panic\",module=\"grapevine::drill\",outcome=\"panic\"}";
    browse(&format!("{}/metrics/live/{address}", grapevine.url), async |page| {
        page.until_value(calls, "panic", "0/s").await;
        let color = page.color(calls, "panic").await;
        page.evaluate("(await fetch('/drill/panic')).status").await;
        page.until_drawn(calls, &color, |line| line.top > 0.8).await;
        page.until_displayed("#problems-list [data-kind='panic']").await;
        page.until_error("500").await;
    })
    .await;
}
