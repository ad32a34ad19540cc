//! The dashboards and rules of an instance with one of each ready-made plugin and with objectives.

use std::collections::BTreeSet;

use gapless::artifacts::check::{self, Allow, Context, Finding};
use gapless::artifacts::dashboard::{DashboardModel, Rendered};
use gapless::artifacts::objectives::{self, Selector, Slo};
use gapless::artifacts::rules::{Rule, RuleFile, RuleOptions};
use gapless::artifacts::{Artifacts, Catalog};
use serde_json::Value;

use crate::catalog::instance;
use crate::every::EVERY;

/// Returns an objective of each kind for its requests.
fn objectives(catalog: &Catalog) -> [Slo; 2] {
    let of = |name: &str| {
        let families = catalog.families();
        let family = families.iter().find(|family| family.name.ends_with(name));
        Selector::new(&*family.expect("the HTTP server has the metric").name)
    };
    let requests = || of("http_requests_total");
    let slow = Slo::latency("durations", "99", of("http_request_duration_seconds"), 1.0);
    let failed = Slo::success("requests", "99.95", requests().like("status", "5.."), requests());
    [slow, failed].map(|slo| slo.expect("it is a percentage"))
}

/// Returns all dashboards of a catalog, in both of Grafana's models.
fn dashboards(catalog: &Catalog) -> Vec<Value> {
    let artifacts = Artifacts::new(catalog.clone(), "shop");
    let artifacts = objectives(catalog).into_iter().fold(artifacts, Artifacts::objective);
    let artifacts = artifacts.dashboard_options(|options| options.folder("shop", "Shop").instance("eu"));
    let v2 = artifacts.clone().dashboard_model(DashboardModel::V2);
    let all: Result<Vec<Rendered>, _> =
        [artifacts, v2].iter().flat_map(Artifacts::rendered_dashboards).collect();
    let all = all.expect("the objectives fit the catalog");
    assert!(all.len() > 2 * EVERY.len(), "{} dashboards", all.len());
    assert_eq!(all.iter().filter(|of| of.key == "objectives").count(), 2);
    all.into_iter().map(|of| of.json).collect()
}

/// Returns the expressions in a dashboard.
fn expressions(json: &Value) -> Vec<&str> {
    match json {
        Value::Object(object) => {
            let own = object.get("expr").and_then(Value::as_str);
            own.into_iter().chain(object.values().flat_map(expressions)).collect()
        }
        Value::Array(list) => list.iter().flat_map(expressions).collect(),
        _ => Vec::new(),
    }
}

/// Returns the names of recorded series in an expression, which the checks do not compare with a catalog.
fn recorded(expression: &str) -> impl Iterator<Item = &str> {
    let names = expression.split(|c: char| !c.is_ascii_alphanumeric() && !"_:".contains(c));
    names.filter(|name| name.contains(':'))
}

fn rules(catalog: &Catalog) -> [RuleFile; 2] {
    let options = RuleOptions::new().job("shop");
    let of_objectives = objectives::rules(&objectives(catalog), catalog, &options);
    [RuleFile::new(catalog, &options), of_objectives]
        .map(|file| file.expect("the rules name what is declared"))
}

/// Asserts that each expression in the dashboards and rules of a catalog passes all checks, and that the rules record
/// each recorded series that one of them reads.
#[track_caller]
fn all_pass(catalog: &Catalog) {
    let (dashboards, rules) = (dashboards(catalog), rules(catalog));
    let in_rules: Vec<_> = rules.iter().flat_map(RuleFile::expressions).map(ToString::to_string).collect();
    assert!(in_rules.len() > EVERY.len(), "{} expressions", in_rules.len());
    let findings = dashboards.iter().flat_map(|json| check::dashboard(json, catalog, &Allow::new()));
    let of_rules = in_rules.iter().flat_map(|text| check::expression(text, catalog, Context::Rule));
    let findings: Vec<_> = findings.chain(of_rules).collect();
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), listed(&findings));

    let in_dashboards = dashboards.iter().flat_map(expressions);
    let read = in_dashboards.chain(in_rules.iter().map(String::as_str)).flat_map(recorded);
    let read: BTreeSet<_> = read.collect();
    let written = written(&rules);
    let missing: Vec<_> = read.iter().filter(|name| !written.contains(**name)).collect();
    assert!(read.contains("slo:error_budget:ratio") && missing.is_empty(), "{missing:?} of {read:?}");
}

/// Returns the names of the series that rules record.
fn written(rules: &[RuleFile]) -> BTreeSet<&str> {
    let groups = rules.iter().flat_map(|file| &file.groups);
    let names = groups.flat_map(|group| &group.rules).filter_map(|rule| match rule {
        Rule::Recording(rule) => Some(&*rule.name),
        _ => None,
    });
    names.collect()
}

fn listed(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{finding}\n")).collect()
}

#[tokio::test]
async fn all_dashboards_and_rules_pass_all_checks() {
    let builder = EVERY.iter().fold(gapless::builder(), |builder, (_, add)| add(builder));
    let instance = builder.start().await.expect("the plugins start");
    instance.polled().await;
    all_pass(&instance.catalog().await);
    instance.shutdown().await;
}

#[tokio::test]
async fn dashboards_and_rules_with_prefixes_labels_and_other_buckets_pass_all_checks() {
    let instance = instance().await;
    all_pass(&instance.catalog().await);
    instance.shutdown().await;
}
