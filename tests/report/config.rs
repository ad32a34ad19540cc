//! Reporters that a configuration adds.

use std::net::UdpSocket;
use std::time::Duration;

use gapless::config::{self, Config, Origin};

fn vars<'a>(vars: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Config, config::Error> {
    Config::new().vars(vars.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())))
}

/// Returns the names of the reporters of an instance, and shuts it down.
async fn reporters(config: Config) -> Vec<String> {
    let metrics = gapless::builder().config(config).start().await.expect("the configuration is valid");
    let names = metrics.reporters().reporters().iter().map(|status| status.name.to_string()).collect();
    metrics.shutdown().await;
    names
}

async fn error(config: Config) -> String {
    match gapless::builder().config(config).start().await {
        Ok(_) => panic!("the configuration has no mistakes"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn toml_and_environment_have_the_same_result() {
    let toml = r#"
        [statsd]
        addr = "localhost:8125"
        interval = "10s"
        metrics = ["http_*", "process_*"]
        prefix = "shop"
        dogstatsd = true
        distributions = true

        [graphite]
        addr = "localhost:2003"
        tagged = true
        timeout = "1s"

        [pushgateway]
        url = "http://localhost:9091"
        user = "ann"
        password = "sesame"
        job = "nightly"
        labels = { shard = "7" }
        delete_at_stop = true

        [remote_write]
        url = "http://localhost:9090/api/v1/write"
        labels = { region = "eu" }
        queue_folder = "/var/lib/shop"
        outage = "4h"

        [otlp]
        url = "http://localhost:4318"
        attributes = { region = "eu" }
        gzip = true

        [console]
        enabled = true

        [log]
        metrics = []

        [text_push]
        url = "http://localhost:8428/api/v1/import/prometheus"
        token = "sesame"
        ca_file = "/etc/ca.pem"
        cert_file = "/etc/client.pem"
        key_file = "/etc/client.key"
        proxy = "environment"
        gzip = true
    "#;
    let from_env = vars([
        ("GAPLESS_STATSD_ADDR", "localhost:8125"),
        ("GAPLESS_STATSD_INTERVAL", "10s"),
        ("GAPLESS_STATSD_METRICS", "http_*,process_*"),
        ("GAPLESS_STATSD_PREFIX", "shop"),
        ("GAPLESS_STATSD_DOGSTATSD", "true"),
        ("GAPLESS_STATSD_DISTRIBUTIONS", "true"),
        ("GAPLESS_GRAPHITE_ADDR", "localhost:2003"),
        ("GAPLESS_GRAPHITE_TAGGED", "true"),
        ("GAPLESS_GRAPHITE_TIMEOUT", "1s"),
        ("GAPLESS_PUSHGATEWAY_URL", "http://localhost:9091"),
        ("GAPLESS_PUSHGATEWAY_USER", "ann"),
        ("GAPLESS_PUSHGATEWAY_PASSWORD", "sesame"),
        ("GAPLESS_PUSHGATEWAY_JOB", "nightly"),
        ("GAPLESS_PUSHGATEWAY_LABELS", "shard=7"),
        ("GAPLESS_PUSHGATEWAY_DELETE_AT_STOP", "true"),
        ("GAPLESS_REMOTE_WRITE_URL", "http://localhost:9090/api/v1/write"),
        ("GAPLESS_REMOTE_WRITE_LABELS", "region=eu"),
        ("GAPLESS_REMOTE_WRITE_QUEUE_FOLDER", "/var/lib/shop"),
        ("GAPLESS_REMOTE_WRITE_OUTAGE", "4h"),
        ("GAPLESS_OTLP_URL", "http://localhost:4318"),
        ("GAPLESS_OTLP_ATTRIBUTES", "region=eu"),
        ("GAPLESS_OTLP_GZIP", "true"),
        ("GAPLESS_CONSOLE_ENABLED", "true"),
        ("GAPLESS_LOG_METRICS", ""),
        ("GAPLESS_TEXT_PUSH_URL", "http://localhost:8428/api/v1/import/prometheus"),
        ("GAPLESS_TEXT_PUSH_TOKEN", "sesame"),
        ("GAPLESS_TEXT_PUSH_CA_FILE", "/etc/ca.pem"),
        ("GAPLESS_TEXT_PUSH_CERT_FILE", "/etc/client.pem"),
        ("GAPLESS_TEXT_PUSH_KEY_FILE", "/etc/client.key"),
        ("GAPLESS_TEXT_PUSH_PROXY", "environment"),
        ("GAPLESS_TEXT_PUSH_GZIP", "true"),
    ]);
    let from_toml = Config::from_toml(toml).unwrap();
    assert_eq!(from_toml, from_env.unwrap());
    let statsd = from_toml.reporters.get("statsd").unwrap();
    assert_eq!(statsd.receiver.as_deref(), Some("localhost:8125"));
    assert_eq!((statsd.interval, &*statsd.metrics[1]), (Duration::from_secs(10), "process_*"));
    assert!(!format!("{from_toml:?}").contains("sesame"));
}

#[tokio::test]
async fn an_address_adds_a_reporter_that_sends() {
    let receiver = UdpSocket::bind("127.0.0.1:0").unwrap();
    receiver.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let address = receiver.local_addr().unwrap().to_string();
    let config = vars([("GAPLESS_STATSD_ADDR", &*address), ("GAPLESS_STATSD_METRICS", "gapless_conflicts")]);
    assert_eq!(reporters(config.unwrap()).await, ["statsd"]);
    let mut packet = [0; 100];
    let length = receiver.recv(&mut packet).expect("a shutdown sends the last values");
    assert_eq!(packet[..length], *b"gapless_conflicts:0|g");

    assert!(reporters(Config::new()).await.is_empty());
}

#[tokio::test]
async fn each_table_with_a_receiver_adds_its_reporter() {
    let config = vars([
        ("GAPLESS_REMOTE_WRITE_URL", "http://127.0.0.1:9/api/v1/write"),
        ("GAPLESS_OTLP_URL", "http://127.0.0.1:9"),
        ("GAPLESS_STATSD_ADDR", "127.0.0.1:9"),
        ("GAPLESS_GRAPHITE_ADDR", "127.0.0.1:9"),
        ("GAPLESS_PUSHGATEWAY_URL", "http://127.0.0.1:9"),
        ("GAPLESS_TEXT_PUSH_URL", "http://127.0.0.1:9/import"),
        ("GAPLESS_LOG_ENABLED", "true"),
        ("GAPLESS_SHUTDOWN_TIMEOUT", "200ms"),
    ]);
    let mut names = reporters(config.unwrap()).await;
    names.sort();
    assert_eq!(names, ["graphite", "log", "otlp", "pushgateway", "remote_write", "statsd", "text_push"]);
}

#[tokio::test]
async fn one_error_lists_every_mistake_with_its_origin() {
    let config = vars([
        ("GAPLESS_STATSD_ADDR", "localhost"),
        ("GAPLESS_STATSD_INTERVAL", "10s"),
        ("GAPLESS_GRAPHITE_ADDR", "localhost:2003"),
        ("GAPLESS_GRAPHITE_PREFIX", "web 1"),
        ("GAPLESS_PUSHGATEWAY_URL", "http://localhost:9091"),
        ("GAPLESS_PUSHGATEWAY_CA_FILE", "/no/such/file.pem"),
        ("GAPLESS_PUSHGATEWAY_PASSWORD", "sesame"),
        ("GAPLESS_TEXT_PUSH_TOKEN", "sesame"),
        ("GAPLESS_OTLP_URL", "http://localhost:4318/v1/metrics"),
        ("GAPLESS_OTLP_KEY_FILE", "/etc/client.key"),
        ("GAPLESS_REMOTE_WRITE_URL", "https://localhost/api/v1/write"),
        ("GAPLESS_REMOTE_WRITE_CERT_FILE", "/no/such/client.pem"),
        ("GAPLESS_REMOTE_WRITE_KEY_FILE", "/no/such/client.key"),
    ]);
    let error = error(config.unwrap()).await;
    let lines: Vec<_> = error.lines().map(str::trim).collect();
    assert_eq!(lines.len(), 9, "{error}");
    for start in [
        "the configuration has 8 mistakes:",
        "`GAPLESS_STATSD_ADDR`: `statsd.addr`: `localhost` is not the address of a StatsD server; write ",
        "`GAPLESS_GRAPHITE_PREFIX`: `graphite.prefix`: `web 1` is not the prefix of a Graphite path; write ",
        "`GAPLESS_PUSHGATEWAY_CA_FILE`: `pushgateway.ca_file`: ",
        "`GAPLESS_PUSHGATEWAY_PASSWORD`: `pushgateway.password` needs `pushgateway.user`; set both, or neither",
        "`GAPLESS_OTLP_URL`: `otlp.url`: `http://localhost:4318/v1/metrics` contains the path that the reporter adds; ",
        "`GAPLESS_OTLP_KEY_FILE`: `otlp.key_file` needs `otlp.cert_file`; set both, or neither",
        "`GAPLESS_REMOTE_WRITE_CERT_FILE`: `remote_write.cert_file`: the file `/no/such/client.pem` cannot be used as ",
        "`GAPLESS_TEXT_PUSH_TOKEN`: `text_push.token` needs `text_push.url`; set both, or neither",
    ] {
        assert!(lines.iter().any(|line| line.starts_with(start)), "{start}\n{error}");
    }
    assert!(!error.contains("sesame"), "{error}");
}

#[tokio::test]
async fn credentials_exclude_each_other_and_intervals_are_not_zero() {
    let toml = r#"
        [pushgateway]
        url = "http://localhost:9091"
        token = "sesame"
        user = "ann"
        password = "sesame"
        [statsd]
        addr = "localhost:8125"
        interval = "0s"
    "#;
    let error = error(Config::from_toml(toml).unwrap()).await;
    for line in [
        "line 5, column 16: `pushgateway.token` and `pushgateway.user` exclude each other; remove one of them",
        "line 9, column 20: `statsd.interval` is zero; write a longer duration, such as `5s`, or remove the key",
    ] {
        assert!(error.contains(line), "{error}");
    }
}

#[tokio::test]
async fn a_pattern_that_matches_no_metric_is_a_mistake_of_its_key() {
    let toml = "[statsd]\naddr = \"localhost:8125\"\nmetrics = [\"http_*\", \"jobs{queue='mail'}\"]";
    let error = error(Config::from_toml(toml).unwrap()).await;
    assert_eq!(
        error,
        "line 3, column 11: `statsd.metrics`: `jobs{queue='mail'}` selects labels, but a subscription selects metrics by \
         their names; write `jobs`"
    );
}

#[test]
fn an_unknown_key_names_the_nearest_one() {
    let error = Config::from_toml("[statsd]\nadr = \"localhost:8125\"").unwrap_err();
    assert_eq!(
        error.mistakes()[0].to_string(),
        "line 2, column 1: unknown key `statsd.adr`; did you mean `statsd.addr`?"
    );
    assert!(matches!(error.origin(), Some(Origin::Text { line: 2, .. })));
    let error = vars([("GAPLESS_PUSHGATEWAY_URI", "http://localhost:9091")]).unwrap_err();
    assert!(error.to_string().contains("did you mean `GAPLESS_PUSHGATEWAY_URL`?"), "{error}");
}
