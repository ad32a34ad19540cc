//! The tables in `docs/plugins.md` and `docs/configuration.md`, which this test compares with the plugins.
//!
//! `SNAPSHOTS=overwrite cargo test -p gapless-tests --test plugins pages` writes them.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;
use std::{env, fs};

use gapless::config::{self, Config};
use gapless::encode::Format;
use gapless::instance::{self, InstanceBuilder};
use gapless::plugins::PluginOptions;

use crate::every::{EVERY, Example};

/// A family in an exposition.
struct Family {
    name: String,
    kind: String,
    labels: BTreeSet<String>,
    bounds: Vec<String>,
    series: usize,
}

/// Returns the exposition of a new instance.
async fn exposition(builder: InstanceBuilder) -> String {
    let instance = builder.start().await.expect("the plugin starts");
    instance.polled().await;
    let text = instance.exporter().scrape(Format::Text).into_bytes();
    instance.shutdown().await;
    String::from_utf8(text).expect("it is text")
}

/// Reads the families of an exposition.
fn families(text: &str) -> Vec<Family> {
    let mut families: Vec<Family> = Vec::new();
    for line in text.lines() {
        if let Some((name, kind)) = line.strip_prefix("# TYPE ").and_then(|line| line.split_once(' ')) {
            let (name, kind) = (name.to_owned(), kind.to_owned());
            families.push(Family { name, kind, labels: BTreeSet::new(), bounds: Vec::new(), series: 0 });
        } else if let (false, Some(family)) = (line.starts_with('#'), families.last_mut()) {
            family.add(line);
        }
    }
    families
}

impl Family {
    /// Adds a line of a series.
    fn add(&mut self, line: &str) {
        self.series += 1;
        let labels =
            line.split_once('{').and_then(|(_, rest)| rest.rsplit_once('}')).map_or("", |(labels, _)| labels);
        for (name, value) in labels.split("\",").filter_map(|label| label.split_once("=\"")) {
            let value = value.trim_end_matches('"').to_owned();
            match name {
                "le" if self.bounds.contains(&value) || value == "+Inf" => {}
                "le" => self.bounds.push(value),
                _ => drop(self.labels.insert(format!("`{name}`"))),
            }
        }
    }

    fn row(&self) -> String {
        let Family { name, kind, labels, bounds, series } = self;
        let labels: Vec<_> = labels.iter().map(String::as_str).collect();
        let series =
            if name.starts_with("os_filesystem_") { "varies".to_owned() } else { series.to_string() };
        format!("| `{name}` | {kind} | {} | {} | {series} |", labels.join(", "), bounds.join(" "))
    }
}

/// Whether a line describes a metric that some machines do not have.
fn depends_on_the_machine(line: &&str) -> bool {
    line.starts_with("| `os_") || line.starts_with("| `process_")
}

/// Compares a part of a page, below a line, with what it must contain, or overwrites it.
pub(crate) fn check_page(page: &str, below: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page);
    let text = fs::read_to_string(&path).expect("the page exists");
    let start = text.find(below).expect("the page has the line") + below.len();
    let end = text[start..].find("\n## ").map_or(text.len(), |end| start + end);
    if env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
        fs::write(path, format!("{}\n\n{table}{}", &text[..start], &text[end..])).expect("it can be written");
    } else {
        let (shown, expected) = (text[start..end].trim(), table.trim());
        let fixed = |text: &'_ str| {
            text.lines().filter(|line| !depends_on_the_machine(line)).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(fixed(shown), fixed(expected), "{page}: write it with SNAPSHOTS=overwrite");
        let mut varying = expected.lines().filter(depends_on_the_machine);
        assert!(
            varying.all(|line| shown.lines().any(|shown| shown == line)),
            "{page} lacks a line of:\n{expected}"
        );
    }
}

#[tokio::test]
async fn the_page_of_plugins_lists_every_metric() {
    let without = families(&exposition(gapless::builder()).await);
    let is_new = |family: &Family| {
        !family.name.starts_with("gapless_") && without.iter().all(|other| other.name != family.name)
    };
    let mut table = String::new();
    for (plugin, add) in EVERY {
        let text = exposition(add(gapless::builder())).await;
        let of_plugin: Vec<_> = families(&text).into_iter().filter(is_new).collect();
        assert!(!of_plugin.is_empty(), "{plugin} exports nothing");
        let _ = writeln!(table, "### `{plugin}`\n"); // writing to a String never fails
        table += "| metric | type | labels | buckets | series |\n|---|---|---|---|---|\n";
        of_plugin.iter().for_each(|family| table += &(family.row() + "\n"));
        table.push('\n');
    }
    check_page("plugins.md", "<!-- written by a test -->", &table);
}

/// The options of plugins, with a value for each.
fn options() -> [(&'static str, PluginOptions); 4] {
    let new = PluginOptions::new;
    [
        ("metric_prefix", new().metric_prefix("shop")),
        ("labels", new().label("zone", "a")),
        ("buckets", new().buckets([0.1, 1.0])),
        ("poll_rate", new().poll_rate(Duration::from_secs(60))),
    ]
}

/// Returns whether an option has an effect on a plugin.
async fn has_effect((plugin, add): &Example, options: &PluginOptions) -> bool {
    let config = Config::new().plugin(*plugin, options.clone());
    match add(gapless::builder().config(config)).start().await {
        Ok(instance) => {
            instance.shutdown().await;
            true
        }
        Err(error) => {
            let instance::ErrorKind::Config(config) = error.kind() else { panic!("{plugin}: {error}") };
            assert!(matches!(config.kind(), config::ErrorKind::UnusedOption { .. }), "{plugin}: {error}");
            false
        }
    }
}

#[tokio::test]
async fn the_page_of_the_configuration_lists_every_key() {
    let mut table = "| key | variable |\n|---|---|\n".to_owned();
    for example in EVERY {
        for (option, value) in &options() {
            if has_effect(example, value).await {
                let key = format!("plugins.{}.{option}", example.0);
                let variable = format!("GAPLESS_{}", key.replace('.', "_").to_uppercase());
                let _ = writeln!(table, "| `{key}` | `{variable}` |"); // writing to a String never fails
            }
        }
    }
    check_page("configuration.md", "<!-- written by a test -->", &table);
}
