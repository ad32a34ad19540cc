//! The files of the page, and the headers of its responses.

use std::io::Read;

use axum::Router;
use axum::routing::get as route_get;
use flate2::read::GzDecoder;
use gapless::live::Live;

use super::{TOKEN, by_token, get, open, send_with};

#[tokio::test]
async fn every_response_has_headers_that_protect_the_page() {
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                  base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
                  trusted-types 'none'";
    for (app, path, status) in [
        (open(), "/metrics/live", 308),
        (open(), "/metrics/live/", 200),
        (open(), "/metrics/live/app.js", 200),
        (open(), "/metrics/live/nothing", 404),
        (open(), "/metrics/live/login", 303),
        (by_token(), "/metrics/live/", 401),
        (by_token(), "/metrics/live/events", 401),
        (by_token(), "/metrics/live/login", 200),
    ] {
        let answer = get(&app, path, &["accept: text/html"]).await;
        assert_eq!(answer.status, status, "{path}");
        for (name, expected) in [
            ("content-security-policy", policy),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), expected, "{path}: {name}");
        }
        let names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
        assert!(!names.iter().any(|name| name.starts_with("access-control-")), "{path}: {names:?}");
    }
    let foreign = get(&open(), "/metrics/live/events", &["origin: https://evil.example"]).await;
    assert_eq!((foreign.status.as_u16(), foreign.header("content-security-policy")), (403, policy));
}

#[tokio::test]
async fn a_file_has_its_content_type() {
    for (file, content_type, content) in [
        ("", "text/html; charset=utf-8", "<!doctype html>"),
        ("stream.js", "text/javascript; charset=utf-8", "class Stream"),
        ("style.css", "text/css; charset=utf-8", "{"),
        ("icon.svg", "image/svg+xml; charset=utf-8", "<svg"),
    ] {
        let answer = get(&open(), &format!("/metrics/live/{file}"), &[]).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, content_type), "{file}");
        assert!(answer.text().contains(content), "{file}");
    }
}

#[tokio::test]
async fn a_page_loads_nothing_from_elsewhere_and_has_no_script_or_style_of_its_own() {
    for page in
        [get(&open(), "/metrics/live/", &[]).await, get(&by_token(), "/metrics/live/login", &[]).await]
    {
        for forbidden in
            ["://", "style=", "<style", "onclick", "javascript:", "src=\"/", "href=\"/", "action=\"/"]
        {
            assert!(!page.text().contains(forbidden), "{forbidden}");
        }
        let scripts: Vec<_> = page.text().split("<script").skip(1).collect();
        assert!(scripts.iter().all(|script| script.contains("src=") && script.contains("></script>")));
    }
}

#[tokio::test]
async fn a_browser_that_has_a_file_receives_only_its_tag() {
    let app = open();
    for coding in ["accept-encoding: gzip", "accept-encoding: identity"] {
        let first = get(&app, "/metrics/live/app.js", &[coding]).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 20, "{tag}");
        assert_eq!((first.header("cache-control"), first.header("vary")), ("no-cache", "accept-encoding"));
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag},\"y\""), "*".to_owned()] {
            let again =
                get(&app, "/metrics/live/app.js", &[coding, &format!("if-none-match: {known}")]).await;
            assert_eq!(
                (again.status.as_u16(), again.body.len(), again.header("etag")),
                (304, 0, &*tag),
                "{known}"
            );
            assert_eq!(
                (again.header("cache-control"), again.header("vary")),
                ("no-cache", "accept-encoding")
            );
            assert_eq!(again.header("content-encoding"), "");
        }
        for unknown in ["\"x\"", "x", "", &tag[1..], &tag[..9]] {
            let again =
                get(&app, "/metrics/live/app.js", &[coding, &format!("if-none-match: {unknown}")]).await;
            assert_eq!(again.body, first.body, "{unknown}");
        }
    }
}

#[tokio::test]
async fn a_file_is_compressed_for_clients_that_accept_gzip() {
    let app = open();
    for file in ["", "app.js", "style.css"] {
        let path = format!("/metrics/live/{file}");
        let plain = get(&app, &path, &[]).await;
        let gzip = get(&app, &path, &["accept-encoding: gzip, deflate, br, zstd"]).await;
        assert_eq!((plain.header("content-encoding"), gzip.header("content-encoding")), ("", "gzip"));
        assert_ne!(plain.header("etag"), gzip.header("etag"), "a strong tag names the bytes");
        let mut content = Vec::new();
        GzDecoder::new(&*gzip.body).read_to_end(&mut content).expect("the body is complete");
        assert_eq!(content, plain.body, "{file}");
        let none = get(&app, &path, &["accept-encoding: gzip;q=0"]).await;
        assert_eq!((none.header("content-encoding"), &none.body), ("", &plain.body));
    }
}

#[tokio::test]
async fn head_has_the_headers_of_get() {
    for path in ["/metrics/live/", "/metrics/live/app.js"] {
        let (got, head) = (get(&open(), path, &[]).await, send_with(&open(), "HEAD", path, &[], "").await);
        assert_eq!((head.status.as_u16(), head.body.len()), (200, 0), "{path}");
        for name in ["etag", "content-type", "vary"] {
            assert_eq!(head.header(name), got.header(name), "{path}: {name}");
        }
        assert_eq!(head.header("content-length"), got.body.len().to_string(), "{path}");
    }
    assert_eq!(send_with(&open(), "POST", "/metrics/live/app.js", &[], "").await.status, 405);
}

#[tokio::test]
async fn the_path_leads_to_the_page_wherever_the_router_is() {
    let at = |path: &str| -> Router { Live::default().router_at(path) };
    for (app, path, location) in [
        (open(), "/metrics/live", "live/"),
        (Router::new().nest("/admin", open()), "/admin/metrics/live", "live/"),
        (at("/charts"), "/charts", "charts/"),
        (at("/charts/"), "/charts", "charts/"),
        (Router::new().nest("/a", at("/b/c")), "/a/b/c", "c/"),
    ] {
        let answer = get(&app, path, &[]).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (308, location), "{path}");
        let page = get(&app, &format!("{path}/"), &[]).await;
        assert!(page.text().contains("src=\"app.js\""), "{path}");
        assert_eq!(get(&app, &format!("{path}/app.js"), &[]).await.status, 200, "{path}");
    }
    assert_eq!(get(&at("/"), "/", &[]).await.status, 200);
    assert_eq!(get(&at("/"), "/app.js", &[]).await.status, 200);
}

#[tokio::test]
async fn an_unknown_path_below_the_page_says_where_the_page_is() {
    let nested = Router::new().nest("/admin", open());
    for (app, path, page) in [
        (&open(), "/metrics/live/x", "/metrics/live/"),
        (&open(), "/metrics/live//", "/metrics/live/"),
        (&open(), "/metrics/live/a/b/", "/metrics/live/"),
        (&nested, "/admin/metrics/live/x", "/admin/metrics/live/"),
    ] {
        let answer = get(app, path, &[]).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.text(), format!("nothing is served at `{path}`; the live page is at `{page}`\n"));
    }
}

#[tokio::test]
async fn the_rest_of_the_application_is_not_affected() {
    let own = Router::new().route("/", route_get(|| async { "hello" })).fallback(|| async { "lost" });
    let app = own.merge(gapless::router()).merge(Live::default().auth(super::bearer(TOKEN)).router());
    for (path, expected) in
        [("/", "hello"), ("/lost", "lost"), ("/metrics/other", "lost"), ("/metrics/liver", "lost")]
    {
        let answer = get(&app, path, &["origin: https://evil.example"]).await;
        assert_eq!((answer.text(), answer.header("content-security-policy")), (expected, ""), "{path}");
    }
    assert!(get(&app, "/metrics", &[]).await.text().contains("gapless_conflicts"));
    let bare: Router = Router::new().route("/", route_get(|| async { "hello" })).merge(by_token());
    let missing = get(&bare, "/missing", &[]).await;
    assert_eq!((missing.status.as_u16(), missing.header("content-security-policy")), (404, ""));
}
