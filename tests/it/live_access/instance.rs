//! The live page of an instance: its configuration, its server and its end.

use std::time::Duration;

use gapless::Instance;
use gapless::config::Config;
use gapless::http::Auth;
use gapless::instance::InstanceBuilder;
use gapless::live::Live;
use reqwest::{Client, Response, StatusCode};
use tokio::time::timeout;

use super::{TOKEN, bearer, get};

async fn start(builder: InstanceBuilder) -> Instance {
    builder.start().await.expect("the instance starts")
}

/// Sends a request to the server of an instance.
async fn send(instance: &Instance, path: &str, headers: &[(&'static str, &str)]) -> Response {
    let addr = instance.server_addr().expect("the server listens");
    let request = Client::new().get(format!("http://{addr}{path}"));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.send().await.expect("the server answers")
}

async fn status(instance: &Instance, path: &str, headers: &[(&'static str, &str)]) -> u16 {
    send(instance, path, headers).await.status().as_u16()
}

/// Logs in at the server of an instance, and returns the cookie.
async fn log_in(instance: &Instance, path: &str, token: &str) -> Option<String> {
    let addr = instance.server_addr().expect("the server listens");
    let redirects = reqwest::redirect::Policy::none();
    let client = Client::builder().redirect(redirects).build().expect("the client is valid");
    let form = client.post(format!("http://{addr}{path}/login")).form(&[("token", token)]);
    let answer = form.send().await.expect("the server answers");
    let cookie = answer.headers().get("set-cookie")?.to_str().expect("the cookie is ASCII");
    Some(cookie.split_once(';').expect("the cookie has attributes").0.to_owned())
}

fn served() -> Config {
    Config::new().server("127.0.0.1:0")
}

#[tokio::test]
async fn an_instance_has_a_page_only_if_the_program_or_the_configuration_wants_it() {
    let (own, none) = (|| Some(Live::default()), || None::<Live>);
    for (live, enabled, has_page) in [
        (none(), None, false),
        (none(), Some(true), true),
        (none(), Some(false), false),
        (own(), None, true),
        (own(), Some(true), true),
        (own(), Some(false), false),
    ] {
        let case = format!("{live:?} {enabled:?}");
        let config = enabled.into_iter().fold(served(), Config::live);
        let builder = gapless::builder().config(config);
        let instance = start(live.into_iter().fold(builder, InstanceBuilder::live)).await;
        let expected = if has_page { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(get(&instance.router(), "/metrics/live/", &[]).await.status, expected, "{case}");
        assert_eq!(status(&instance, "/metrics/live/", &[]).await, expected.as_u16(), "{case}");
        assert_eq!(get(&instance.router(), "/metrics", &[]).await.status, 200, "{case}");
        instance.shutdown().await;
    }
    assert_eq!(get(&gapless::router(), "/metrics/live/", &[]).await.status, 404);
}

#[tokio::test]
async fn the_server_of_the_configuration_guards_the_page_with_its_token() {
    let config = served().server_path("/m/").server_bearer(TOKEN).live(true);
    let instance = start(gapless::builder().config(config)).await;
    let authorization = format!("Bearer {TOKEN}");
    let form = send(&instance, "/m/live/", &[("accept", "text/html")]).await;
    assert_eq!(form.status().as_u16(), 401);
    assert!(form.text().await.expect("the page is text").contains("name=\"token\""));
    assert_eq!(log_in(&instance, "/m/live", "wrong").await, None);
    let cookie = log_in(&instance, "/m/live", TOKEN).await.expect("the token is right");
    for (path, by_cookie, by_header) in [("/m/live/", 200, 200), ("/m/", 401, 200), ("/other", 401, 404)] {
        assert_eq!(status(&instance, path, &[("cookie", &cookie)]).await, by_cookie, "{path}");
        assert_eq!(status(&instance, path, &[("authorization", &authorization)]).await, by_header, "{path}");
        assert_eq!(status(&instance, path, &[]).await, 401, "{path}");
    }
    instance.shutdown().await;
}

#[tokio::test]
async fn the_access_of_the_server_replaces_that_of_the_program() {
    let own = || gapless::builder().live(Live::default().auth(bearer("own")));
    let (of_program, of_server) = (("authorization", "Bearer own"), ("authorization", "Bearer server"));
    let guarded = start(own().config(served().server_bearer("server"))).await;
    assert_eq!(status(&guarded, "/metrics/live/", &[of_server]).await, 200);
    assert_eq!(status(&guarded, "/metrics/live/", &[of_program]).await, 401);
    assert_eq!(get(&guarded.router(), "/metrics/live/", &["authorization: Bearer own"]).await.status, 200);
    assert_eq!(get(&guarded.router(), "/metrics/live/", &["authorization: Bearer server"]).await.status, 401);
    let open = start(own().config(served())).await;
    assert_eq!(status(&open, "/metrics/live/", &[of_program]).await, 200);
    assert_eq!(status(&open, "/metrics/live/", &[]).await, 401);
    assert_eq!(status(&open, "/metrics", &[]).await, 200);
    guarded.shutdown().await;
    open.shutdown().await;
}

#[tokio::test]
async fn a_password_opens_the_page_and_the_metrics() {
    let instance = start(gapless::builder().config(served().server_basic("Ada", "sesame").live(true))).await;
    let addr = instance.server_addr().expect("the server listens");
    for path in ["/metrics/live/", "/metrics"] {
        let request = || Client::new().get(format!("http://{addr}{path}"));
        let right = request().basic_auth("Ada", Some("sesame")).send().await.expect("the server answers");
        let wrong = request().basic_auth("Ada", Some("open")).send().await.expect("the server answers");
        assert_eq!((right.status().as_u16(), wrong.status().as_u16()), (200, 401), "{path}");
        assert!(wrong.headers()["www-authenticate"].to_str().is_ok_and(|value| value.starts_with("Basic")));
    }
    instance.shutdown().await;
}

#[test]
fn the_keys_of_the_page_have_the_same_result_everywhere() {
    let second = Duration::from_secs(1);
    let code = Config::new().live(true).live_interval(2 * second).live_history(60 * second);
    let toml = "[live]\nenabled = true\ninterval = \"2s\"\nhistory = \"1m\"";
    let vars = [("ENABLED", "true"), ("INTERVAL", "2s"), ("HISTORY", "1m")];
    let vars = vars.map(|(name, value)| (format!("GAPLESS_LIVE_{name}"), value.to_owned()));
    assert_eq!(Config::from_toml(toml).expect("the keys are valid"), code);
    assert_eq!(Config::new().vars(vars).expect("the variables are valid"), code);
}

#[tokio::test]
async fn a_mistake_in_the_keys_of_the_page_has_its_origin() {
    for (toml, message) in [
        ("enabled = 1", "line 2, column 11: `live.enabled` cannot be `1`; write `true` or `false`"),
        (
            "enabled = true\ninterval = 1",
            "line 3, column 12: `live.interval` cannot be `1`; write a duration",
        ),
        (
            "enabled = true\ninterval = \"50ms\"",
            "line 3, column 12: `live.interval` is out of range; write a duration from `100ms` to `1h`",
        ),
        (
            "enabled = true\nhistory = \"2h\"",
            "line 3, column 11: `live.history` is out of range; write at most `1h`",
        ),
        (
            "interval = \"1s\"",
            "line 2, column 12: `live.interval` needs `live.enabled`; set both, or neither",
        ),
        ("history = \"1s\"", "line 2, column 11: `live.history` needs `live.enabled`; set both, or neither"),
        ("enable = true", "line 2, column 1: unknown key `live.enable`; did you mean `live.enabled`?"),
    ] {
        let message_of = match Config::from_toml(&format!("[live]\n{toml}")) {
            Err(error) => error.to_string(),
            Ok(config) => gapless::builder().config(config).start().await.expect_err(toml).to_string(),
        };
        assert!(message_of.starts_with(message), "{message_of}");
    }
    let interval = Config::new().live_interval(Duration::from_secs(2));
    start(gapless::builder().config(interval.clone()).live(Live::default())).await.shutdown().await;
    start(gapless::builder().config(interval.live(false))).await.shutdown().await;
}

#[tokio::test]
async fn a_gate_of_the_program_guards_the_page_of_the_router() {
    let live = Live::default().auth(Auth::gate(|request| request.headers.contains_key("x-inside")));
    let instance = start(gapless::builder().live(live)).await;
    assert_eq!(get(&instance.router(), "/metrics/live/", &[]).await.status, 403);
    assert_eq!(get(&instance.router(), "/metrics/live/", &["x-inside: 1"]).await.status, 200);
    instance.shutdown().await;
}

/// Opens a stream of an instance, and returns it after its first message.
async fn opened(instance: &Instance) -> Response {
    let mut stream = send(instance, "/metrics/live/events", &[]).await;
    let first = stream.chunk().await.expect("the stream is open").expect("the stream has a message");
    assert!(first.starts_with(b"event: hello\n"), "{first:?}");
    stream
}

/// Returns the last messages of a stream, which ends soon.
async fn last_messages(mut stream: Response) -> String {
    let mut last = Vec::new();
    let all = async {
        while let Some(chunk) = stream.chunk().await.expect("the stream ends in order") {
            last.extend_from_slice(&chunk);
        }
    };
    timeout(Duration::from_secs(60), all).await.expect("the stream ends");
    String::from_utf8(last).expect("messages are text")
}

const END: &str = "event: end\ndata: {\"reason\":\"the program is shutting down\"}\n\n";

#[tokio::test]
async fn the_end_of_an_instance_ends_its_streams_with_a_message() {
    let long = Duration::from_secs(3600);
    let instance = start(gapless::builder().config(served().live(true).shutdown_timeout(long))).await;
    let stream = opened(&instance).await;
    let (last, ()) = tokio::join!(last_messages(stream), instance.shutdown());
    assert!(last.ends_with(END), "{last}");
}

#[tokio::test]
async fn a_dropped_instance_ends_its_streams() {
    let instance = start(gapless::builder().config(served().live(true))).await;
    let stream = opened(&instance).await;
    drop(instance);
    assert!(last_messages(stream).await.ends_with(END));
}

#[tokio::test]
async fn an_application_stops_gracefully_if_its_instance_ends_at_the_signal() {
    let instance = start(gapless::builder().live(Live::default())).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
    let addr = listener.local_addr().expect("a bound listener has an address");
    let (signal, signaled) = tokio::sync::oneshot::channel::<()>();
    let app: axum::Router = instance.router();
    let stop = async {
        let _ = signaled.await; // the sender is dropped
        instance.shutdown().await;
    };
    let server = tokio::spawn(async { axum::serve(listener, app).with_graceful_shutdown(stop).await });
    let mut stream = reqwest::get(format!("http://{addr}/metrics/live/events")).await.expect("it answers");
    let _ = stream.chunk().await.expect("the stream is open");
    drop(signal);
    assert!(last_messages(stream).await.ends_with(END));
    server.await.expect("the task does not panic").expect("the server stops");
}
