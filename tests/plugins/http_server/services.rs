//! Services without a router, and real clients.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::{Request, Response};
use axum::routing::any;
use axum::{Router, serve};
use futures_util::{SinkExt as _, StreamExt as _};
use gapless::plugins::HttpServer;
use tokio::net::TcpListener;
use tower::{Layer, ServiceBuilder, ServiceExt, service_fn};

use super::{request, router};
use crate::{start, value};

/// Serves a router on a free port, until the test ends.
pub(super) async fn serving(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async { serve(listener, app).await });
    address
}

#[tokio::test]
async fn a_service_without_a_router_has_the_name_of_its_layer_as_route() {
    let http = HttpServer::new().routes([("POST", "search")]);
    let search =
        service_fn(|_: Request<String>| async { Ok::<_, Infallible>(Response::new("found".to_owned())) });
    let search = ServiceBuilder::new().layer(http.layer().route("search")).service(search);
    let instance = start(http).await;
    let request = Request::post("/anything").body("words".to_owned()).expect("the request is valid");
    search.oneshot(request).await.expect("it always answers");
    assert_eq!(
        value(&instance, r#"http_requests_total{method="POST",route="search",status="200"}"#),
        Some(1.0)
    );
    instance.shutdown().await;
}

#[tokio::test]
async fn a_layer_around_a_whole_router_does_not_see_the_routes() {
    let http = HttpServer::new();
    let app = http.layer().layer(router());
    let instance = start(http).await;
    app.oneshot(request("GET", "/users/1")).await.expect("a router always answers");
    let series = r#"http_requests_total{method="GET",route="unmatched",status="200"}"#;
    assert_eq!(value(&instance, series), Some(1.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn an_error_of_a_service_counts_as_500() {
    let http = HttpServer::new();
    let broken =
        service_fn(|_: Request<Body>| async { Err::<Response<Body>, _>(io::Error::other("broken")) });
    let broken = http.layer().route("broken").layer(broken);
    let instance = start(http).await;
    broken.oneshot(request("GET", "/")).await.expect_err("it is broken");
    assert_eq!(
        value(&instance, r#"http_requests_total{method="GET",route="broken",status="500"}"#),
        Some(1.0)
    );
    instance.shutdown().await;
}

#[tokio::test]
async fn a_websocket_upgrade_passes() {
    let http = HttpServer::new().sizes().bodies();
    let upgrade = |upgrade: WebSocketUpgrade| async {
        upgrade.on_upgrade(|mut socket| async move {
            if let Some(Ok(message)) = socket.recv().await {
                socket.send(message).await.expect("the client reads");
            }
        })
    };
    let app = Router::new().route("/chat", any(upgrade)).layer(http.layer());
    let instance = start(http).await;
    let address = serving(app).await;
    let (mut client, response) =
        tokio_tungstenite::connect_async(format!("ws://{address}/chat")).await.expect("the server upgrades");
    assert_eq!(response.status(), 101);
    client.send("hello".into()).await.expect("the server reads");
    let echoed = client.next().await.expect("the server sends").expect("the message is valid");
    assert_eq!(echoed.into_text().expect("it is text").as_str(), "hello");
    assert_eq!(
        value(&instance, r#"http_requests_total{method="GET",route="/chat",status="101"}"#),
        Some(1.0)
    );
    assert_eq!(value(&instance, r#"http_requests_in_flight{method="GET"}"#), Some(0.0));
    let aborts = r#"http_request_aborts_total{method="GET",route="/chat",phase="body"}"#;
    assert_eq!(value(&instance, aborts), Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn each_connection_has_a_clone_of_the_layer_and_records_into_the_same_series() {
    let http = HttpServer::new();
    let app = router().layer(http.layer());
    let instance = start(http).await;
    let address = serving(app).await;
    let requests = (0..20).map(|n| async move {
        let client = reqwest::Client::new(); // a connection of its own
        client
            .get(format!("http://{address}/users/{n}"))
            .send()
            .await
            .expect("the server answers")
            .text()
            .await
    });
    let answers = futures_util::future::join_all(requests).await;
    assert!(answers.iter().all(Result::is_ok));
    let series = r#"http_requests_total{method="GET",route="/users/{id}",status="200"}"#;
    assert_eq!(value(&instance, series), Some(20.0));
    instance.shutdown().await;
}
