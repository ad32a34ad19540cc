//! Finding a metric: by search, by group, by an address, and in the table of functions.

use gapless::dynamic::Registry;
use serde_json::json;

use super::cellar::{Cellar, barrel_content_ratio, decant, keep_moving, must_acidity_ratio, taste};
use super::sight::card;
use crate::browser::{Page, browse};

#[tokio::test]
async fn a_search_finds_names_help_and_label_values() {
    let cellar = Cellar::open().await;
    barrel_content_ratio("search me").set(0.5);
    browse(&cellar.page(), async |page| {
        for (words, found) in [
            ("GUESTS", "cellar_guests"),
            ("chalk lid", "cellar_barrel_content_ratio"),
            ("riesling", "cellar_bottles_sold_total"),
            ("search me", "cellar_barrel_content_ratio"),
        ] {
            page.fill("#search", words).await;
            page.until(&format!(
                "document.querySelectorAll('.card').length === 1 && !!document.querySelector(`{}`)",
                card(found)
            ))
            .await;
        }
        page.click(".matches a").await;
        page.until_value("cellar_barrel_content_ratio", "search me", "50%").await;
        page.fill("#search", "no such thing").await;
        page.until("document.querySelectorAll('.card').length === 0").await;
    })
    .await;
}

#[tokio::test]
async fn a_group_shows_its_metrics() {
    let cellar = Cellar::open().await;
    barrel_content_ratio("group").set(0.5);
    browse(&cellar.page(), async |page| {
        page.click("#groups a[href='#/group/barrels']").await;
        page.until_card("cellar_barrel_content_ratio", "ok").await;
        assert_eq!(page.number("document.querySelectorAll('.card').length").await, 1.0);
        assert!(page.text(&format!("{} .help", card("cellar_barrel_content_ratio"))).await.contains("chalk"));
        page.until("document.title.startsWith('barrels')").await;
    })
    .await;
}

#[tokio::test]
async fn an_address_opens_one_metric() {
    let cellar = Cellar::open().await;
    browse(&format!("{}#cellar_guests", cellar.page()), async |page| {
        page.until_card("cellar_guests", "ok").await;
        assert_eq!(page.number("document.querySelectorAll('.card').length").await, 1.0);
        page.until("document.title.startsWith('cellar_guests')").await;
    })
    .await;
}

#[tokio::test]
async fn an_address_with_an_unknown_metric_proposes_another_one() {
    let cellar = Cellar::open().await;
    browse(&format!("{}#cellar_gests", cellar.page()), async |page| {
        page.until_card("cellar_gests", "unknown").await;
        let note = page.text(&format!("{} .note", card("cellar_gests"))).await;
        assert!(
            note.contains("`cellar_gests` is not exported") && note.contains("`cellar_guests`"),
            "{note}"
        );
    })
    .await;
}

#[tokio::test]
async fn an_address_waits_for_a_metric_that_is_created_later() {
    let registry = Registry::new().group("cellar");
    let cellar = Cellar::with_metrics_of(registry.clone()).await;
    let late = "cellar_late_harvest_bottles";
    browse(&format!("{}#{late}", cellar.page()), async |page| {
        page.until_card(late, "unknown").await;
        let bottles = registry.gauge(late, "Bottles of the late harvest.").register();
        bottles.expect("the name is free").set(12.0);
        page.until_card(late, "ok").await;
        page.until_value(late, "", "12").await;
        assert_eq!(page.text(&format!("{} .help", card(late))).await, "Bottles of the late harvest.");
        let color = page.color(late, "").await;
        page.until_drawn(late, &color, |line| line.width > 0.0).await;
    })
    .await;
}

#[tokio::test]
async fn a_gauge_that_was_never_set_has_no_value_yet() {
    let cellar = Cellar::open().await;
    let acidity = "cellar_must_acidity_ratio";
    browse(&format!("{}#{acidity}", cellar.page()), async |page| {
        page.until_card(acidity, "ok").await;
        let label =
            format!("getComputedStyle(document.querySelector(`{} .plot`), '::after').content", card(acidity));
        page.until(&format!("{label} === '\"no value yet\"'")).await;
        must_acidity_ratio().set(0.5);
        page.until_value(acidity, "", "50%").await;
        page.until(&format!("{label} === '\"\"'")).await;
    })
    .await;
}

#[tokio::test]
async fn each_type_has_its_own_view() {
    let cellar = Cellar::open().await;
    browse(&cellar.page(), async |page| {
        for (metric, type_and_unit) in [
            ("cellar_bottles_sold_total", "counter"),
            ("cellar_guests", "up down counter"),
            ("cellar_pour_duration_seconds", "histogram · seconds"),
            ("cellar_choice_duration_seconds", "summary · seconds"),
            ("cellar_press_activity", "stateset"),
            ("cellar_vintage_info", "info"),
        ] {
            page.show(metric).await;
            assert_eq!(page.text(&format!("{} .kind", card(metric))).await, type_and_unit);
        }
        let info = page.text(&card("cellar_vintage_info")).await;
        assert!(info.contains("Löwe & Söhne") && info.contains("2019"), "{info}");
    })
    .await;
}

#[tokio::test]
async fn the_table_of_functions_sorts() {
    let cellar = Cellar::open().await;
    let _open = keep_moving(|turn| {
        let _ = (taste(true), decant(turn)); // the table counts the errors
    });
    browse(&format!("{}#/group/functions", cellar.page()), async |page| {
        page.until("document.querySelectorAll('#functions tbody tr').length >= 2").await;
        page.until("Number(document.querySelector(`#functions [data-function$='taste'] [data-column='error']`).innerText) > 1").await;
        page.click("#functions [data-column='error'] button").await;
        until_order(page, ["taste", "decant"]).await;
        page.click("#functions [data-column='name'] button").await;
        until_order(page, ["decant", "taste"]).await;
        page.click("#functions [data-column='name'] button").await;
        until_order(page, ["taste", "decant"]).await;
    })
    .await;
}

/// Waits until the rows of two functions of the cellar are in an order.
async fn until_order(page: &Page, functions: [&str; 2]) {
    let rows = "[...document.querySelectorAll('#functions [data-function]')].map((row) => row.dataset.function.split('::').at(-1))";
    let ours = format!("{rows}.filter((name) => name === 'taste' || name === 'decant')");
    page.until(&format!("{ours}.join() === {}", json!(functions.join(",")))).await;
}
