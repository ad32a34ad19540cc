//! Configurations, read by the programs that they are for.

use std::process::Command;
use std::time::Duration;

use gapless::artifacts::provisioning;
use gapless::artifacts::scrape_config::{NativeHistograms, ScrapeConfig};

use crate::peer::peer;
use crate::process::Process;
use crate::relay::Relay;
use crate::rules::Files;
use crate::version::V3_5;

gapless::defmetrics! {
    /// Time until something was scraped.
    #[native]
    #[buckets(0.1, 1)]
    histogram e2e_scraped_seconds;
}

#[test]
fn prometheus_accepts_a_configuration_with_everything() {
    let config = ScrapeConfig::new("shop", ["shop:9000"])
        .path("/metrics")
        .path("/metrics/public")
        .native_histograms(NativeHistograms::Flag)
        .interval(Duration::from_secs(30))
        .timeout(Duration::from_secs(10))
        .ca_file("ca.pem")
        .server_name("shop")
        .basic_auth("prometheus", "password.txt")
        .rule_file("rules.yml")
        .alertmanager("alerts:9093");
    let files = Files::new(&[
        ("prometheus.yml", &config.to_yaml()),
        ("rules.yml", "groups: []\n"),
        ("password.txt", "secret"),
        ("ca.pem", ""),
    ]);
    files.run("usr/bin/promtool", &["check", "config", "--syntax-only", "prometheus.yml"]);
    let token = ScrapeConfig::new("shop", ["shop:9000"]).bearer_token_file("token.txt");
    let files = Files::new(&[("prometheus.yml", &token.to_yaml()), ("token.txt", "secret")]);
    files.run("usr/bin/promtool", &["check", "config", "prometheus.yml"]);
}

#[test]
fn alertmanager_accepts_its_configuration() {
    let files =
        Files::new(&[("alertmanager.yml", &provisioning::alertmanager("http://localhost:8080/alerts"))]);
    files.run("usr/bin/amtool", &["check-config", "alertmanager.yml"]);
}

#[tokio::test]
async fn prometheus_scrapes_native_histograms_with_a_generated_configuration() {
    e2e_scraped_seconds().observe(Duration::from_millis(300));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
    let target = listener.local_addr().expect("a bound listener has an address").to_string();
    let app: axum::Router = gapless::router();
    tokio::spawn(async move { axum::serve(listener, app).await });
    let relay = Relay::start(&format!("http://{target}"), None).await;
    let config = ScrapeConfig::new("shop", [relay.address.clone()])
        .native_histograms(NativeHistograms::Flag)
        .interval(Duration::from_millis(200))
        .timeout(Duration::from_millis(200));
    let files = Files::new(&[("prometheus.yml", &config.to_yaml())]);
    let mut command = Command::new(peer(V3_5.program));
    command.current_dir(files.folder()).args(["--config.file=prometheus.yml", "--storage.tsdb.path=data"]);
    command.args(["--web.listen-address=127.0.0.1:0", "--log.format=logfmt"]);
    command.arg("--enable-feature=native-histograms");
    let (_process, address) = Process::start(&mut command, V3_5.listening);
    let url = format!("http://{address}/api/v1/query");
    let query = [("query", "histogram_count(e2e_scraped_seconds)")];
    for _ in 0..50 {
        relay.next_scrape().await;
        let answer = reqwest::Client::new().get(&url).query(&query).send().await.expect("it answers");
        let answer: serde_json::Value = answer.json().await.expect("it answers in JSON");
        if answer["data"]["result"].as_array().is_some_and(|series| !series.is_empty()) {
            return;
        }
    }
    panic!("Prometheus has not stored a native histogram");
}
