//! The problems that the registry reports.

use std::collections::BTreeMap;

use gapless_core::{Conflict, Error, ErrorKind};

use super::{Problem, Severity};

/// Returns the problems of a registry, with one for each metric that declarations conflict about.
pub(super) fn problems(errors: &[Error]) -> Vec<Problem> {
    errors.iter().flat_map(of_error).collect()
}

fn of_error(error: &Error) -> Vec<Problem> {
    let text = error.to_string();
    match error.kind() {
        ErrorKind::Conflicts(conflicts) => of_conflicts(conflicts),
        ErrorKind::Copies(versions) => vec![problem("copies", "gapless-core", &text, versions.len())],
        ErrorKind::NoMetrics(crates) => vec![problem("conflict", "expect_crates!", &text, crates.len())],
        ErrorKind::ModulesWithoutMetrics(modules) => {
            vec![problem("conflict", "expect_modules!", &text, modules.len())]
        }
        ErrorKind::DeclaredLate(metrics) => vec![problem("conflict", "loaded library", &text, metrics.len())],
        _ => vec![problem("conflict", "registry", &text, 1)],
    }
}

fn of_conflicts(conflicts: &[Conflict]) -> Vec<Problem> {
    let mut by_name: BTreeMap<_, Vec<_>> = BTreeMap::new();
    conflicts
        .iter()
        .for_each(|conflict| by_name.entry(conflict.name()).or_default().push(conflict.to_string()));
    let of_name = |(name, texts): (&str, Vec<String>)| {
        let text = format!("{}; rename or change one of them", texts.join(", and "));
        problem("conflict", name, &text, texts.len())
    };
    by_name.into_iter().map(of_name).collect()
}

fn problem(kind: &'static str, subject: &str, text: &str, count: usize) -> Problem {
    let text = text.lines().map(str::trim).collect::<Vec<_>>().join(", ");
    Problem {
        kind,
        severity: Severity::Error,
        subject: subject.to_owned(),
        text,
        count: count as u64,
        recent: 0,
    }
}
