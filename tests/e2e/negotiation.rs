//! The requests of each version of Prometheus match the table in `docs/formats.md`.

use crate::prometheus::{Job, Prometheus};
use crate::version::{VERSIONS, Version};

const PAGE: &str = include_str!("../../docs/formats.md");

/// The settings of a job that reads plain names only, by its escaping.
fn legacy(escaping: &str) -> String {
    format!(", metric_name_validation_scheme: legacy, metric_name_escaping_scheme: {escaping}")
}

/// Jobs with different requests, by their names in the table.
async fn jobs(version: &Version, target: &str) -> Vec<Job> {
    let mut settings = vec![(String::new(), String::new())];
    let choices = version.protocols.iter();
    settings.extend(choices.map(|it| (format!(", `{it}`"), format!(", scrape_protocols: [{it}]"))));
    let escapings = ["underscores", "dots", "values"].iter().filter(|_| version.utf8);
    settings.extend(escapings.map(|it| (format!(", legacy names, `{it}`"), legacy(it))));
    let mut jobs = Vec::new();
    for (suffix, settings) in settings {
        jobs.push(Job::relayed(&format!("Prometheus {}{suffix}", version.name), target, &settings).await);
    }
    jobs
}

/// Returns the expected rows of the jobs.
fn rows(prometheus: &Prometheus) -> Vec<String> {
    let exchanges = prometheus.jobs().iter().map(|job| {
        let last = job.relay.as_ref().expect("each has one").last();
        assert_eq!((&*last.accept_encoding, &*last.content_encoding), ("gzip", "gzip"), "{}", job.name);
        (&job.name, last)
    });
    exchanges
        .map(|(name, last)| format!("| {name} | `{}` | `{}` |", last.accept, last.content_type))
        .collect()
}

#[tokio::test]
async fn the_table_shows_what_each_version_of_prometheus_requests_and_gets() {
    let target = crate::formats::serve().await;
    let mut rows_of_all = Vec::new();
    for version in VERSIONS {
        let prometheus = Prometheus::start(version, "", jobs(version, &target).await).await;
        rows_of_all.extend(rows(&prometheus));
        let created = prometheus.query("formats_guests_created").await;
        assert!(!created.is_empty(), "{} stores it, as no feature tells it not to", version.name);
        let name = format!("Prometheus {}, native histograms", version.name);
        let native = vec![Job::relayed(&name, &target, "").await];
        rows_of_all.extend(rows(&Prometheus::start(version, "native-histograms", native).await));
    }
    let missing: Vec<_> = rows_of_all.iter().filter(|row| !PAGE.lines().any(|line| line == *row)).collect();
    assert!(missing.is_empty(), "docs/formats.md lacks\n{missing:#?}");
    let documented = PAGE.lines().filter(|line| line.starts_with("| Prometheus ")).count();
    assert_eq!(documented, rows_of_all.len());
}
