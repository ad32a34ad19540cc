//! Each version of Prometheus can scrape only with the right token, password and root certificate.

use std::path::Path;

use gapless::http::{Auth, Server, ServerBuilder, Tls};
use rcgen::{CertifiedKey, generate_simple_self_signed};

use crate::prometheus::{Job, Prometheus};
use crate::version::{VERSIONS, Version};

async fn start(server: ServerBuilder) -> Server {
    server.start().await.expect("a free port can be bound")
}

fn local() -> ServerBuilder {
    Server::bind("127.0.0.1:0")
}

/// Starts a server with a new certificate for `localhost`, which is written to the folder.
fn by_tls(folder: &Path) -> ServerBuilder {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).expect("the name can be certified");
    let (certificate, key) = (folder.join("tls.pem"), folder.join("tls.key"));
    std::fs::write(&certificate, cert.pem()).expect("the folder can be written");
    std::fs::write(&key, signing_key.serialize_pem()).expect("the folder can be written");
    local().tls(Tls::from_files(certificate, key).expect("they belong together"))
}

/// Returns the address of a server.
fn address(server: &Server) -> String {
    server.local_addr().expect("it listens at a port").to_string()
}

#[tokio::test]
async fn prometheus_needs_the_right_credentials() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let root = folder.path().join("tls.pem");
    let open = start(local()).await;
    let by_token = start(local().auth(Auth::bearer(["token"]).expect("it is a token"))).await;
    let by_password = start(local().auth(Auth::basic([("Ada", "open: ß")]).expect("it is a user"))).await;
    let by_tls = start(by_tls(folder.path())).await;
    let trusting =
        format!(", scheme: https, tls_config: {{server_name: localhost, ca_file: '{}'}}", root.display());
    for version in VERSIONS {
        let mut prometheus = scraping(
            version,
            &open,
            &[
                ("right_token", &by_token, ", authorization: {credentials: token}"),
                ("wrong_token", &by_token, ", authorization: {credentials: tokem}"),
                ("right_password", &by_password, ", basic_auth: {username: Ada, password: 'open: ß'}"),
                ("wrong_password", &by_password, ", basic_auth: {username: Ada, password: sesame}"),
                ("right_tls", &by_tls, &trusting),
                ("wrong_root", &by_tls, ", scheme: https"),
                ("wrong_scheme", &by_tls, ", scheme: http"),
            ],
        )
        .await;
        prometheus.until("sum(up{job=~\"right_.*\"}) or vector(0)", 3.0).await;
        prometheus.until("count(up{job=~\"wrong_.*\"} == 0) or vector(0)", 4.0).await;
        assert_eq!(prometheus.value("count(gapless_series{job=~\"right_.*\"})").await, 3.0);
        assert_eq!(prometheus.query("gapless_series{job=~\"wrong_.*\"}").await, []);
    }
}

/// Starts Prometheus with these jobs, and an open server whose scrapes show when all jobs have scraped.
async fn scraping(version: &Version, open: &Server, jobs: &[(&str, &Server, &str)]) -> Prometheus {
    let mut all = vec![Job::relayed("open", &format!("http://{}", address(open)), "").await];
    all.extend(jobs.iter().map(|(name, server, settings)| Job::direct(name, &address(server), settings)));
    Prometheus::start(version, "", all).await
}
