//! The rules of objectives, with the tests that are generated for them.

use gapless::artifacts::Catalog;
use gapless::artifacts::check::{self, Context};
use gapless::artifacts::objectives::{Slo, declared, rules, test_file};
use gapless::artifacts::rules::RuleOptions;

use crate::rules::{Files, everything};

/// Returns the objectives of a function of this program, and two of a route.
fn slos(catalog: &Catalog) -> Vec<Slo> {
    let route = "/users/{id}";
    let mut slos = declared(catalog).expect("the macro checks percentages");
    slos.retain(|slo| slo.name() == "parse");
    slos.push(Slo::route_success(route, "99.95").expect("it is a percentage"));
    slos.push(Slo::route_latency(route, "99", 1.0).expect("it is a percentage"));
    slos
}

#[tokio::test]
async fn prometheus_reads_the_rules_of_objectives() {
    let catalog = everything().await;
    let slos = slos(&catalog);
    assert_eq!(slos.len(), 3);
    let file = rules(&slos, &catalog, &RuleOptions::new().job("shop").sloth_labels()).expect("they fit");
    for expr in file.expressions() {
        assert_eq!(check::expression(&expr.to_string(), &catalog, Context::Rule), []);
    }
    let files = Files::new(&[("objectives.yml", &file.to_yaml())]);
    files.run("usr/bin/promtool", &["check", "rules", "--lint=all", "--lint-fatal", "objectives.yml"]);
    files.run("2.42/usr/bin/promtool", &["check", "rules", "objectives.yml"]);
}

#[tokio::test]
async fn the_generated_tests_of_objectives_pass() {
    let catalog = everything().await;
    let (slos, catalog) = (slos(&catalog), &catalog);
    std::thread::scope(|scope| {
        for slo in &slos {
            scope.spawn(move || passes(slo, catalog));
        }
    });
}

/// Asserts that the test of an objective passes with the rules of this objective: promtool evaluates all rules in a
/// file.
fn passes(slo: &Slo, catalog: &Catalog) {
    let options = RuleOptions::new().job("shop");
    let file = rules(std::slice::from_ref(slo), catalog, &options).expect("it fits");
    let test = test_file(slo, catalog, &options, "objectives.yml").expect("it fits");
    let files = Files::new(&[("objectives.yml", &file.to_yaml()), ("test.yml", &test)]);
    files.run("usr/bin/promtool", &["test", "rules", "test.yml"]);
}
