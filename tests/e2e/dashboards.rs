//! All dashboards are valid by the classes of Grafana's foundation SDK, and by Grafana's types.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gapless::artifacts::Artifacts;
use gapless::artifacts::dashboard::{DashboardModel, Rendered};
use gapless::artifacts::objectives::Slo;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::every::EVERY;
use crate::peer::peer;

/// The files of the checks.
fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e/grafana").join(name)
}

/// Returns all dashboards of an instance with one of each plugin and with objectives, in both of Grafana's models.
async fn rendered() -> Vec<Value> {
    let builder = EVERY.iter().fold(gapless::builder(), |builder, (_, add)| add(builder));
    let instance = builder.start().await.expect("the plugins start");
    instance.polled().await;
    let catalog = instance.catalog().await;
    instance.shutdown().await;
    let route = "/users/{id}";
    let artifacts = Artifacts::new(catalog, "shop")
        .dashboard_options(|options| options.folder("shop", "Shop").instance("eu"))
        .objective(Slo::route_success(route, "99.95").expect("it is a percentage"))
        .objective(Slo::route_latency(route, "99", 1.0).expect("it is a percentage"));
    let v2 = artifacts.clone().dashboard_model(DashboardModel::V2);
    let all: Result<Vec<Rendered>, _> =
        [artifacts, v2].iter().flat_map(Artifacts::rendered_dashboards).collect();
    let all = all.expect("the objectives fit the catalog");
    assert_eq!(all.iter().filter(|of| of.key == "objectives").count(), 2);
    all.into_iter().map(|of| of.json).collect()
}

/// Writes dashboards into files, and returns the folder and the files.
fn written(dashboards: &[Value]) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let write = |(at, json): (usize, &Value)| {
        let path = folder.path().join(format!("{at}.json"));
        fs::write(&path, json.to_string()).expect("the folder can be written to");
        path
    };
    let files = dashboards.iter().enumerate().map(write).collect();
    (folder, files)
}

/// Checks dashboards with the classes of the foundation SDK.
fn by_classes(dashboards: &[Value]) -> Output {
    let (_folder, files) = written(dashboards);
    let python = peer("python/bin/python");
    Command::new(python).arg(source("check.py")).args(files).output().expect("Python can be started")
}

/// Checks dashboards with the TypeScript compiler.
fn by_types(dashboards: &[Value]) -> Output {
    let compiler = peer("grafana/node_modules/typescript/bin/tsc");
    let (folder, _files) = written(&[]);
    for name in ["model.ts", "tsconfig.json"] {
        fs::copy(source(name), folder.path().join(name)).expect("the file exists");
    }
    let packages = compiler.ancestors().nth(3).expect("the compiler is in a package");
    std::os::unix::fs::symlink(packages, folder.path().join("node_modules")).expect("the folder is new");
    for (at, json) in dashboards.iter().enumerate() {
        let model = if json["apiVersion"].is_string() { "V2" } else { "Classic" };
        let text = format!(
            "import type {{ {model} }} from \"./model\";\nexport const dashboard: {model} = {json:#};\n"
        );
        fs::write(folder.path().join(format!("dashboard{at}.ts")), text)
            .expect("the folder can be written to");
    }
    Command::new("node").arg(compiler).arg("-p").arg(folder.path()).output().expect("Node.js can be started")
}

#[track_caller]
fn passes(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[tokio::test]
async fn all_dashboards_are_valid_by_the_classes_of_the_foundation_sdk() {
    let dashboards = rendered().await;
    let text = passes(&by_classes(&dashboards));
    assert_eq!(text, format!("{} dashboards checked, 0 findings\n", dashboards.len()));
    assert!(dashboards.len() > 2 * EVERY.len(), "{text}");
}

#[tokio::test]
async fn all_dashboards_are_valid_by_the_types_of_grafana() {
    passes(&by_types(&rendered().await));
}

/// The dashboard of HTTP servers.
const BROKEN: &str = "gapless-shop-http-server-shop-";

/// Returns a dashboard with another value at a place.
fn changed(mut dashboard: Value, place: &str, value: &Value) -> Value {
    let (parent, key) = place.rsplit_once('/').expect("a place starts with a slash");
    let parent = dashboard.pointer_mut(parent).unwrap_or_else(|| panic!("{place} does not exist"));
    parent[key].clone_from(value);
    dashboard
}

/// Asserts that a check fails, and that each file has a finding with a text.
#[track_caller]
fn finds(output: &Output, expected: impl Iterator<Item = (String, &'static str)>) {
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success(), "{text}");
    for (file, expected) in expected {
        let found = text.lines().any(|line| line.contains(&file) && line.contains(expected));
        assert!(found, "{file} does not have a finding with `{expected}`:\n{text}");
    }
}

#[tokio::test]
async fn a_wrong_field_of_a_dashboard_is_found_by_classes_and_by_types() {
    let cases = [
        (
            false,
            "/panels/1/gridPos/w",
            json!("wide"),
            "gridPos/w",
            "Type 'string' is not assignable to type 'number'",
        ),
        (false, "/panels/1/options/colour", json!(1), "colour", "'\"colour\"' does not exist"),
        (false, "/panels/1/options/textMode", json!("loud"), "textMode", "'\"loud\"' is not assignable"),
        (false, "/panels/1/fieldConfig/defaults/units", json!("s"), "units", "'\"units\"' does not exist"),
        (false, "/graphToolTip", json!(1), "graphToolTip", "'\"graphToolTip\"' does not exist"),
        (true, "/spec/cursorSync", json!("On"), "cursorSync", "'\"On\"' is not assignable"),
        (true, "/spec/layout/spec/rows/0/spec/closed", json!(true), "closed", "'\"closed\"' does not exist"),
    ];
    let all = rendered().await;
    let uid = |json: &Value| json["uid"].as_str().or(json["metadata"]["name"].as_str()).map(str::to_owned);
    let of = |is_v2: bool| {
        let found = all.iter().filter(|json| uid(json).is_some_and(|uid| uid.starts_with(BROKEN)));
        found
            .into_iter()
            .find(|json| json["apiVersion"].is_string() == is_v2)
            .expect("it has a dashboard")
            .clone()
    };
    let broken: Vec<_> =
        cases.iter().map(|(is_v2, place, value, ..)| changed(of(*is_v2), place, value)).collect();

    let by_class = cases.iter().enumerate().map(|(at, case)| (format!("{at}.json"), case.3));
    finds(&by_classes(&broken), by_class);
    let by_type = cases.iter().enumerate().map(|(at, case)| (format!("dashboard{at}.ts"), case.4));
    finds(&by_types(&broken), by_type);
}
