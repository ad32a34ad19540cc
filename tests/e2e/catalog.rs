//! The catalog of grapevine, read from a stripped release executable, lists the families that `/metrics` serves.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use gapless::artifacts::Catalog;
use object::Object;

use crate::catalog_lines::{Line, read, text};
use crate::grapevine::{self, Grapevine};

fn lines_of_stripped(binary: &Path) -> Vec<Line> {
    let file = std::fs::read(binary).expect("it was built");
    let file = object::File::parse(&*file).expect("it is a program");
    assert_eq!(file.symbols().count(), 0, "it is stripped");
    read(&file)
}

#[tokio::test]
async fn the_lines_in_a_stripped_release_build_are_the_families_of_its_exposition() {
    let binary = grapevine::stripped_release();
    let lines = lines_of_stripped(&binary);
    let exposition = Grapevine::start_binary(&binary).metrics().await;

    let is_of_process = |line: &&Line| line.of_struct.is_none() && !line.sampled;
    let (of_process, of_plugins): (Vec<_>, Vec<_>) = lines.iter().partition(is_of_process);
    let told = families_of(&of_process);
    let served: BTreeSet<_> = families(&exposition).collect();
    let mut not_served = told.difference(&served);
    // The metrics of Gapless itself are served once they are used.
    assert!(not_served.all(|(name, ..)| name.starts_with("gapless_")), "served: {served:?}");
    // The plugins that grapevine starts have the metrics of their structs and sources.
    let told: BTreeSet<_> = told.union(&families_of(&of_plugins)).copied().collect();
    let untold: BTreeSet<_> = served.difference(&told).map(|(name, ..)| *name).collect();
    assert!(untold.iter().all(|name| is_made_at_run_time(name)), "untold: {untold:?}");
    assert!(lines.iter().all(Line::names_its_source));
    let native = of_process.iter().filter(|line| line.native.is_some()).map(|line| &*line.name);
    assert_eq!(native.collect::<Vec<_>>(), ["grapevine_chat_broadcast_duration_seconds"]);
    assert!(lines.iter().all(|line| !line.exemplars), "grapevine has no traces");
    let measured: BTreeSet<_> = lines.iter().filter_map(|line| line.measured.as_deref()).collect();
    assert_eq!(measured, BTreeSet::from(["GameList", "Sessions"]));
    for sample in exposition.lines().filter(|line| !line.starts_with('#') && !is_made_at_run_time(line)) {
        assert!(lines.iter().any(|line| describes(line, sample)), "a line for {sample} is missing");
    }
}

#[test]
fn the_lines_in_a_stripped_release_build_give_the_catalog_that_the_program_declares() {
    let binary = grapevine::stripped_release();
    let file = std::fs::read(&binary).expect("it was built");
    let of_file = text(&object::File::parse(&*file).expect("it is a program")).to_owned();
    let printed = Command::new(&binary).arg("catalog").output().expect("it runs");
    let declared = Catalog::from_json(&String::from_utf8(printed.stdout).expect("JSON is UTF-8"));
    assert_eq!(Catalog::from_lines(&of_file).expect("lines"), declared.expect("it prints a catalog"));
}

/// Returns the name, type and help of the family of each line.
fn families_of<'a>(lines: &[&'a Line]) -> BTreeSet<(&'a str, &'a str, &'a str)> {
    lines.iter().map(|line| (&*line.name, type_in_text(line), &*line.help)).collect()
}

/// Returns the type in the text format of Prometheus, which has fewer types than OpenMetrics.
fn type_in_text(line: &Line) -> &str {
    match line.exported_type() {
        "info" | "stateset" => "gauge",
        other => other,
    }
}

/// Returns whether the registry or the program itself provides a family, which then has no line, or adds labels to it.
fn is_made_at_run_time(name: &str) -> bool {
    let own = name.starts_with("gapless_") && !name.starts_with("gapless_scrape");
    let has_added_label = name.starts_with("tokio_scheduling_delay_seconds"); // the name of the runtime
    own || has_added_label || name.starts_with("traffic_")
}

/// Returns the name, type and help of each family.
fn families(exposition: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let helps = exposition.lines().filter_map(|line| line.strip_prefix("# HELP ")?.split_once(' '));
    helps.map(|(name, help)| {
        let mut types = exposition.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
        (name, types.find(|(of, _)| *of == name).expect("a family with HELP has TYPE").1, help)
    })
}

/// Returns whether a line declares a sample: its name, all its labels with values, and its bucket.
fn describes(line: &Line, sample: &str) -> bool {
    let (series, _) = sample.rsplit_once(' ').expect("a sample has a value");
    let (name, labels) = series.split_once('{').unwrap_or((series, ""));
    let suffixes: &[&str] = match &*line.r#type {
        "histogram" => &["_bucket", "_sum", "_count"],
        "summary" => &["", "_sum", "_count"],
        _ => &[""],
    };
    // Label values in grapevine contain neither commas nor quotes.
    let labels = labels.trim_end_matches('}').split(',').filter_map(|label| label.split_once('='));
    let (buckets, labels): (Vec<_>, Vec<_>) = labels
        .map(|(label, value)| (label, value.trim_matches('"')))
        .partition(|(label, _)| matches!(*label, "le" | "quantile"));
    let bounds = || line.buckets.iter().chain(&line.quantiles);
    let is_bound = |text: &str| text == "+Inf" || bounds().any(|bound| text.parse() == Ok(*bound));
    suffixes.iter().any(|suffix| name.strip_suffix(suffix) == Some(&line.name))
        && buckets.iter().all(|(_, text)| is_bound(text))
        && line.describes(labels.into_iter())
}
