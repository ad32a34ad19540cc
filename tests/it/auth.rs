//! Authentication over a real socket.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use gapless::http::Auth;

use crate::router::{request, request_with};

const TOKEN: &str = "correct-horse";
const NEXT: &str = "battery/staple+==";

fn by_token() -> Router {
    gapless::router().route_layer(Auth::bearer([TOKEN, NEXT]).expect("the credentials are valid"))
}

/// `Ada:open sesame` and `Åsa:p:ß` in base64.
const ADA: &str = "QWRhOm9wZW4gc2VzYW1l";
const ASA: &str = "w4VzYTpwOsOf";

fn by_password() -> Router {
    gapless::router().route_layer(
        Auth::basic([("Ada", "open sesame"), ("Åsa", "p:ß")]).expect("the credentials are valid"),
    )
}

async fn answer(headers: &str, app: Router) -> (String, String) {
    request_with("GET", "/metrics", headers, app).await
}

async fn gets_in(headers: &str, app: Router) {
    let (head, body) = answer(headers, app).await;
    assert!(
        head.starts_with("http/1.1 200") && body.contains("\ngapless_conflicts 0\n"),
        "{headers}: {head}"
    );
}

async fn is_refused(headers: &str, app: Router, challenge: &str) {
    let (head, body) = answer(headers, app).await;
    assert!(head.starts_with("http/1.1 401"), "{headers}: {head}");
    assert!(head.contains(&format!("www-authenticate: {challenge}\r\n")), "{head}");
    assert!(head.contains("cache-control: no-store\r\n") && !body.contains("gapless"), "{head}{body}");
}

const BEARER: &str = "bearer realm=\"metrics\"";
const BASIC: &str = "basic realm=\"metrics\", charset=\"utf-8\"";

#[tokio::test]
async fn several_tokens_are_accepted_at_the_same_time() {
    gets_in(&format!("Authorization: Bearer {TOKEN}\n"), by_token()).await;
    gets_in(&format!("authorization: bEARER   {NEXT} \n"), by_token()).await;
    for wrong in ["", "correct-hors", "correct-horsee", "Correct-horse", "correct-horse battery/staple+=="] {
        is_refused(&format!("Authorization: Bearer {wrong}\n"), by_token(), BEARER).await;
    }
    is_refused("", by_token(), BEARER).await;
}

#[tokio::test]
async fn a_user_needs_the_right_password() {
    gets_in(&format!("Authorization: Basic {ADA}\n"), by_password()).await;
    gets_in(&format!("Authorization: basic {ASA}\n"), by_password()).await;
    // Ada with a wrong password, with Åsa's password, without a password, and not in base64.
    for wrong in ["QWRhOm9wZW4gc2VzYW1", "QWRhOnA6w58=", "QWRhOg==", "Ada:open sesame"] {
        is_refused(&format!("Authorization: Basic {wrong}\n"), by_password(), BASIC).await;
    }
    is_refused("", by_password(), BASIC).await;
}

#[tokio::test]
async fn malformed_headers_are_rejected() {
    let right = format!("Authorization: Bearer {TOKEN}\n");
    is_refused(&format!("{right}{right}"), by_token(), BEARER).await;
    is_refused(&format!("Authorization: Bearer {TOKEN}{}\n", "x".repeat(20_000)), by_token(), BEARER).await;
    is_refused(&format!("Authorization: Bearer {}{TOKEN}\n", " ".repeat(20_000)), by_token(), BEARER).await;
    for odd in
        ["Bearer", TOKEN, "Bearer,", "Digest correct-horse", "Basic correct-horse", "Bearer\tcorrect-horse"]
    {
        is_refused(&format!("Authorization: {odd}\n"), by_token(), BEARER).await;
    }
    is_refused(&format!("Authorization: Bearer {ADA}\n"), by_password(), BASIC).await;
}

#[tokio::test]
async fn a_rejection_contains_the_reason_and_the_remedy() {
    let header = |value: &str| format!("Authorization: {value}\n");
    let token = "; send `Authorization: Bearer <token>` with an accepted token; in Prometheus, set \
                 `authorization`\n";
    let password = "; send `Authorization: Basic` with an accepted user and password; in Prometheus, set \
                    `basic_auth`\n";
    for (headers, app, problem, remedy) in [
        (String::new(), by_token(), "the request has no `Authorization` header", token),
        (header("Bearer battery"), by_token(), "the token is wrong", token),
        (header(&format!("Basic {ADA}")), by_token(), "the `Authorization` header has another scheme", token),
        (header(TOKEN), by_token(), "the `Authorization` header has another scheme", token),
        (
            header("Bearer a").repeat(2),
            by_token(),
            "the request has more than one `Authorization` header",
            token,
        ),
        (
            header(&format!("Bearer {}", "a".repeat(20_000))),
            by_token(),
            "the `Authorization` header is longer than 16 KiB",
            token,
        ),
        (String::new(), by_password(), "the request has no `Authorization` header", password),
        (header("Basic QWRhOg=="), by_password(), "the user or the password is wrong", password),
    ] {
        let (head, body) = answer(&headers, app).await;
        assert!(head.starts_with("http/1.1 401"), "{head}");
        assert_eq!(body, format!("{problem}{remedy}"), "{headers}");
    }
}

#[tokio::test]
async fn a_gate_decides_by_the_head_of_the_request() {
    let app = || {
        let gate = Auth::gate(|request| {
            request.uri.path() == "/metrics" && request.headers.contains_key("x-let-me")
        });
        gapless::router().route_layer(gate)
    };
    gets_in("X-Let-Me: in\n", app()).await;
    let (head, body) = answer("X-Let: in\n", app()).await;
    assert!(head.starts_with("http/1.1 403") && head.contains("cache-control: no-store\r\n"), "{head}");
    assert!(!head.contains("www-authenticate") && !body.contains("gapless"), "{head}{body}");
}

#[tokio::test]
async fn a_gate_hides_the_metrics_or_asks_for_credentials() {
    let app = |status| {
        let gate = Auth::gate_with(status, |request| request.headers.contains_key("x-let-me"));
        gapless::router().route_layer(gate)
    };
    for status in [StatusCode::NOT_FOUND, StatusCode::UNAUTHORIZED] {
        gets_in("X-Let-Me: in\n", app(status)).await;
    }
    let answer_at = async |path| {
        let (head, body) = request("GET", path, app(StatusCode::NOT_FOUND)).await;
        let lines = head.lines().filter(|line| !line.starts_with("date:"));
        (lines.map(ToOwned::to_owned).collect::<Vec<_>>(), body)
    };
    assert_eq!(answer_at("/metrics").await, answer_at("/nothing").await);
    let (head, _) = request("GET", "/metrics", app(StatusCode::UNAUTHORIZED)).await;
    assert!(head.starts_with("http/1.1 401") && head.contains("www-authenticate: bearer realm"), "{head}");
}

#[tokio::test]
async fn a_layer_guards_only_the_metrics() {
    let app = || Router::new().route("/", get(|| async { "hello" })).merge(by_token());
    assert_eq!(request("GET", "/", app()).await.1, "hello");
    assert!(request("GET", "/other", app()).await.0.starts_with("http/1.1 404"));
    for method in ["GET", "HEAD", "POST"] {
        assert!(request(method, "/metrics", app()).await.0.starts_with("http/1.1 401"), "{method}");
    }
    gets_in(&format!("Authorization: Bearer {TOKEN}\n"), app()).await;
}

#[test]
fn debug_output_does_not_contain_secrets() {
    let auths =
        [Auth::bearer([TOKEN, NEXT]).unwrap(), Auth::basic([("Ada", TOKEN)]).unwrap(), Auth::gate(|_| true)];
    assert_eq!(format!("{auths:?}"), "[Auth::Bearer(2 accepted), Auth::Basic(1 accepted), Auth::Gate]");
    let error = Auth::bearer([format!("{TOKEN}\n")]).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(TOKEN));
}

/// Returns the message of an error without its remedy.
fn error_of(auth: Result<Auth, gapless::http::Error>) -> String {
    let message = auth.expect_err("the credentials are not valid").to_string();
    message.split_once("; ").expect("the message contains a remedy").0.to_owned()
}

#[test]
fn invalid_secrets_are_errors() {
    let long = "x".repeat(4097);
    let no_user: [(&str, &str); 0] = [];
    let cases = [
        (Auth::bearer([TOKEN, ""]), "token 2 is empty"),
        (Auth::bearer(["two words"]), "token 1 has an invalid character, such as white space"),
        (Auth::bearer([&long]), "token 1 is longer than 4 KiB"),
        (Auth::bearer([""; 0]), "the list for `Auth::bearer` is empty"),
        (Auth::basic(no_user), "the list for `Auth::basic` is empty"),
        (Auth::basic([("", "x")]), "user 1 is empty"),
        (
            Auth::basic([("A:da", "x")]),
            "user 1 has a colon or a control character, which clients cannot send",
        ),
        (Auth::basic([("Ada", "")]), "the password of user 1 is empty"),
        (
            Auth::basic([("Ada", "x\n")]),
            "the password of user 1 has a control character, such as a line feed",
        ),
    ];
    for (auth, expected) in cases {
        assert_eq!(error_of(auth), expected);
    }
}
