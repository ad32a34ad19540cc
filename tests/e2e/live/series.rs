//! Series in a legend: hidden, isolated, many, gone, and with labels that are not meant well.

use super::cellar::{
    Cellar, bottles_sold_total, cask_pressure_pascals, room_temperature_celsius, shelf_bottles,
};
use super::sight::card;
use crate::browser::browse;

const BOTTLES: &str = "cellar_bottles_sold_total";
const CASKS: &str = "cellar_cask_pressure_pascals";
const ROOMS: &str = "cellar_room_temperature_celsius";
const SHELVES: &str = "cellar_shelf_bottles";

#[tokio::test]
async fn a_hidden_series_has_no_line() {
    let cellar = Cellar::open().await;
    room_temperature_celsius("hidden hall").set(15.0);
    room_temperature_celsius("hidden stairs").set(18.0);
    browse(&cellar.page(), async |page| {
        page.go("#/search/hidden").await;
        page.until_value(ROOMS, "hidden hall", "15 °C").await;
        let (hall, stairs) =
            (page.color(ROOMS, "hidden hall").await, page.color(ROOMS, "hidden stairs").await);
        page.toggle(ROOMS, "hidden hall").await;
        page.until_drawn(ROOMS, &hall, |line| line.width == 0.0).await;
        page.until_drawn(ROOMS, &stairs, |line| line.width > 0.0).await;
        page.toggle(ROOMS, "hidden hall").await;
        let hall = page.color(ROOMS, "hidden hall").await;
        page.until_drawn(ROOMS, &hall, |line| line.width > 0.0).await;
    })
    .await;
}

#[tokio::test]
async fn an_isolated_series_is_the_only_line() {
    let cellar = Cellar::open().await;
    room_temperature_celsius("isolated loft").set(20.0);
    room_temperature_celsius("isolated porch").set(22.0);
    browse(&cellar.page(), async |page| {
        page.go("#/search/isolated").await;
        page.until_value(ROOMS, "isolated porch", "22 °C").await;
        let (loft, porch) =
            (page.color(ROOMS, "isolated loft").await, page.color(ROOMS, "isolated porch").await);
        page.isolate(ROOMS, "isolated loft").await;
        page.until_drawn(ROOMS, &porch, |line| line.width == 0.0).await;
        let loft_alone = page.color(ROOMS, "isolated loft").await;
        page.until_drawn(ROOMS, &loft_alone, |line| line.width > 0.0).await;
        assert_eq!(loft, loft_alone, "a series keeps its color");
        page.isolate(ROOMS, "isolated loft").await;
        page.until_drawn(ROOMS, &porch, |line| line.width > 0.0).await;
    })
    .await;
}

#[tokio::test]
async fn the_greatest_of_many_series_are_shown_first() {
    let cellar = Cellar::open().await;
    for shelf in 0..200 {
        shelf_bottles(&format!("shelf {shelf}")).set(f64::from(shelf));
    }
    browse(&cellar.page(), async |page| {
        page.show(SHELVES).await;
        page.until_value(SHELVES, "shelf 199", "199").await;
        let shown = page.series(SHELVES).await;
        assert_eq!(shown.len(), 20);
        assert!(
            shown.contains(&"shelf 180".to_owned()) && !shown.contains(&"shelf 179".to_owned()),
            "{shown:?}"
        );
        shelf_bottles("shelf 7").set(900.0);
        page.until_value(SHELVES, "shelf 7", "900").await;
        let more = format!("{} .more", card(SHELVES));
        assert!(page.text(&more).await.starts_with("20 of 200 series"));
        page.click(&more).await;
        page.until_value(SHELVES, "shelf 1", "1").await;
        assert_eq!(page.series(SHELVES).await.len(), 200);
    })
    .await;
}

#[tokio::test]
async fn markup_and_right_to_left_text_in_a_label_stay_text() {
    let cellar = Cellar::open().await;
    let grapes = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "سيراه \"أحمر\"",
        "\u{202e}back\nslash \\",
    ];
    for grape in grapes {
        bottles_sold_total(grape).inc();
    }
    browse(&cellar.page(), async |page| {
        page.go("#/search/alert").await;
        page.until_displayed(&format!("{} .matches", card(BOTTLES))).await;
        page.show(BOTTLES).await;
        page.until_value(BOTTLES, grapes[3], "0/s").await;
        let shown = page.series(BOTTLES).await;
        assert!(grapes.iter().all(|grape| shown.contains(&(*grape).to_owned())), "{shown:?}");
        assert_eq!(page.number("document.querySelectorAll('body script, img').length").await, 0.0);
    })
    .await;
}

#[tokio::test]
async fn values_that_are_not_numbers_are_named_and_leave_gaps() {
    let cellar = Cellar::open().await;
    let odd = room_temperature_celsius("odd");
    odd.set(10.0);
    browse(&cellar.page(), async |page| {
        page.go("#cellar_room_temperature_celsius{room=\"odd\"}").await;
        for (value, shown) in
            [(f64::NAN, "NaN"), (f64::INFINITY, "+Inf"), (f64::NEG_INFINITY, "-Inf"), (10.0, "10 °C")]
        {
            odd.set(value);
            page.until_value(ROOMS, "odd", shown).await;
        }
        let color = page.color(ROOMS, "odd").await;
        page.until_drawn(ROOMS, &color, |line| line.width > 0.0).await;
    })
    .await;
}

#[tokio::test]
async fn a_series_and_then_a_metric_that_leave_say_so() {
    let cellar = Cellar::open().await;
    cask_pressure_pascals("old").set(100.0);
    cask_pressure_pascals("young").set(200.0);
    browse(&cellar.page(), async |page| {
        page.show(CASKS).await;
        page.until_value(CASKS, "old", "100").await;
        assert!(cask_pressure_pascals("old").remove());
        page.until_value(CASKS, "old", "left").await;
        assert!(cask_pressure_pascals("young").remove());
        page.until_card(CASKS, "left").await;
        assert!(page.text(&format!("{} .note", card(CASKS))).await.contains("not exported any more"));
        cask_pressure_pascals("new").set(300.0);
        page.until_card(CASKS, "ok").await;
        page.until_value(CASKS, "new", "300").await;
    })
    .await;
}
