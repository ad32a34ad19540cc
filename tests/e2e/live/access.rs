//! Access to the page: the login, and other origins.

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use gapless::http::Auth;
use tokio::net::TcpListener;

use super::cellar::Cellar;
use crate::browser::browse;

#[tokio::test]
async fn the_right_token_opens_the_page_and_nothing_else() {
    let auth = Auth::bearer(["the-key-of-the-cellar"]).expect("the token is valid");
    let cellar = Cellar::locked(auth).await;
    browse(&cellar.page(), async |page| {
        page.until_displayed("input[name='token']").await;
        page.fill("input[name='token']", "a-hairpin").await;
        page.click("button").await;
        page.until_displayed("[role='alert']").await;
        let errors = page.errors().await;
        assert!(errors.iter().all(|error| error.contains("401")), "{errors:?}");

        page.fill("input[name='token']", "the-key-of-the-cellar").await;
        page.click("button").await;
        page.until_live().await;
        assert_eq!(page.evaluate("document.cookie").await, "", "scripts cannot read the cookie");
        assert_eq!(page.number("(await fetch('/metrics')).status").await, 401.0);
        assert_eq!(page.errors().await.len(), 1, "the metrics are closed");
    })
    .await;
}

#[tokio::test]
async fn a_reader_who_logs_out_needs_the_token_again() {
    let auth = Auth::bearer(["the-key-of-the-cellar"]).expect("the token is valid");
    let cellar = Cellar::locked(auth).await;
    browse(&cellar.page(), async |page| {
        page.fill("input[name='token']", "the-key-of-the-cellar").await;
        page.click("button").await;
        page.until_live().await;
        assert_eq!(page.number("(await fetch('events')).status").await, 200.0);
        page.click("#logout button").await;
        page.until_displayed("input[name='token']").await;
        assert_eq!(page.number("(await fetch('events')).status").await, 401.0);
        page.open(&cellar.page()).await;
        page.until_displayed("input[name='token']").await;
        let errors = page.errors().await;
        assert!(errors.iter().all(|error| error.contains("401")), "{errors:?}");
    })
    .await;
}

#[tokio::test]
async fn a_page_of_another_origin_cannot_read_the_stream() {
    let cellar = Cellar::open().await;
    let stream = format!("{}events?topic=cellar_guests", cellar.page());
    let socket = format!("ws://{}/metrics/live/socket?topic=cellar_guests", cellar.address);
    browse(&foreign().await, async |page| {
        let ends = format!(
            "await new Promise((ends) => Object.assign(new EventSource('{stream}'), {{ onopen: () => ends('open'), onerror: () => ends('error') }}))"
        );
        assert_eq!(page.evaluate(&ends).await, "error");
        for url in [&stream, &cellar.page()] {
            let read = format!("await fetch('{url}').then(() => 'read', () => 'error')");
            assert_eq!(page.evaluate(&read).await, "error", "{url}");
        }
        let ends = format!(
            "await new Promise((ends) => Object.assign(new WebSocket('{socket}'), {{ onopen: () => ends('open'), onerror: () => ends('error') }}))"
        );
        assert_eq!(page.evaluate(&ends).await, "error");
        assert_ne!(page.errors().await, Vec::<String>::new(), "Chromium says why");
    })
    .await;
}

#[tokio::test]
async fn a_page_of_another_origin_cannot_show_the_page_in_a_frame() {
    let cellar = Cellar::open().await;
    let address = cellar.page();
    browse(&foreign().await, async |page| {
        let frame = format!(
            "document.body.append(Object.assign(document.createElement('iframe'), {{ src: '{address}' }}))"
        );
        page.evaluate(&frame).await;
        page.until_error("frame-ancestors 'none'").await;
    })
    .await;
}

/// Serves an empty page on another port, and returns its URL.
async fn foreign() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let app =
        Router::new().route("/", get(async || Html("<link rel='icon' href='data:,'><title>Foreign</title>")));
    tokio::spawn(async { axum::serve(listener, app).await });
    url
}
