//! The list of names, checked with the real `promtool check metrics`.

use std::process::Command;

use crate::listed_names::{ListedName, listed_names};
use crate::peer::peer;
use crate::process::run_on;

/// Returns an exposition of one metric, in which only the name can be wrong.
fn exposition(ListedName { kind, name, .. }: &ListedName) -> String {
    let (kind, lines) = match &**kind {
        "histogram" => (kind, format!("{name}_bucket{{le=\"+Inf\"}} 1\n{name}_sum 1\n{name}_count 1\n")),
        "summary" => (kind, format!("{name}{{quantile=\"0.5\"}} 1\n{name}_sum 1\n{name}_count 1\n")),
        "counter" => (kind, format!("{name} 1\n")),
        _ => (&"gauge".to_owned(), format!("{name} 1\n")),
    };
    format!("# HELP {name} Help.\n# TYPE {name} {kind}\n{lines}")
}

/// Names that Gapless rejects and promtool accepts.
fn is_stricter(listed: &ListedName) -> bool {
    let says = |part| listed.says.contains(part);
    let is_unit = ["watts", "_mebi", "_exa", "_percent"].iter().any(|unit| listed.name.contains(unit));
    let ends = |end: &&str| listed.name.ends_with(end);
    let is_suffix = says("which is for") && ["_created", "_info", "_timestamp_seconds"].iter().any(ends);
    let is_of_lines =
        matches!(&*listed.kind, "histogram" | "summary") && says("which is for samples of other types");
    let is_case = ["snake_case", "ASCII letter"].into_iter().any(says) && listed.name != "chatMessages";
    is_unit || says("`mib`") || is_suffix || is_of_lines || is_case
}

#[test]
fn promtool_accepts_the_names_that_compile_and_no_others() {
    // Versions differ in the types that they find in names. `check metrics` does not read quoted names.
    let promtools = ["usr/bin/promtool", "2.42/usr/bin/promtool"].map(peer);
    let is_plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':'));
    let names = listed_names(false).into_iter().filter(|listed| is_plain(&listed.name));
    for listed in names.filter(|listed| listed.verdict != "must" && !listed.name.starts_with('2')) {
        let results = promtools
            .each_ref()
            .map(|promtool| run_on(Command::new(promtool).args(["check", "metrics"]), &exposition(&listed)));
        let is_accepted = results.iter().all(|(accepted, _)| *accepted);
        match &*listed.verdict {
            "ok" => assert!(is_accepted, "{}: {results:?}", listed.name),
            _ => assert_eq!(is_accepted, is_stricter(&listed), "{}: {results:?}", listed.name),
        }
    }
}
