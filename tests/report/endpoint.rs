//! Endpoints: their settings, and receivers that fail. The text push sends to them.

use std::process::Command;
use std::time::Duration;

use gapless::report::{
    Context, Endpoint, EndpointErrorKind, Failure, Otlp, Program, Pushgateway, RemoteWrite, Reporter,
    TextPush,
};
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::receiver::{Answer, Authority, Receiver};
use crate::text_push::{Metrics, report};

/// Reports once to an endpoint that fails, and returns the failure with the URL replaced.
async fn failure(endpoint: Endpoint, url: &str) -> String {
    let failure = report(&mut TextPush::new(endpoint), &Metrics::new().batch())
        .await
        .expect_err("it fails")
        .to_string();
    assert!(!failure.contains("sesame"), "{failure}");
    failure.replace(url, "http://receiver/import")
}

/// Reports to a receiver that fails once, checks the failure, and checks that the next report arrives.
async fn fails_once(answer: Answer, said: &str) -> Receiver {
    let receiver = Receiver::start().await;
    receiver.next([answer]);
    let url = receiver.url("/import");
    let (metrics, mut push) = (Metrics::new(), TextPush::new(Endpoint::new(url.clone()).bearer("sesame")));
    let failure =
        report(&mut push, &metrics.batch()).await.expect_err("the first answer is a failure").to_string();
    assert_eq!(
        failure.replace(&url, "http://receiver/import"),
        format!("`POST http://receiver/import`: {said}")
    );
    push.report(&metrics.batch()).await.expect("the receiver is well again");
    assert_eq!(receiver.requests().len(), 2);
    receiver
}

#[test]
fn a_wrong_setting_is_an_error_without_secrets_that_says_what_to_write() {
    let new = || Endpoint::new("http://localhost:9091");
    let long = new().ca_file("/no/such/ca.pem");
    for (endpoint, said) in [
        (Endpoint::new(""), "`` is not a valid URL; write a URL such as `http://example.com:8080`"),
        (
            Endpoint::new("localhost:9091"),
            "`localhost:9091` is not a valid URL; write `http://` or `https://` at",
        ),
        (
            Endpoint::new("ftp://localhost"),
            "`ftp://localhost` is not a valid URL; write `http://` or `https://` at",
        ),
        (Endpoint::new("http://"), "`http://` is not a valid URL; write a URL such as"),
        (
            Endpoint::new("http://localhost:99999"),
            "`http://localhost:99999` is not a valid URL; write a URL such as",
        ),
        (Endpoint::new("http://a b"), "`http://a b` is not a valid URL; write a URL such as"),
        (
            Endpoint::new("http://ada:sesame@localhost:9091/?key=sesame"),
            "`http://..@localhost:9091/` is not a valid URL; remove the user and the password, and set them as",
        ),
        (new().bearer("sesame\n"), "the token contains a line break or another control character; remove it"),
        (new().bearer(""), "the token is empty; set it, or remove it if the receiver needs no credentials"),
        (new().basic("sesame:", "sesame"), "the user contains a colon, which separates the user from"),
        (new().basic("", "sesame"), "the user is empty; set it, or remove it"),
        (
            new().header("Content-Type", "sesame"),
            "the header `Content-Type` is set by the reporter; remove it",
        ),
        (
            new().header("a b", "sesame"),
            "the header `a b` has an invalid name; write letters, digits and hyphens",
        ),
        (
            new().header("a", "sesame\n"),
            "the header `a` has a line break or another control character in its",
        ),
        (
            new().header("a", "sesame").header("A", "b"),
            "the header `A` is set twice; remove one of the values",
        ),
        (
            new().bearer("b").header("authorization", "sesame"),
            "the header `authorization` is set twice; remove",
        ),
        (
            new().proxy("socks5://ada:sesame@proxy:1"),
            "`socks5://..@proxy:1` is not a valid URL of a proxy; write a",
        ),
        (new().proxy("http://"), "`http://` is not a valid URL of a proxy; write a URL such as"),
        (new().timeout(Duration::ZERO), "the time limit is zero; set some seconds"),
        (long, "the file `/no/such/ca.pem` has no certificates of authorities (No such file or directory"),
    ] {
        let error = endpoint.check().unwrap_err().to_string();
        assert!(error.starts_with(said), "{error}");
        assert!(!error.contains("sesame"), "{error}");
    }
    let valid = new().header("Authorization", "Api-Token sesame").proxy("http://ada:sesame@proxy:3128");
    valid.check().unwrap();
    let valid = valid.bearer("sesame").header("X-Key", "sesame").basic("Ada", "sesame");
    let shown = format!("{valid:?} {:?}", TextPush::new(valid.clone()));
    assert!(shown.contains("X-Key") && !shown.contains("sesame"), "{shown}");
}

/// Checks a reporter, and returns its error.
fn checked(reporter: &impl Reporter) -> Result<(), String> {
    let check = |context: &Context| -> Result<(), Failure> { reporter.check(context) };
    check(&Context::new("checked", Program::new("shop", "web-1"))).map_err(|failure| failure.to_string())
}

#[test]
fn a_url_to_which_nothing_is_added_needs_a_path() {
    let write = |url: &str| checked(&RemoteWrite::new(url));
    let push = |url: &str| checked(&TextPush::new(url));
    let exact = |url: &str| checked(&Otlp::new(url).exact_url());
    for (check, path) in [
        (&write as &dyn Fn(&str) -> Result<(), String>, "/api/v1/write"),
        (&push, "/api/v1/import/prometheus"),
        (&exact, "/v1/metrics"),
    ] {
        for url in ["http://localhost:9090", " http://localhost:9090 ", "http://localhost:9090?token=sesame"]
        {
            assert_eq!(
                check(url).unwrap_err(),
                format!(
                    "`http://localhost:9090` does not have a path; write the path of the receiver, such as \
                     `http://localhost:9090{path}`, or `http://localhost:9090/` for a receiver at the root"
                )
            );
        }
        for path in ["/", "/write", "/?tenant=1", path] {
            check(&format!("http://localhost:9090{path}")).unwrap();
        }
    }
}

#[test]
fn a_url_must_not_have_the_path_that_the_reporter_adds() {
    let push = |url: &str| checked(&Pushgateway::new(url));
    let otlp = |url: &str| checked(&Otlp::new(url));
    for (check, url, base) in [
        (&push as &dyn Fn(&str) -> Result<(), String>, "http://host:9091/metrics", "http://host:9091"),
        (&push, "http://host:9091/metrics/", "http://host:9091"),
        (&push, "http://host:9091/metrics/job", "http://host:9091"),
        (&push, "http://host:9091/metrics/job/shop/shard/7", "http://host:9091"),
        (&push, "https://host/gateway/metrics/job@base64/c2hvcA", "https://host/gateway"),
        (&otlp, "http://host:4318/v1/metrics", "http://host:4318"),
        (&otlp, "http://host:4318/v1/metrics/", "http://host:4318"),
        (&otlp, "http://host:9090/api/v1/otlp/v1/metrics?token=sesame", "http://host:9090/api/v1/otlp"),
    ] {
        let shown = url.split('?').next().unwrap();
        assert_eq!(
            check(url).unwrap_err(),
            format!("`{shown}` contains the path that the reporter adds; write `{base}`")
        );
    }
    for url in ["http://host", "http://host/", "http://host/my-metrics", "http://host/metrics/gateway"] {
        push(url).unwrap();
        otlp(url).unwrap();
    }
    checked(&Otlp::new("http://host:4318/v1/metrics").exact_url()).unwrap();
}

#[test]
fn a_file_without_certificates_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    for content in [
        "",
        "-----BEGIN CERTIFICATE-----\nsesame\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n",
    ] {
        std::fs::write(&file, content).unwrap();
        let error = Endpoint::new("https://localhost").ca_file(&file).check().unwrap_err();
        assert!(matches!(error.kind(), EndpointErrorKind::CaFile { .. }), "{error}");
        assert!(error.to_string().ends_with("; name a readable file in PEM format"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_never_answers_costs_the_time_limit() {
    let start = Instant::now();
    let receiver = fails_once(
        Answer::never(),
        "the answer is not complete after 10s; check the receiver, or set a longer time limit",
    )
    .await;
    assert!((10..11).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
    receiver.closed(1).await;
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_answers_200_bytes_per_second_costs_the_time_limit() {
    let start = Instant::now();
    let receiver = fails_once(
        Answer::status(400).body("x".repeat(10_000)).trickle(200),
        "the answer is not complete after 10s; check the receiver, or set a longer time limit",
    )
    .await;
    assert!((10..11).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
    receiver.closed(1).await;
}

#[tokio::test]
async fn a_receiver_that_closes_at_once_is_an_error() {
    fails_once(
        Answer::close(),
        "the connection ended before the answer; check that the URL and its scheme are those of the receiver",
    )
    .await;
}

#[tokio::test]
async fn a_long_error_is_cut() {
    let said = format!("the receiver cannot answer now (500: {}..); look into its log", "x".repeat(500));
    let receiver = fails_once(Answer::status(500).body("x".repeat(10 << 20)), &said).await;
    receiver.closed(1).await;
    assert_eq!(receiver.connections(), 2, "the client closes a connection instead of reading the rest");
}

#[tokio::test]
async fn a_head_without_an_end_is_an_error() {
    fails_once(
        Answer::ok().header("x-long", &"x".repeat(10 << 20)),
        "the connection ended before the answer; check that the URL and its scheme are those of the receiver",
    )
    .await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    fails_once(
        Answer::redirect("http://ada:sesame@login.example.com/?token=sesame"),
        "the answer is a redirect (302) to `http://..@login.example.com/`, which is not followed; correct the URL",
    )
    .await;
}

#[tokio::test]
async fn a_receiver_that_is_down_is_an_error() {
    let mut receiver = Receiver::start().await;
    receiver.stop().await;
    let (metrics, mut push) = (Metrics::new(), TextPush::new(receiver.url("/import")));
    let failure = report(&mut push, &metrics.batch()).await.unwrap_err().to_string();
    assert!(
        failure.ends_with(": the host refuses the connection; start the receiver, or correct the URL"),
        "{failure}"
    );
    receiver.restart().await;
    push.report(&metrics.batch()).await.unwrap();
    // The connection is lost while it is idle.
    receiver.stop().await;
    receiver.restart().await;
    push.report(&metrics.batch()).await.unwrap();
    assert_eq!(receiver.requests().len(), 2);
}

#[tokio::test]
async fn a_host_that_does_not_exist_is_an_error() {
    let url = "http://name.invalid/import";
    assert_eq!(
        failure(Endpoint::new(url), url).await,
        "`POST http://receiver/import`: the host does not resolve; correct the host of the URL"
    );
}

#[tokio::test]
async fn a_port_that_does_not_speak_http_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/import", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut connection, b"220 mail.example.com ready\r\n")
            .await
            .unwrap();
        std::future::pending::<()>().await;
    });
    let failure = failure(Endpoint::new(url.clone()), &url).await;
    assert!(
        failure.contains("the connection ended before the answer; check that the URL and its scheme"),
        "{failure}"
    );
    server.abort();
}

#[tokio::test]
async fn the_authority_of_a_file_is_trusted_and_no_other() {
    let (authority, other) = (Authority::new(), Authority::new());
    let receiver = Receiver::tls(&authority).await;
    let (metrics, endpoint) = (Metrics::new(), || Endpoint::new(receiver.url("/import")));
    report(&mut TextPush::new(endpoint().ca_file(authority.file())), &metrics.batch()).await.unwrap();
    assert!(receiver.last().text().ends_with("} 0\n"));
    let url = receiver.url("/import");
    let said = "`POST http://receiver/import`: the TLS handshake failed (invalid peer certificate: ";
    for endpoint in [endpoint().ca_file(other.file()), endpoint()] {
        let failure = failure(endpoint, &url).await;
        assert!(failure.starts_with(said), "{failure}");
        assert!(
            failure.contains("; trust the authority of the certificate with `Endpoint::ca_file`"),
            "{failure}"
        );
    }
    assert_eq!(receiver.requests().len(), 1);
}

#[tokio::test]
async fn a_certificate_of_another_host_is_an_error() {
    let authority = Authority::issuing(&["example.com"]);
    let receiver = Receiver::tls(&authority).await;
    let url = receiver.url("/import");
    let failure = failure(Endpoint::new(url.clone()).ca_file(authority.file()), &url).await;
    assert!(
        failure
            .contains("the TLS handshake failed (invalid peer certificate: certificate not valid for name"),
        "{failure}"
    );
}

#[tokio::test]
async fn a_receiver_that_demands_a_certificate_gets_it() {
    let (authority, other, metrics) = (Authority::new(), Authority::new(), Metrics::new());
    let receiver = Receiver::mutual_tls(&authority).await;
    let url = receiver.url("/import");
    let endpoint = || Endpoint::new(&*url).ca_file(authority.file());
    let with = |of: &Authority| endpoint().client_certificate(of.issued().0, of.issued().1);
    for endpoint in [endpoint(), with(&other)] {
        let failure = failure(endpoint, &url).await;
        assert!(failure.contains(": the TLS handshake failed (received fatal alert: "), "{failure}");
        assert!(
            failure.contains("set `Endpoint::client_certificate` for a receiver that demands"),
            "{failure}"
        );
    }
    assert_eq!(receiver.requests().len(), 0);
    report(&mut TextPush::new(with(&authority)), &metrics.batch()).await.unwrap();
    assert_eq!(receiver.requests().len(), 1);
}

#[tokio::test]
async fn a_client_certificate_is_renewed_without_a_restart() {
    let (authority, files, metrics) = (Authority::new(), Authority::new(), Metrics::new());
    let receiver = Receiver::mutual_tls(&authority).await;
    let (cert_file, key_file) = files.issued();
    let endpoint = Endpoint::new(receiver.url("/import")).ca_file(authority.file());
    let mut push = TextPush::new(endpoint.client_certificate(&cert_file, &key_file));
    report(&mut push, &metrics.batch()).await.unwrap_err();
    std::fs::copy(authority.issued().0, &cert_file).unwrap();
    push.report(&metrics.batch()).await.expect_err("the key is still that of the old certificate");
    std::fs::copy(authority.issued().1, &key_file).unwrap();
    push.report(&metrics.batch()).await.unwrap();
}

#[test]
fn a_client_certificate_that_cannot_be_used_is_an_error() {
    let (authority, other) = (Authority::new(), Authority::new());
    let (cert, key) = authority.issued();
    let secret = authority.file().with_file_name("secret.pem");
    std::fs::write(&secret, "-----BEGIN PRIVATE KEY-----\nsesame\n-----END PRIVATE KEY-----\n").unwrap();
    let none = authority.file().with_file_name("none.pem");
    for (cert_file, key_file, wrong, said) in [
        (&none, &key, &none, "No such file or directory"),
        (&cert, &none, &none, "No such file or directory"),
        (&key, &key, &key, "nothing in it is a certificate"),
        (&cert, &cert, &cert, "nothing in it is a private key without a password"),
        (&cert, &secret, &secret, "unexpected error: failed to parse private key"),
        (&cert, &other.issued().1, &other.issued().1, "it is the key of another certificate"),
    ] {
        let endpoint = Endpoint::new("https://localhost").ca_file(authority.file());
        let error = endpoint.client_certificate(cert_file, key_file).check().unwrap_err();
        let EndpointErrorKind::ClientCertificate { path, problem } = error.kind() else { panic!("{error}") };
        assert_eq!(path, wrong);
        assert!(problem.starts_with(said), "{error}");
        assert!(
            error
                .to_string()
                .ends_with("; name readable files in PEM format, with a certificate and its key")
        );
        assert!(!error.to_string().contains("sesame"), "{error}");
    }
}

#[tokio::test]
async fn http_passes_through_a_proxy_with_complete_urls() {
    let proxy = Receiver::start().await;
    let endpoint = Endpoint::new("http://name.invalid:9091/import").bearer("sesame");
    let endpoint = endpoint.proxy(proxy.url("").replace("http://", "http://ada:sesame@"));
    report(&mut TextPush::new(endpoint), &Metrics::new().batch()).await.unwrap();
    let request = proxy.last();
    assert_eq!(request.line(), "POST http://name.invalid:9091/import");
    assert_eq!(request.header("host"), Some("name.invalid:9091"));
    assert_eq!(request.header("proxy-authorization"), Some("Basic YWRhOnNlc2FtZQ=="));
    assert_eq!(request.header("authorization"), Some("Bearer sesame"));
}

#[tokio::test]
async fn https_passes_through_a_tunnel_of_a_proxy() {
    let (proxy, authority, metrics) = (Receiver::start().await, Authority::new(), Metrics::new());
    let receiver = Receiver::tls(&authority).await;
    let endpoint = Endpoint::new(receiver.url("/import")).bearer("sesame").ca_file(authority.file());
    let mut push = TextPush::new(endpoint.proxy(proxy.url("").replace("http://", "http://ada:sesame@")));
    report(&mut push, &metrics.batch()).await.unwrap();
    push.report(&metrics.batch()).await.unwrap();
    assert_eq!((proxy.tunnels(), receiver.requests().len()), (1, 2));
    let request = proxy.last();
    assert_eq!(request.line(), format!("CONNECT {}", receiver.url("").trim_start_matches("https://")));
    assert_eq!(request.header("proxy-authorization"), Some("Basic YWRhOnNlc2FtZQ=="));
    assert_eq!(request.header("authorization"), None);
    assert_eq!(receiver.last().header("proxy-authorization"), None);
}

#[tokio::test]
async fn a_proxy_that_fails_is_an_error() {
    let mut proxy = Receiver::start().await;
    let url = "https://name.invalid/import";
    let endpoint = || Endpoint::new(url).proxy(proxy.url("").replace("http://", "http://ada:sesame@"));
    let shown = proxy.url("/");
    let said = |problem| {
        format!(
            "`POST http://receiver/import`: the proxy `{shown}` does not connect to the host ({problem}); check the URL of the \
             proxy and its log"
        )
    };
    for (answer, problem) in [
        (Answer::status(407), "tunnel error: proxy authorization required"),
        (Answer::status(503), "tunnel error: unsuccessful"),
        (Answer::close(), "tunnel error: unexpected end of file"),
    ] {
        proxy.next([answer]);
        assert_eq!(failure(endpoint(), url).await, said(problem));
    }
    let endpoint = endpoint();
    proxy.stop().await;
    assert_eq!(failure(endpoint, url).await, said("Connection refused (os error 111)"));
}

#[tokio::test]
async fn a_proxy_of_the_environment_is_used_by_option() {
    const IS_CHILD: &str = "GAPLESS_TEST_HAS_PROXY";
    let name = "endpoint::a_proxy_of_the_environment_is_used_by_option";
    if std::env::var_os(IS_CHILD).is_some() {
        let (direct, metrics) = (Receiver::start().await, Metrics::new());
        let url = "http://name.invalid/import";
        let through = Endpoint::new(url).proxy_from_environment();
        report(&mut TextPush::new(through), &metrics.batch()).await.unwrap();
        assert!(failure(Endpoint::new(url), url).await.contains("the host does not resolve"));
        let excepted = Endpoint::new(direct.url("/import")).proxy_from_environment();
        report(&mut TextPush::new(excepted), &metrics.batch()).await.unwrap();
        return assert_eq!(direct.requests().len(), 1);
    }
    let proxy = Receiver::start().await;
    let mut child = Command::new(std::env::current_exe().unwrap());
    child
        .args(["--exact", name])
        .env(IS_CHILD, "1")
        .env("HTTP_PROXY", proxy.url(""))
        .env("NO_PROXY", "127.0.0.0/8");
    let output = tokio::task::spawn_blocking(move || child.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(proxy.last().line(), "POST http://name.invalid/import");
}
