//! Reads the catalog lines of an executable, as a tool does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use object::{Object, ObjectSection};
use serde::Deserialize;

/// The parts of a catalog line that an exposition shows.
#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) r#type: String,
    pub(crate) help: String,
    labels: Vec<Label>,
    constant_labels: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) buckets: Vec<f64>,
    #[serde(default)]
    pub(crate) quantiles: Vec<f64>,
    /// The native buckets.
    pub(crate) native: Option<serde_json::Value>,
    #[serde(default)]
    pub(crate) exemplars: bool,
    #[serde(default)]
    pub(crate) states: Vec<String>,
    /// The measured struct or enum.
    pub(crate) measured: Option<String>,
    /// The struct that `#![into = ..]` names.
    #[serde(rename = "struct")]
    pub(crate) of_struct: Option<String>,
    /// Whether a source emits the samples.
    #[serde(default)]
    pub(crate) sampled: bool,
    file: String,
    line: usize,
}

#[derive(Debug, Deserialize)]
struct Label {
    name: String,
    /// `None` for an open label.
    values: Option<BTreeSet<String>>,
}

/// Returns the section of an executable with the lines.
pub(crate) fn text<'f>(file: &object::File<'f>) -> &'f str {
    let section = file.section_by_name("gapless").or_else(|| file.section_by_name("__gapless"));
    let data = section.expect("a program that declares has the section").data().expect("it can be read");
    std::str::from_utf8(data).expect("JSON is UTF-8")
}

/// Returns the lines of an executable. A linker may leave gaps between them.
pub(crate) fn read(file: &object::File<'_>) -> Vec<Line> {
    let lines = text(file).lines().map(|line| line.trim_matches('\0')).filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

impl Line {
    /// Returns the type as an exposition names it.
    pub(crate) fn exported_type(&self) -> &str {
        match &*self.r#type {
            "up_down_counter" => "gauge",
            other => other,
        }
    }

    /// Returns whether the line declares a series, or a state of a series, with all its labels and values.
    pub(crate) fn describes<'a>(&self, mut labels: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
        labels.all(|(name, value)| {
            let typed = self.labels.iter().find(|own| own.name == name);
            typed.is_some_and(|own| own.values.as_ref().is_none_or(|values| values.contains(value)))
                || self.constant_labels.get(name).is_some_and(|own| own == value)
                || (name == self.name && self.states.iter().any(|own| own == value))
        })
    }

    /// Returns whether the source has the declaration at the line of its location.
    pub(crate) fn names_its_source(&self) -> bool {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(&self.file);
        std::fs::read_to_string(source).is_ok_and(|source| source.lines().count() >= self.line)
    }
}
