//! Looks: dark colors, and the width of a phone.

use super::cellar::{Cellar, room_temperature_celsius};
use crate::browser::browse;

const ROOMS: &str = "cellar_room_temperature_celsius";

/// The sum of the red, green and blue of a color of the page, from 0 to 765.
const LIGHT: &str =
    "((color) => color.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0))";

/// Whether a finger reaches the element that matches a selector: it is within the screen, and nothing covers it.
const IN_REACH: &str = "((selector) => {
    const element = document.querySelector(selector);
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const touched = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return left >= 0 && right <= 375 && touched === element;
})";

#[tokio::test]
async fn a_reader_who_prefers_dark_gets_light_text_on_dark() {
    let cellar = Cellar::open().await;
    room_temperature_celsius("dark").set(7.0);
    let body = "getComputedStyle(document.body)";
    browse(&cellar.page(), async |page| {
        page.show(ROOMS).await;
        page.until_value(ROOMS, "dark", "7 °C").await;
        let by_day = page.css_variable("--axis").await;
        assert!(page.number(&format!("{LIGHT}({body}.backgroundColor)")).await > 600.0);
        page.prefer("dark").await;
        page.until(&format!("{LIGHT}({body}.backgroundColor) < 120 && {LIGHT}({body}.color) > 500")).await;
        let by_night = page.css_variable("--axis").await;
        assert_ne!(by_day, by_night);
        page.until_drawn(ROOMS, &by_night, |line| line.width > 0.0).await;
        page.until_drawn(ROOMS, &by_day, |line| line.width == 0.0).await;
    })
    .await;
}

#[tokio::test]
async fn a_phone_scrolls_in_one_direction_only() {
    let cellar = Cellar::open().await;
    browse(&cellar.page(), async |page| {
        page.become_phone(375, 812).await;
        page.until("innerWidth === 375").await;
        for address in [
            "#",
            "#/group/cellar",
            "#/search/cellar",
            "#cellar_bottles_sold_total",
            "#/group/functions",
            "#no_such_metric",
        ] {
            page.go(address).await;
            page.until("document.querySelector('.card, #functions tr') !== null").await;
            let width = page.number("document.documentElement.scrollWidth").await;
            assert!(width <= 375.0, "{address} is {width} pixels wide");
        }
        page.click("#menu summary").await;
        page.click("#groups a[href='#/group/cellar']").await;
        page.until_displayed(".card canvas").await;
    })
    .await;
}

#[tokio::test]
async fn a_phone_has_the_settings() {
    let cellar = Cellar::open().await;
    room_temperature_celsius("phone").set(12.0);
    browse(&cellar.page(), async |page| {
        page.become_phone(375, 812).await;
        page.until("innerWidth === 375").await;
        page.go("#cellar_room_temperature_celsius{room=\"phone\"}").await;
        page.until_value(ROOMS, "phone", "12 °C").await;
        let color = page.color(ROOMS, "phone").await;
        page.click("#settings summary").await;
        for setting in ["#window", "#axis", "#scale", "#refresh", "#pause"] {
            page.until(&format!("{IN_REACH}('{setting}')")).await;
        }
        assert_eq!(page.number("document.documentElement.scrollWidth").await, 375.0);

        page.choose("#window", "30 s").await;
        page.until_drawn(ROOMS, &color, |line| line.width > 0.05).await;
        page.click("#pause").await;
        page.until("document.getElementById('status').dataset.state === 'paused'").await;
        let wide = page.drawn(ROOMS, &color).await.width;
        page.choose("#window", "5 min").await;
        page.until_drawn(ROOMS, &color, |line| 0.0 < line.width && line.width < wide / 2.0).await;
        page.click("#pause").await;
        page.until_live().await;
        page.choose("#scale", "fixed").await;
        room_temperature_celsius("phone").set(900.0);
        page.until_value(ROOMS, "phone", "900 °C").await;
        page.until_drawn(ROOMS, &color, |line| line.bottom > 0.4).await;
        page.choose("#scale", "automatic").await;
        page.until_drawn(ROOMS, &color, |line| line.bottom < 0.2).await;
        page.choose("#refresh", "0.25 s").await;
        page.until("document.querySelector('#refresh').value === '250'").await;
    })
    .await;
}
