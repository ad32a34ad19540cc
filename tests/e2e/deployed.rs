//! Grapevine with the files that it writes: dashboards with data, and alerts that reach a person.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::alertmanager::{Alertmanager, Webhook};
use crate::grapevine::{self, Grapevine};
use crate::peer::peer;
use crate::prometheus::{Job, Prometheus};
use crate::version::V3_5;

/// The addresses in the written files, which the tests replace by free ports.
const SITE: &str = "127.0.0.1:4100";
const ALERTMANAGER: &str = "127.0.0.1:9093";
const WEBHOOK: &str = "http://127.0.0.1:5001/";

/// Grapevine, Prometheus, Alertmanager and a webhook, as the written files connect them.
struct Deployment {
    grapevine: Grapevine,
    prometheus: Prometheus,
    webhook: Webhook,
    files: TempDir,
    _alertmanager: Alertmanager,
}

impl Deployment {
    async fn start(traffic: bool) -> Self {
        let (files, data) = (folder(), folder());
        write_artifacts(files.path());
        let grapevine = if traffic { Grapevine::start_with_traffic() } else { Grapevine::start() };
        let webhook = Webhook::start().await;
        let config = files.path().join("alertmanager/alertmanager.yml");
        replace(&config, WEBHOOK, &webhook.url);
        replace(&config, "group_wait: 10s", "group_wait: 0s");
        let alertmanager = Alertmanager::start(&config);
        let job = Job::relayed("grapevine", &grapevine.url, "").await;
        let config = files.path().join("prometheus/prometheus-3.5.yml");
        let relay = job.relay.as_ref().expect("the job has a relay");
        replace(&config, SITE, &relay.address);
        replace(&config, ALERTMANAGER, &alertmanager.address);
        replace(&config, "scrape_interval: 15s", "scrape_interval: 500ms\n    scrape_timeout: 500ms");
        replace(&config, "rule_files:", "global:\n  evaluation_interval: 500ms\nrule_files:");
        let prometheus = Prometheus::configured(&V3_5, "native-histograms", &config, data, vec![job]).await;
        Deployment { grapevine, prometheus, webhook, files, _alertmanager: alertmanager }
    }

    async fn visit(&self, path: &str) {
        let answer = reqwest::get(format!("{}{path}", self.grapevine.url)).await;
        drop(answer.expect("grapevine answers")); // a drill answers with an error
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("there is a temporary folder")
}

/// Lets grapevine write its files into a folder.
fn write_artifacts(folder: &Path) {
    let output = Command::new(grapevine::binary()).arg("artifacts").arg(folder).output();
    let output = output.expect("grapevine runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Replaces a text in a file that must contain it.
fn replace(file: &Path, text: &str, by: &str) {
    let before = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    assert!(before.contains(text), "{} does not contain `{text}`:\n{before}", file.display());
    fs::write(file, before.replace(text, by)).expect("the temporary folder can be written");
}

/// Returns the files below a folder, by their paths in it.
fn files_in(folder: &Path) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("the folder exists") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(folder).expect("it is in the folder").to_owned());
            }
        }
    }
    files
}

/// Returns each dashboard with the expressions of its panels, those in collapsed rows too.
fn dashboards(folder: &Path) -> Vec<(String, Vec<(String, String)>)> {
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(folder.join(path)).expect("the file can be read");
        serde_json::from_str::<Value>(&text).expect("a dashboard is JSON")
    };
    let jsons = files_in(folder).into_iter().filter(|path| path.extension().is_some_and(|of| of == "json"));
    jsons.map(|path| (path.display().to_string(), expressions(&read(&path)))).collect()
}

/// Returns the expressions of a panel, a row or a dashboard, each with the title of its panel.
fn expressions(panel: &Value) -> Vec<(String, String)> {
    let list = |key: &str| panel[key].as_array().cloned().unwrap_or_default();
    let own = list("targets").into_iter().filter_map(|target| target["expr"].as_str().map(str::to_owned));
    let title = panel["title"].as_str().unwrap_or_default().to_owned();
    let own = own.map(|expr| (title.clone(), expr));
    own.chain(list("panels").iter().flat_map(expressions)).collect()
}

/// Returns an expression with values for Grafana's variables: all values of each variable.
fn without_variables(expr: &str) -> String {
    let expr =
        expr.replace("$__rate_interval", "15s").replace("$__range", "1m").replace("$__interval", "15s");
    let mut parts = expr.split("\"$");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |done, part| {
        let (_variable, rest) = part.split_once('"').expect("a string ends");
        done + "\".*\"" + rest
    })
}

#[tokio::test]
async fn every_panel_of_every_dashboard_has_data() {
    let mut deployment = Deployment::start(true).await;
    deployment.visit("/drill/panic").await;
    deployment.visit("/no-such-page").await;
    let dashboards = dashboards(&deployment.files.path().join("grafana/dashboards"));
    assert!(dashboards.len() >= 10, "{} dashboards", dashboards.len());
    let panels = dashboards
        .iter()
        .flat_map(|(file, panels)| panels.iter().map(move |(title, expr)| (file, title, expr)));
    let mut empty: Vec<_> = panels.collect();
    let count = empty.len();
    for _ in 0..100 {
        let mut still_empty = Vec::new();
        for panel in empty {
            if !deployment.prometheus.has_data(&without_variables(panel.2)).await {
                still_empty.push(panel);
            }
        }
        empty = still_empty;
        if empty.is_empty() {
            break;
        }
        deployment.prometheus.scraped().await;
    }
    assert!(empty.is_empty(), "{} of {count} queries have no data: {empty:#?}", empty.len());
}

#[tokio::test]
async fn a_new_user_and_a_panic_reach_a_person() {
    let mut deployment = Deployment::start(false).await;
    let form = [("name", "ann"), ("password", "correct horse")];
    let register = reqwest::Client::new().post(format!("{}/register", deployment.grapevine.url)).form(&form);
    assert!(register.send().await.expect("grapevine answers").status().is_success());
    let alert = deployment.webhook.firing("NewUserRegistered").await;
    assert_eq!(alert["labels"]["severity"], "info");
    assert_eq!(alert["annotations"]["summary"], "New user registered");
    deployment.visit("/drill/panic").await;
    let alert = deployment.webhook.firing("FunctionPanics").await;
    assert_eq!(alert["labels"]["function"], "panic");
}

#[test]
fn the_tests_of_the_objectives_pass_and_prometheus_accepts_the_files() {
    let files = folder();
    write_artifacts(files.path());
    let run = |arguments: &[&str], path: &Path| {
        let mut command = Command::new(peer("usr/bin/promtool"));
        let output = command.args(arguments).arg(files.path().join(path)).output().expect("promtool runs");
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&said));
    };
    run(&["check", "config"], Path::new("prometheus/prometheus-3.5.yml"));
    let all = files_in(files.path());
    let tests: Vec<_> = all.iter().filter(|path| path.starts_with("prometheus/tests")).collect();
    assert_eq!(tests.len(), 4);
    tests.iter().for_each(|path| run(&["test", "rules"], path));
    for rules in all
        .iter()
        .filter(|path| path.starts_with("prometheus/objectives") || path.ends_with("prometheus/rules.yml"))
    {
        run(&["check", "rules", "--lint=all", "--lint-fatal"], rules);
    }
}

#[test]
fn the_committed_files_are_those_that_grapevine_writes() {
    let written = folder();
    write_artifacts(written.path());
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/grapevine/deploy");
    let (expected, mut found) = (files_in(written.path()), files_in(&committed));
    found.remove(Path::new("README.md"));
    let remedy = "write them with `cargo run --bin grapevine -- artifacts examples/grapevine/deploy`";
    assert_eq!(found, expected, "{remedy}");
    for file in expected {
        let read = |folder: &Path| fs::read_to_string(folder.join(&file)).expect("it can be read");
        assert_eq!(read(&committed), read(written.path()), "{}: {remedy}", file.display());
    }
}
