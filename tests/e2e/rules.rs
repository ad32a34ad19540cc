//! The rules of a program with everything, read by the programs that evaluate rules.

use std::path::Path;
use std::process::Command;

use gapless::artifacts::Catalog;
use gapless::artifacts::check::{self, Context};
use gapless::artifacts::rules::{RuleFile, RuleOptions};
use gapless::{LabelValue, instrument_metric};
use tempfile::TempDir;

use crate::every::EVERY;
use crate::peer::peer;

#[derive(Clone, Copy, LabelValue)]
enum End {
    Shipped,
    Failed,
}

gapless::defmetrics! {
    /// Orders by end.
    #[alert(OrdersFail, increase("5m") > 3, summary = "Orders fail", where(end = End::Failed))]
    #[alert(OrdersAbsent, absent("1h"), summary = "The orders are not measured")]
    counter e2e_orders_total(end: End);
}

#[instrument_metric(objective(success = 99.9, latency(0.25, 99)))]
fn parse(text: &str) -> Result<u8, std::num::ParseIntError> {
    text.parse()
}

#[instrument_metric(name = "login")]
async fn login() -> Result<(), String> {
    Ok(())
}

/// Returns the catalog of an instance with each plugin and with functions.
pub(crate) async fn everything() -> Catalog {
    let _ = (parse("7"), login().await);
    e2e_orders_total(End::Shipped).inc();
    gapless::watch("importer", async {}).await;
    let builder = EVERY.iter().fold(gapless::builder(), |builder, (_, add)| add(builder));
    let instance = builder.start().await.expect("the plugins start");
    let catalog = instance.catalog().await;
    instance.shutdown().await;
    catalog
}

/// Files in a temporary folder.
pub(crate) struct Files(TempDir);

impl Files {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("the temporary folder can be written");
        }
        Files(folder)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Runs a program in the folder; panics with its output if it fails, and returns the output.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(peer(program));
        let output = command.args(arguments).current_dir(self.folder()).output().expect("the program runs");
        let text =
            [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        assert!(output.status.success(), "{program} {arguments:?}:\n{text}");
        text
    }
}

fn rules_of(catalog: &Catalog, options: &RuleOptions) -> RuleFile {
    RuleFile::new(catalog, options).expect("the options are good")
}

#[tokio::test]
async fn prometheus_reads_the_rules_of_a_program_with_everything() {
    let file = rules_of(&everything().await, &RuleOptions::new().job("shop"));
    let files = Files::new(&[("rules.yml", &file.to_yaml())]);
    let output =
        files.run("usr/bin/promtool", &["check", "rules", "--lint=all", "--lint-fatal", "rules.yml"]);
    let expected = format!("SUCCESS: {} rules found", file.expressions().count());
    assert!(output.contains(&expected), "{output}");
    files.run("2.42/usr/bin/promtool", &["check", "rules", "rules.yml"]);
}

#[tokio::test]
async fn a_program_with_everything_has_each_kind_of_default_alert() {
    let file = rules_of(&everything().await, &RuleOptions::new().job("shop"));
    let names: Vec<_> = file.groups.iter().map(|group| &*group.name).collect();
    let parts = ["target", "http", "functions", "sql", "work", "process", "own"];
    let names: Vec<_> = names.into_iter().filter(|name| *name != "gapless-declared").collect();
    assert_eq!(names, parts.map(|part| format!("gapless-{part}")));
    for name in [
        "CronOverdue",
        "FunctionErrorRatio",
        "GaplessPollFailures",
        "HttpClientErrorRatio",
        "HttpErrorRatio",
        "JobQueueGrowing",
        "MailFailures",
        "OrdersFail",
        "OsDiskFull",
        "PipelineFailures",
        "ProcessFileDescriptors",
        "RedisErrors",
        "ServerTlsFailures",
        "SqlPoolExhausted",
        "TargetDown",
        "TaskDown",
        "TokioDelay",
        "WebSocketPanics",
    ] {
        assert!(file.alerts().any(|alert| alert.name == name), "{name}");
    }
}

#[tokio::test]
async fn each_expression_fits_the_catalog() {
    let catalog = everything().await;
    let rules = rules_of(&catalog, &RuleOptions::new().job("shop"));
    let findings =
        rules.expressions().flat_map(|expr| check::expression(&expr.to_string(), &catalog, Context::Rule));
    let findings: Vec<_> = findings.map(|finding| finding.to_string()).collect();
    assert!(findings.is_empty(), "{findings:#?}");
}

#[tokio::test]
async fn victoria_metrics_reads_the_rules_with_classic_histograms() {
    let file = rules_of(&everything().await, &RuleOptions::new().job("shop").classic_histograms());
    let files = Files::new(&[("rules.yml", &file.to_yaml())]);
    files.run("usr/bin/vmalert", &["-dryRun", "-rule=rules.yml"]);
}

/// A route with two requests a minute, of which one fails, and a route with many, of which a tenth fails.
const OF_TRAFFIC: &str = r#"
rule_files: [rules.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {series: 'http_requests_total{job="shop",instance="a",route="/quiet",status="200"}', values: '0+1x30'}
      - {series: 'http_requests_total{job="shop",instance="a",route="/quiet",status="500"}', values: '0+1x30'}
      - {series: 'http_requests_total{job="shop",instance="a",route="/busy",status="200"}', values: '0+90x30'}
      - {series: 'http_requests_total{job="shop",instance="a",route="/busy",status="500"}', values: '0+10x30'}
      - {series: 'up{job="shop",instance="a"}', values: '1x10 0x20'}
    alert_rule_test:
      - eval_time: 12m
        alertname: HttpErrorRatio
        exp_alerts:
          - exp_labels: {severity: page, job: shop, route: /busy}
            exp_annotations:
              summary: 10% of the requests to /busy fail
              description: 10% of the requests to /busy of shop have had a status of 500 or more in the last 5 minutes.
      - eval_time: 12m
        alertname: TargetDown
      - eval_time: 17m
        alertname: TargetDown
        exp_alerts:
          - exp_labels: {severity: page, job: shop, instance: a}
            exp_annotations:
              summary: a of shop cannot be scraped
              description: Prometheus has not been able to scrape a of shop for 5 minutes.
"#;

#[tokio::test]
async fn errors_alert_if_there_is_traffic() {
    let file = rules_of(&everything().await, &RuleOptions::new().job("shop"));
    let files = Files::new(&[("rules.yml", &file.to_yaml()), ("test.yml", OF_TRAFFIC)]);
    files.run("usr/bin/promtool", &["test", "rules", "test.yml"]);
}
