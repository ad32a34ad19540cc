//! The catalog of an instance with one of each ready-made plugin.

use std::collections::BTreeSet;

use gapless::Instance;
use gapless::artifacts::Catalog;
use gapless::artifacts::catalog::{Declaration, Family, Origin};
use gapless::config::Config;
use gapless::descriptor::Kind;
use gapless::plugins::PluginOptions;

use crate::every::EVERY;
use crate::text;

/// An instance with prefixes, labels and other buckets.
pub(crate) async fn instance() -> Instance {
    let of_http = PluginOptions::new().metric_prefix("api").label("tier", "web").buckets([0.1, 1.0]);
    let of_process = PluginOptions::new().metric_prefix("main").label("node", "a");
    let config = Config::new().prefix("shop").label("region", "eu");
    let config = config.plugin("http_server", of_http).plugin("process", of_process);
    let builder = EVERY.iter().fold(gapless::builder().config(config), |builder, (_, add)| add(builder));
    let instance = builder.start().await.expect("the plugins start");
    instance
        .metrics()
        .counter("mails_total", "Mails.")
        .labels(["to"])
        .register()
        .expect("a good name")
        .with(["a"])
        .inc();
    instance.polled().await;
    instance
}

/// A sample of the text format: its name, and its labels with their values.
struct Sample<'t> {
    name: &'t str,
    labels: Vec<(&'t str, &'t str)>,
}

/// Reads the samples. Label values in this test contain neither quotes nor braces in pairs.
fn samples(text: &str) -> impl Iterator<Item = Sample<'_>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let (series, _) = line.rsplit_once(' ').expect("a sample has a value");
        let (name, labels) = series.split_once('{').unwrap_or((series, ""));
        let labels = labels.strip_suffix('}').unwrap_or(labels).split("\",");
        let labels = labels.filter_map(|label| label.split_once("=\""));
        Sample { name, labels: labels.map(|(name, value)| (name, value.trim_end_matches('"'))).collect() }
    })
}

/// Returns whether a declaration has the labels of a sample, with their values.
fn covers(declaration: &Declaration, family: &Family, sample: &Sample<'_>) -> bool {
    let bounds = declaration.buckets.iter().chain(&declaration.quantiles);
    let is_bound = |text: &str| text == "+Inf" || bounds.clone().any(|bound| text.parse() == Ok(*bound));
    sample.labels.iter().all(|(name, value)| {
        let typed = declaration.labels.iter().find(|label| label.name == *name);
        match *name {
            "le" | "quantile" => is_bound(value),
            _ if *name == family.name => declaration.states.iter().any(|state| state == value),
            _ => match typed {
                Some(label) => {
                    label.values.as_ref().is_none_or(|values| values.iter().any(|own| own == value))
                }
                None => declaration.constant_labels.iter().any(|own| (&*own.0, &*own.1) == (*name, *value)),
            },
        }
    })
}

fn suffixes(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Histogram => &["_bucket", "_sum", "_count"],
        Kind::Summary => &["", "_sum", "_count"],
        _ => &[""],
    }
}

fn family_of<'c>(catalog: &'c Catalog, sample: &Sample<'_>) -> Option<&'c Family> {
    let is_it = |family: &&Family| {
        suffixes(family.kind).iter().any(|suffix| sample.name.strip_suffix(suffix) == Some(&family.name))
    };
    catalog.families().iter().find(is_it)
}

/// Returns the names of the exported families.
fn exported(text: &str) -> BTreeSet<&str> {
    text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect()
}

#[tokio::test]
async fn the_catalog_has_every_exported_series_and_exports_every_family() {
    let instance = instance().await;
    // Other tests can begin to use metrics of Gapless itself meanwhile.
    let (before, catalog, after) = (text(&instance), instance.catalog().await, text(&instance));
    for sample in samples(&before) {
        let family = family_of(&catalog, &sample).unwrap_or_else(|| panic!("no family for {}", sample.name));
        assert!(
            family.declarations.iter().any(|declaration| covers(declaration, family, &sample)),
            "{} {:?}: {family:#?}",
            sample.name,
            sample.labels
        );
    }
    let families: BTreeSet<_> = catalog.families().iter().map(|family| &*family.name).collect();
    assert!(exported(&before).is_subset(&families) && families.is_subset(&exported(&after)));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_family_is_found_by_the_name_in_its_declaration() {
    let instance = instance().await;
    let catalog = instance.catalog().await;
    let found: Vec<_> = catalog.declared_as("http_request_duration_seconds").collect();
    assert_eq!(
        found.iter().map(|family| &*family.name).collect::<Vec<_>>(),
        ["shop_api_http_request_duration_seconds"]
    );
    assert_eq!((found[0].buckets(), &*found[0].group), (&[0.1, 1.0][..], "http_server"));
    let declaration = found[0].declared_as("http_request_duration_seconds").next().expect("it was found");
    assert_eq!(declaration.origin, Origin::Struct("RequestMetrics".into()));
    assert_eq!(declaration.constant_labels, [("region".into(), "eu".into()), ("tier".into(), "web".into())]);
    let of_program = catalog.family("shop_mails_total").expect("it was registered");
    assert_eq!(of_program.declarations[0].origin, Origin::RunTime);
    assert_eq!(catalog, Catalog::from_json(&catalog.to_json()).expect("its own JSON"));
    instance.shutdown().await;
}
