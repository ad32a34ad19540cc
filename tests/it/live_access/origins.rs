//! Requests that the pages of other sites send.

use axum::Router;

use super::{Answer, TOKEN, by_token, open, send_with};

/// The routes that another site must not use. `true` marks those that only a page with a form has.
const ROUTES: [(&str, &str, bool); 6] = [
    ("GET", "/metrics/live/events", false),
    ("GET", "/metrics/live/socket", false),
    ("POST", "/metrics/live/topics", false),
    ("GET", "/metrics/live/metrics", false),
    ("POST", "/metrics/live/login", true),
    ("POST", "/metrics/live/logout", true),
];

async fn send(app: &Router, method: &str, path: &str, headers: &[&str]) -> Answer {
    send_with(app, method, path, headers, &format!("token={TOKEN}")).await
}

#[tokio::test]
async fn another_origin_is_refused() {
    let authorization = &*format!("authorization: Bearer {TOKEN}");
    for (method, path, needs_form) in ROUTES {
        for headers in [
            &["origin: https://evil.example"][..],
            &["origin: null"],
            &["origin: http://shop.example:3000"],
            &["origin: https://shop.example.evil"],
            &["sec-fetch-site: cross-site"],
            &["sec-fetch-site: same-site"],
            &["origin: https://shop.example", "sec-fetch-site: same-site"],
            &["origin: null", "sec-fetch-site: same-origin"],
        ] {
            let with_token = [headers, &[authorization]].concat();
            let mut answers = vec![send(&by_token(), method, path, &with_token).await];
            match needs_form {
                true => answers.push(send(&by_token(), method, path, headers).await),
                false => answers.push(send(&open(), method, path, headers).await),
            }
            for answer in answers {
                assert_eq!(answer.status, 403, "{method} {path} {headers:?}");
                assert!(answer.text().starts_with("the request comes from another origin; "));
                assert_eq!(answer.header("cache-control"), "no-store");
                assert_eq!(answer.header("set-cookie"), "");
            }
            if !needs_form {
                let answer = send(&by_token(), method, path, headers).await;
                assert_eq!(answer.status, 401, "access is checked first");
            }
        }
    }
}

#[tokio::test]
async fn the_own_origin_and_clients_that_are_not_browsers_are_accepted() {
    for (method, path, _) in ROUTES {
        for headers in [
            &[][..],
            &["origin: https://shop.example"],
            &["origin: http://SHOP.example:80"],
            &["origin: http://[::1]:3000", "host: [::1]:3000"],
            &["origin: https://shop.example", "sec-fetch-site: same-origin"],
            &["sec-fetch-site: none"],
        ] {
            let answer = send(&by_token(), method, path, headers).await;
            assert_ne!(answer.status, 403, "{method} {path} {headers:?}");
        }
    }
}

#[tokio::test]
async fn a_link_on_another_site_leads_to_the_page() {
    let answer = send(&open(), "GET", "/metrics/live/", &["sec-fetch-site: cross-site"]).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_preflight_request_is_not_answered() {
    let headers = &["origin: https://evil.example", "access-control-request-method: POST"];
    for (_, path, _) in ROUTES {
        let answer = send(&by_token(), "OPTIONS", path, headers).await;
        assert!([401, 403, 405].contains(&answer.status.as_u16()), "{path}: {}", answer.status);
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}
