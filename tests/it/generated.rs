//! Dashboards that are generated from the declarations of this test.

use std::collections::BTreeSet;

use gapless::artifacts::catalog::Family;
use gapless::artifacts::check::{self, Allow};
use gapless::artifacts::dashboard::{Dashboard, DashboardOptions};
use gapless::artifacts::{Catalog, dashboards, generated};

gapless::defmetrics! {
    #![group = "bakery"]

    /// Loaves that left the oven.
    counter bakery_loaves_total(outcome: Outcome);

    /// Time that a loaf is in the oven.
    histogram bakery_baking_duration_seconds(outcome: Outcome);

    /// Loaves on the shelf.
    up_down_counter bakery_shelf_loaves;
}

/// How a loaf left the oven.
#[derive(Clone, Copy, Debug, gapless::LabelValue)]
enum Outcome {
    Ok,
    Failed,
}

fn expressions(dashboard: &Dashboard) -> Vec<String> {
    dashboard.panels().flat_map(|panel| &panel.queries).map(|query| query.expr.to_string()).collect()
}

/// Returns the families that no expression selects.
fn missing<'c>(families: impl Iterator<Item = &'c Family>, expressions: &[String]) -> Vec<&'c str> {
    let is_missing = |name: &&str| {
        let (plain, quoted) = (format!("{name}{{"), format!("{{\"{name}\","));
        !expressions.iter().any(|expr| expr.contains(&plain) || expr.contains(&quoted))
    };
    families.map(|family| &*family.name).filter(is_missing).collect()
}

#[test]
fn a_declaration_has_a_dashboard_without_another_line_of_code() {
    let all = dashboards(&Catalog::declared());
    let bakery = all.iter().find(|dashboard| dashboard.key == "bakery").expect("the group has a dashboard");
    let titles: Vec<_> = bakery.panels().map(|panel| &*panel.title).collect();
    for title in ["Replicas up", "Bakery loaves", "Error ratio", "Baking duration: p99"] {
        assert!(titles[..6].contains(&title), "{titles:?}");
    }
    for title in ["Bakery loaves by outcome", "Bakery loaves: error ratio", "Baking duration", "Shelf loaves"]
    {
        assert!(titles.contains(&title), "{titles:?}");
    }
}

#[test]
fn each_declared_family_is_on_the_dashboard_of_its_group() {
    let catalog = Catalog::declared();
    let kinds: BTreeSet<_> = catalog.families().iter().map(|family| family.kind.as_str()).collect();
    assert_eq!(kinds.len(), 7, "{kinds:?}");
    for group in catalog.groups() {
        let expressions = expressions(&generated::group(&catalog, group));
        assert_eq!(missing(catalog.group(group), &expressions), [""; 0], "{group}");
    }
}

#[test]
fn each_declared_family_is_on_one_of_the_dashboards() {
    let catalog = Catalog::declared();
    let expressions: Vec<_> = dashboards(&catalog).iter().flat_map(expressions).collect();
    assert_eq!(missing(catalog.families().iter(), &expressions), [""; 0]);
}

#[test]
fn each_dashboard_passes_all_checks() {
    let catalog = Catalog::declared();
    let options = DashboardOptions::of(&catalog, "bakery");
    let all = dashboards(&catalog);
    let uids: BTreeSet<_> = all.iter().map(|dashboard| options.uid(&dashboard.key)).collect();
    assert_eq!(uids.len(), all.len());
    let check = |dashboard: &Dashboard| {
        check::dashboard(&dashboard.classic(&options), &catalog, &Allow::new()).into_iter()
    };
    let findings: Vec<_> = all.iter().flat_map(check).map(|finding| finding.to_string()).collect();
    assert_eq!(findings, [""; 0], "{}", findings.join("\n"));
}
