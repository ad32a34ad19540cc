//! The login with a token, its cookie, and other kinds of access.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use gapless::http::Auth;
use gapless::live::Live;
use proptest::prelude::*;
use tokio::runtime::Builder;
use tokio::time::advance;

use super::{Answer, TOKEN, bearer, by_token, get, guarded, open, send_with};

const PAGE: &str = "/metrics/live/";
const EVENTS: &str = "/metrics/live/events";
const BROWSER: &str = "accept: text/html,application/xhtml+xml,*/*;q=0.8";

async fn log_in(app: &Router, token: &str, headers: &[&str]) -> Answer {
    send_with(app, "POST", "/metrics/live/login", headers, &format!("token={token}")).await
}

/// Returns the cookie of a successful login as a header of a request.
fn cookie(login: &Answer) -> String {
    let (pair, _) = login.header("set-cookie").split_once(';').expect("a login sets a cookie");
    format!("cookie: {pair}")
}

async fn is_admitted(app: &Router, headers: &[&str]) -> bool {
    let (page, events) = (get(app, PAGE, headers).await.status, get(app, EVENTS, headers).await.status);
    assert_eq!(page == StatusCode::UNAUTHORIZED, events == StatusCode::UNAUTHORIZED, "{headers:?}");
    page == StatusCode::OK
}

#[tokio::test]
async fn a_browser_without_access_receives_the_form() {
    let app = by_token();
    let page = get(&app, PAGE, &[BROWSER]).await;
    assert!(page.status == 401 && page.has_form(), "{}", page.status);
    assert!(page.header("www-authenticate").starts_with("Bearer"));
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(!page.text().contains("role=\"alert\"") && !page.text().contains("<script"));
    let script = get(&app, EVENTS, &["accept: text/event-stream"]).await;
    assert!(script.status == 401 && script.text().contains("`Authorization: Bearer <token>`"));
    let form = get(&app, "/metrics/live/login", &[]).await;
    assert!(form.status == 200 && form.has_form());
    for file in ["style.css", "icon.svg"] {
        let status = get(&app, &format!("{PAGE}{file}"), &[]).await.status;
        assert_eq!(status, 200, "the form loads {file}");
    }
}

#[tokio::test]
async fn a_right_token_sets_a_cookie_that_admits_the_browser() {
    let app = by_token();
    assert!(!is_admitted(&app, &[]).await);
    let login = log_in(&app, TOKEN, &[BROWSER]).await;
    assert_eq!((login.status.as_u16(), login.header("location")), (303, "./"));
    assert_eq!(login.header("cache-control"), "no-store");
    assert!(is_admitted(&app, &[&cookie(&login)]).await);
    assert!(is_admitted(&app, &[&format!("cookie: a=b; {}; c=d", &cookie(&login)[8..])]).await);
    assert!(is_admitted(&app, &["cookie: a=b", &cookie(&login)]).await);
    assert!(is_admitted(&app, &[&format!("authorization: Bearer {TOKEN}")]).await);
    assert!(!login.header("set-cookie").contains(TOKEN));
}

#[tokio::test]
async fn the_cookie_is_for_this_page_only() {
    let attributes = |login: &Answer| {
        let cookie = login.header("set-cookie").to_owned();
        let (name, rest) = cookie.split_once('=').expect("a cookie has a name");
        (name.to_owned(), rest.split_once("; ").expect("a cookie has attributes").1.to_owned())
    };
    for (headers, expected_name, expected) in [
        (&[][..], "gapless_live", "Max-Age=43200; HttpOnly; SameSite=Strict"),
        (&["origin: http://shop.example"], "gapless_live", "Max-Age=43200; HttpOnly; SameSite=Strict"),
        (
            &["origin: https://shop.example"],
            "gapless_live",
            "Max-Age=43200; HttpOnly; SameSite=Strict; Secure",
        ),
        (&["host: [::1]:3000"], "gapless_live_3000", "Max-Age=43200; HttpOnly; SameSite=Strict"),
        (&["host: [::1]"], "gapless_live", "Max-Age=43200; HttpOnly; SameSite=Strict"),
        (&["host: x:1;evil"], "gapless_live", "Max-Age=43200; HttpOnly; SameSite=Strict"),
    ] {
        let (name, attributes) = attributes(&log_in(&by_token(), TOKEN, headers).await);
        assert_eq!((&*name, &*attributes), (expected_name, expected), "{headers:?}");
    }
}

#[tokio::test]
async fn a_wrong_token_is_refused_with_a_reason() {
    for wrong in ["", "wrong", "correct-hors", "correct-horse+", "%FF%00", "<script>alert(1)</script>"] {
        let app = by_token();
        let page = log_in(&app, wrong, &[BROWSER]).await;
        assert!(page.status == 401 && page.has_form() && page.header("set-cookie").is_empty(), "{wrong}");
        assert!(page.text().contains(r#"<p class="problem" role="alert">The token is wrong.</p>"#));
        let script = log_in(&app, wrong, &[]).await;
        assert_eq!((script.status.as_u16(), script.text()), (401, "the token is wrong\n"), "{wrong}");
    }
    for body in
        ["", "token", "other=x", "TOKEN=correct-horse", "token=x&token=correct-horse", "{\"token\":1}"]
    {
        assert_eq!(
            send_with(&by_token(), "POST", "/metrics/live/login", &[], body).await.status,
            401,
            "{body}"
        );
    }
    let long = "x".repeat(100_000);
    assert_eq!(log_in(&by_token(), &long, &[]).await.status, 413);
}

#[tokio::test]
async fn the_longest_token_fits_into_the_form() {
    let token = "/".repeat(4 * 1024);
    let encoded = "%2F".repeat(4 * 1024);
    assert_eq!(log_in(&guarded(bearer(&token)), &encoded, &[]).await.status, 303);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_guesses_must_wait() {
    let app = by_token();
    let (client, other) = ("client: 192.0.2.1:1111", "client: 192.0.2.2:2222");
    for port in 1..=5 {
        let login = log_in(&app, "wrong", &[&format!("client: 192.0.2.1:{port}")]).await;
        assert_eq!(login.status, 401, "{port}");
    }
    for token in ["wrong", TOKEN] {
        let login = log_in(&app, token, &[client, BROWSER]).await;
        assert_eq!((login.status.as_u16(), login.header("retry-after")), (429, "60"), "{token}");
        assert!(login.has_form() && login.text().contains("Try again in 60 seconds."));
        assert!(login.header("set-cookie").is_empty());
    }
    assert_eq!(log_in(&app, TOKEN, &[other]).await.status, 303);
    assert_eq!(log_in(&app, TOKEN, &[]).await.status, 303, "an unknown address is another client");
    advance(Duration::from_millis(59_500)).await;
    assert_eq!(log_in(&app, TOKEN, &[client]).await.header("retry-after"), "1");
    advance(Duration::from_millis(500)).await;
    assert_eq!(log_in(&app, TOKEN, &[client]).await.status, 303);
}

#[tokio::test(start_paused = true)]
async fn clients_without_a_known_address_wait_together() {
    let app = by_token();
    for _ in 0..5 {
        assert_eq!(log_in(&app, "wrong", &[]).await.status, 401);
    }
    assert_eq!(log_in(&app, TOKEN, &[]).await.status, 429);
    assert!(is_admitted(&app, &[&format!("authorization: Bearer {TOKEN}")]).await, "only the form waits");
}

#[tokio::test]
async fn the_cookie_survives_a_restart_but_not_a_new_token() {
    let login = log_in(&by_token(), TOKEN, &[]).await;
    let restarted = by_token();
    assert!(is_admitted(&restarted, &[&cookie(&login)]).await);
    let both = guarded(Auth::bearer(["new", TOKEN]).expect("the tokens are valid"));
    assert!(is_admitted(&both, &[&cookie(&login)]).await);
    assert!(!is_admitted(&guarded(bearer("new")), &[&cookie(&login)]).await);
}

#[tokio::test]
async fn a_forged_cookie_is_refused() {
    let app = by_token();
    let good = cookie(&log_in(&app, TOKEN, &[]).await);
    let (_, value) = good.split_once('=').expect("a cookie has a value");
    let (end, mac) = value.split_once('.').expect("a session has two parts");
    let later = end.parse::<u64>().expect("the end is a number") + 1;
    for forged in [
        String::new(),
        "cookie:  ".to_owned(),
        "cookie: ;;;=;=;".to_owned(),
        "cookie: gapless_live".to_owned(),
        "cookie: gapless_live=".to_owned(),
        format!("cookie: gapless_live={TOKEN}"),
        format!("cookie: gapless_live={later}.{mac}"),
        format!("cookie: gapless_live={end}.{}", "0".repeat(64)),
        format!("cookie: gapless_live={end}.{}", &mac[1..]),
        format!("cookie: gapless_live=\"{value}\""),
        format!("cookie: gapless_live_80={value}"),
        format!("cookie: gapless_livex={value}"),
        format!("cookie: xgapless_live={value}"),
        format!("cookie: x=gapless_live={value}"),
        format!("cookie: Gapless_Live={value}"),
        format!("cookie: gapless_live={value}{value}"),
    ] {
        let headers: Vec<_> = Some(&*forged).filter(|forged| !forged.is_empty()).into_iter().collect();
        assert!(!is_admitted(&app, &headers).await, "{forged}");
    }
    assert!(is_admitted(&app, &[&format!("cookie: gapless_live=old; gapless_live={value}")]).await);
    let many = format!("cookie: {}", "gapless_live=1.0; ".repeat(500));
    assert!(!is_admitted(&app, &[&many]).await);
}

proptest! {
    #[test]
    fn a_random_cookie_is_refused(pieces in prop::collection::vec("gapless_live=|=|;|[0-9]{1,21}|\\.|[0-9a-f]{64}|[ -~]", 0..20)) {
        let runtime = Builder::new_current_thread().build().expect("a runtime can be built");
        let cookie = format!("cookie: gapless_live={}", pieces.concat());
        let answer = runtime.block_on(async { get(&by_token(), PAGE, &[cookie.trim_end()]).await });
        prop_assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn logging_out_deletes_the_cookie() {
    let answer = send_with(&by_token(), "POST", "/metrics/live/logout", &["host: shop.example:81"], "").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "login"));
    assert_eq!(answer.header("set-cookie"), "gapless_live_81=; Max-Age=0; HttpOnly; SameSite=Strict");
    assert_eq!(get(&by_token(), "/metrics/live/logout", &[]).await.status, 405);
}

#[tokio::test]
async fn a_page_without_tokens_has_no_form() {
    let authorization = "authorization: Basic dXNlcjpwYXNzd29yZA==";
    let basic = guarded(Auth::basic([("user", "password")]).expect("the credentials are valid"));
    let gate = guarded(Auth::gate(|request| request.headers.contains_key("authorization")));
    for app in [open(), basic, gate] {
        for (method, path) in [("GET", "login"), ("POST", "login"), ("POST", "logout")] {
            let answer = send_with(&app, method, &format!("{PAGE}{path}"), &[authorization], "").await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "./"), "{method} {path}");
            assert_eq!(answer.header("set-cookie"), "");
        }
    }
}

#[tokio::test]
async fn a_password_guards_everything_with_the_prompt_of_the_browser() {
    let app = guarded(Auth::basic([("user", "password")]).expect("the credentials are valid"));
    for path in ["", "/", "/app.js", "/events", "/login", "/x"] {
        let path = format!("/metrics/live{path}");
        let answer = get(&app, &path, &[BROWSER]).await;
        assert!(answer.status == 401 && !answer.has_form(), "{path}");
        assert_eq!(answer.header("www-authenticate"), "Basic realm=\"metrics\", charset=\"UTF-8\"", "{path}");
    }
    assert!(is_admitted(&app, &["authorization: Basic dXNlcjpwYXNzd29yZA=="]).await);
}

#[tokio::test]
async fn a_gate_hides_everything_if_it_answers_404() {
    let gate = Auth::gate_with(StatusCode::NOT_FOUND, |request| request.headers.contains_key("x-inside"));
    let app = guarded(gate);
    for path in ["", "/", "/app.js", "/events", "/login", "/x"] {
        let path = format!("/metrics/live{path}");
        let answer = get(&app, &path, &[BROWSER]).await;
        assert_eq!((answer.status.as_u16(), answer.body.len()), (404, 0), "{path}");
    }
    assert_eq!(get(&app, PAGE, &["x-inside: 1"]).await.status, 200);
}

#[tokio::test]
async fn the_login_works_within_a_nested_router_and_does_not_open_the_metrics() {
    let metrics = gapless::router().route_layer(bearer(TOKEN));
    let inner: Router = metrics.merge(Live::default().auth(bearer(TOKEN)).router());
    let app = Router::new().nest("/admin", inner);
    let login = send_with(&app, "POST", "/admin/metrics/live/login", &[], &format!("token={TOKEN}")).await;
    let cookie = cookie(&login);
    assert_eq!(get(&app, "/admin/metrics/live/", &[&cookie]).await.status, 200);
    assert!(!login.header("set-cookie").contains("Path"), "the browser takes the folder of `login`");
    assert_eq!(get(&app, "/admin/metrics", &[&cookie]).await.status, 401);
    let authorization = format!("authorization: Bearer {TOKEN}");
    assert_eq!(get(&app, "/admin/metrics", &[&authorization]).await.status, 200);
}
