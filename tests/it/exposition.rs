//! The exposition of all metrics in this program.

use std::collections::BTreeSet;

use gapless::encode::Format;
use gapless::{Registry, defmetrics};

use crate::linted::linted;

defmetrics! {
    /// Help with a \ backslash,
    /// "quotes" and two lines.
    ///
    /// And a paragraph that is not help.
    counter exposition_total;
}

fn body() -> String {
    String::from_utf8(linted(Format::Text.encode(&Registry::global().gather()), Format::Text.content_type()))
        .expect("an exposition is UTF-8")
}

#[test]
fn help_is_the_first_paragraph_in_one_line() {
    exposition_total().inc();
    assert!(
        body().contains("\n# HELP exposition_total Help with a \\\\ backslash, \"quotes\" and two lines.\n")
    );
}

#[test]
fn every_family_has_help_and_type_once_and_families_are_in_name_order() {
    let body = body();
    let families: Vec<_> =
        body.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    let helps: Vec<_> =
        body.lines().filter_map(|line| line.strip_prefix("# HELP ")?.split(' ').next()).collect();
    assert_eq!(families, helps);
    assert!(families.is_sorted());
    assert_eq!(families.iter().collect::<BTreeSet<_>>().len(), families.len());
}

#[test]
fn every_series_occurs_once() {
    let body = body();
    let series =
        body.lines().filter(|line| !line.starts_with('#')).map(|line| line.rsplit_once(' ').unwrap().0);
    let mut seen = BTreeSet::new();
    assert_eq!(series.filter(|series| !seen.insert(*series)).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn the_declarations_of_this_program_do_not_conflict() {
    assert!(Registry::global().check().is_ok());
}

#[test]
fn a_descriptor_has_the_location_of_its_declaration() {
    let descriptor =
        Registry::global().descriptors().find(|descriptor| descriptor.name == "exposition_total");
    let site = descriptor.expect("the metric is declared above").location;
    assert_eq!((site.krate, site.module), ("gapless-tests", "it::exposition"));
    assert!(site.file.ends_with("exposition.rs") && (site.line, site.column) == (15, 13), "{site:?}");
}
