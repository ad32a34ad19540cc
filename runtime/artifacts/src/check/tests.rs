//! Each check has changes of one dashboard that pass, and changes that fail, in `fixtures/NAME.json`.

use std::path::Path;

use serde_json::{json, Map, Value};

use super::{dashboard, expression, Allow, Check, Context, Finding};
use crate::catalog::Catalog;

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check/fixtures").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(name: &str) -> Value {
    serde_json::from_str(&file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn catalog() -> Catalog {
    Catalog::from_lines(&file("catalog.jsonl")).expect("the lines are declarations")
}

/// Returns the dashboard with other values at some places.
fn changed(changes: &Map<String, Value>) -> Value {
    let mut dashboard = read("dashboard.json");
    for (place, value) in changes {
        let (parent, key) = place.rsplit_once('/').expect("a place starts with a slash");
        let parent = dashboard.pointer_mut(parent).unwrap_or_else(|| panic!("{place} does not exist"));
        match parent.as_array_mut() {
            Some(list) => list[key.parse::<usize>().expect("a number")] = value.clone(),
            None => parent[key] = value.clone(),
        }
    }
    dashboard
}

/// Checks the changes in a list of the fixture of a check.
fn for_each_change(check: Check, list: &str, mut judge: impl FnMut(&Value, Vec<Finding>)) {
    let catalog = catalog();
    let fixture = read(&format!("{check}.json"));
    let changes = fixture[list].as_array().expect("a list");
    assert!(!changes.is_empty(), "{check} has nothing in `{list}`");
    for change in changes {
        judge(change, dashboard(&changed(change.as_object().expect("an object")), &catalog, &Allow::new()));
    }
}

#[test]
fn the_dashboard_of_the_fixtures_passes_all_checks() {
    assert_eq!(dashboard(&read("dashboard.json"), &catalog(), &Allow::new()), []);
}

#[test]
fn each_check_passes_its_good_fixtures() {
    for check in Check::ALL {
        for_each_change(*check, "pass", |change, findings| {
            assert_eq!(findings, [], "{check}: {change}");
        });
    }
}

#[test]
fn each_check_and_only_that_check_finds_its_bad_fixtures() {
    for check in Check::ALL {
        for_each_change(*check, "fail", |change, findings| {
            assert!(!findings.is_empty(), "{check}: {change}");
            assert!(findings.iter().all(|finding| finding.check == *check), "{change}: {findings:#?}");
        });
    }
}

#[test]
fn the_names_of_checks_are_the_names_of_the_fixtures() {
    for check in Check::ALL {
        assert_eq!(check.name().parse(), Ok(*check));
    }
    let error = "no-such-check".parse::<Check>().expect_err("it does not exist");
    assert!(error
        .to_string()
        .starts_with("`no-such-check` is not a check; the checks are datasource-variable, "));
}

#[test]
fn a_finding_says_where_it_is_and_what_to_write() {
    let change = json!({ "/panels/1/targets/0/expr": "sum(rate(job_total{job=~\"$job\", instance=~\"$instance\"}[$__rate_interval]))" });
    let found = dashboard(&changed(change.as_object().expect("an object")), &catalog(), &Allow::new());
    assert_eq!(
        found[0].to_string(),
        "[known-metrics] Jobs: Rate: the catalog does not contain the metric `job_total`; a similar metric is \
         `jobs_total`, in `sum(rate(job_total{job=~\"$job\", instance=~\"$instance\"}[$__rate_interval]))`"
    );
}

#[test]
fn exceptions_cover_a_check_a_dashboard_a_panel_a_metric_or_a_label() {
    let fixed = json!({ "/panels/1/targets/0/expr": "sum by (cluster) (node_load1{cluster=\"a\"}) + sum(rate(jobs_total{cluster=\"a\", job=~\"$job\", instance=~\"$instance\"}[5m]))" });
    let json = changed(fixed.as_object().expect("an object"));
    let names = Allow::new().metric("node_*").label("cluster");
    let n = |allow: Allow| dashboard(&json, &catalog(), &allow).len();
    assert_eq!(n(Allow::new()), 3);
    assert_eq!(n(names.clone()), 1);
    assert_eq!(n(names.clone().check(Check::RateInterval)), 0);
    assert_eq!(n(names.clone().dashboard(Check::RateInterval, "Jobs")), 0);
    assert_eq!(n(names.clone().dashboard(Check::RateInterval, "Others")), 1);
    assert_eq!(n(names.clone().panel(Check::RateInterval, "Jobs", "Rate")), 0);
    assert_eq!(n(names.panel(Check::RateInterval, "Jobs", "Durations")), 1);
}

#[test]
fn rules_have_durations_and_no_variables() {
    let catalog = catalog();
    let of_rule = |text| expression(text, &catalog, Context::Rule);
    assert_eq!(of_rule("sum by (queue) (rate(jobs_total[5m])) > 0"), []);
    let variable = of_rule("sum(rate(jobs_total[$__rate_interval]))");
    assert_eq!(variable.iter().map(|of| of.check).collect::<Vec<_>>(), [Check::Syntax]);
    assert!(variable[0].message.starts_with("`$__rate_interval` is a variable of Grafana; write a duration"));
}

#[test]
fn json_that_is_not_a_dashboard_is_one_finding() {
    for json in [json!(null), json!([]), json!({ "panels": 1 }), json!({ "spec": { "elements": [] } })] {
        let found = dashboard(&json, &catalog(), &Allow::new());
        assert_eq!(found.len(), 1, "{json}");
        assert_eq!(found[0].to_string(), "[syntax] this JSON is not a dashboard", "{json}");
    }
}

/// Returns the message of the only finding in an expression of a panel.
#[track_caller]
fn message(text: &str) -> String {
    let found = expression(text, &catalog(), Context::Rule);
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0].message.clone()
}

#[test]
fn messages_name_the_metric_the_type_and_the_missing_label() {
    let named =
        expression(r#"sum(rate({__name__="jobs_total"}[$__rate_interval]))"#, &catalog(), Context::Panel);
    assert!(named.iter().all(|of| of.message.starts_with("`jobs_total` does not follow the variable")));
    assert_eq!(
        message("sum(rate(jobs_running[5m]))"),
        "`jobs_running` is an up-down counter, and `rate` needs a counter"
    );
    assert_eq!(
        message("histogram_quantile(0.9, sum by (queue) (rate(job_wait_seconds_bucket[5m])))"),
        "`histogram_quantile` needs the label `le`; write `sum by (le, ..)`"
    );
}
