//! The lines of the catalog in a program's file, as a tool reads them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use object::{Object, ObjectSection};
use serde::Deserialize;

/// What a line says, as far as an exposition shows it.
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
    /// What it says of native buckets.
    pub(crate) native: Option<serde_json::Value>,
    #[serde(default)]
    pub(crate) exemplars: bool,
    #[serde(default)]
    pub(crate) states: Vec<String>,
    file: String,
    line: usize,
}

#[derive(Debug, Deserialize)]
struct Label {
    name: String,
    /// None of an open label.
    values: Option<BTreeSet<String>>,
}

/// The lines in the section of a program's file; a linker may leave room between them.
pub(crate) fn read(file: &object::File<'_>) -> Vec<Line> {
    let section = file.section_by_name("gapless").or_else(|| file.section_by_name("__gapless"));
    let data = section.expect("a program that declares has the section").data().expect("it can be read");
    let text = std::str::from_utf8(data).expect("JSON is UTF-8");
    let lines = text.lines().map(|line| line.trim_matches('\0')).filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

impl Line {
    /// The type as an exposition names it.
    pub(crate) fn exported_type(&self) -> &str {
        match &*self.r#type {
            "up_down_counter" => "gauge",
            other => other,
        }
    }

    /// Whether this declares a series, or a state of one: each of its labels, with its value.
    pub(crate) fn tells_of<'a>(&self, mut labels: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
        labels.all(|(name, value)| {
            let typed = self.labels.iter().find(|own| own.name == name);
            typed.is_some_and(|own| own.values.as_ref().is_none_or(|values| values.contains(value)))
                || self.constant_labels.get(name).is_some_and(|own| own == value)
                || (name == self.name && self.states.iter().any(|own| own == value))
        })
    }

    /// Whether the source has the line that this names.
    pub(crate) fn names_its_source(&self) -> bool {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(&self.file);
        std::fs::read_to_string(source).is_ok_and(|source| source.lines().count() >= self.line)
    }
}
