//! The page without a mouse.

use fantoccini::key::Key;

use super::cellar::{Cellar, room_temperature_celsius};
use crate::browser::browse;

const ROOMS: &str = "cellar_room_temperature_celsius";

/// Whether a reader sees where the focus is.
const VISIBLE_FOCUS: &str = "((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)(getComputedStyle(document.activeElement))";

#[tokio::test]
async fn the_tab_key_reaches_everything_with_a_visible_focus() {
    let cellar = Cellar::open().await;
    room_temperature_celsius("tab").set(7.0);
    browse(&format!("{}#cellar_room_temperature_celsius", cellar.page()), async |page| {
        page.until_value(ROOMS, "tab", "7 °C").await;
        let mut missing = vec![
            "#window",
            "#pause",
            "#search",
            "#groups a",
            ".card h3 a",
            ".card canvas",
            ".card .line",
            ".card .only",
        ];
        for _ in 0..100 {
            page.press(Key::Tab).await;
            let is = page
                .evaluate(&format!("[{VISIBLE_FOCUS}, document.activeElement.outerHTML.slice(0, 200)]"))
                .await;
            assert_eq!(is[0], true, "the focus is invisible on {}", is[1]);
            let mut still = Vec::new();
            for selector in missing {
                if page.evaluate(&format!("document.activeElement.matches('{selector}')")).await != true {
                    still.push(selector);
                }
            }
            missing = still;
            if missing.is_empty() {
                return;
            }
        }
        panic!("the tab key does not reach {missing:?}");
    })
    .await;
}

#[tokio::test]
async fn keys_search_pause_and_open_a_metric() {
    let cellar = Cellar::open().await;
    browse(&cellar.page(), async |page| {
        page.until_live().await;
        page.press('/').await;
        page.until("document.activeElement.id === 'search'").await;
        for letter in "guests".chars() {
            page.press(letter).await;
        }
        page.until("document.querySelectorAll('.card').length === 1").await;
        page.press(Key::Escape).await;
        page.until("document.querySelectorAll('.card').length > 1").await;
        page.evaluate("document.activeElement.blur()").await;
        page.press('j').await;
        page.until("document.activeElement.matches('.card h3 a')").await;
        page.press('p').await;
        page.until("document.getElementById('status').dataset.state === 'paused'").await;
        page.press('p').await;
        page.until_live().await;
        page.press(Key::Enter).await;
        page.until("document.querySelectorAll('.card').length === 1 && location.hash.startsWith('#cellar_')")
            .await;
    })
    .await;
}

#[tokio::test]
async fn the_arrow_keys_read_earlier_values_of_a_chart() {
    let cellar = Cellar::open().await;
    let room = room_temperature_celsius("arrow");
    room.set(7.0);
    browse(&format!("{}#cellar_room_temperature_celsius{{room=\"arrow\"}}", cellar.page()), async |page| {
        page.until_value(ROOMS, "arrow", "7 °C").await;
        room.set(9.0);
        page.until_value(ROOMS, "arrow", "9 °C").await;
        let cross = page.css_variable("--cross").await;
        page.until_drawn(ROOMS, &cross, |line| line.top < 0.9).await;
        page.evaluate("document.querySelector('.card canvas').focus()").await;
        page.press(Key::Home).await;
        page.until_drawn(ROOMS, &cross, |line| line.top > 0.9).await;
        page.until_value(ROOMS, "arrow", "7 °C").await;
        page.press(Key::End).await;
        page.until_value(ROOMS, "arrow", "9 °C").await;
        page.press(Key::Left).await;
        page.press(Key::Escape).await;
        page.until_drawn(ROOMS, &cross, |line| line.top < 0.9).await;
    })
    .await;
}
