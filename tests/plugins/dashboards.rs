//! The dashboards and rules of an instance with one of each ready-made plugin.

use gapless::artifacts::check::{self, Allow, Context, Finding};
use gapless::artifacts::dashboard::DashboardOptions;
use gapless::artifacts::rules::{RuleFile, RuleOptions};
use gapless::artifacts::{Catalog, dashboards};

use crate::catalog::instance;
use crate::every::EVERY;

/// Returns the findings of all checks in all dashboards of a catalog, in both of Grafana's models.
fn findings(catalog: &Catalog) -> Vec<Finding> {
    let options = DashboardOptions::of(catalog, "shop").folder("shop", "Shop").instance("eu");
    let dashboards = dashboards(catalog);
    assert!(dashboards.len() > EVERY.len(), "{} dashboards", dashboards.len());
    let both = dashboards.iter().flat_map(|of| [of.classic(&options), of.v2(&options)]);
    both.flat_map(|json| check::dashboard(&json, catalog, &Allow::new())).collect()
}

/// Returns the findings in the expressions of all rules of a catalog.
fn in_rules(catalog: &Catalog) -> Vec<Finding> {
    let file =
        RuleFile::new(catalog, &RuleOptions::new().job("shop")).expect("the rules name what is declared");
    let expressions: Vec<_> = file.expressions().map(ToString::to_string).collect();
    assert!(expressions.len() > EVERY.len(), "{} expressions", expressions.len());
    expressions.iter().flat_map(|text| check::expression(text, catalog, Context::Rule)).collect()
}

fn listed(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{finding}\n")).collect()
}

#[tokio::test]
async fn all_dashboards_and_rules_pass_all_checks() {
    let builder = EVERY.iter().fold(gapless::builder(), |builder, (_, add)| add(builder));
    let instance = builder.start().await.expect("the plugins start");
    instance.polled().await;
    let catalog = instance.catalog().await;
    let findings = [findings(&catalog), in_rules(&catalog)].concat();
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), listed(&findings));
    instance.shutdown().await;
}

#[tokio::test]
async fn dashboards_and_rules_with_prefixes_labels_and_other_buckets_pass_all_checks() {
    let instance = instance().await;
    let catalog = instance.catalog().await;
    let findings = [findings(&catalog), in_rules(&catalog)].concat();
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), listed(&findings));
    instance.shutdown().await;
}
