//! The queries in generated documentation: the parser of Prometheus accepts each of them.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::peer::peer;
use crate::process::run_on;

/// Returns the queries that the macros write, from their snapshots.
fn queries() -> Vec<String> {
    let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("../macros/snapshots");
    let snapshots = fs::read_dir(snapshots).expect("the macros have snapshots");
    let texts =
        snapshots.map(|file| fs::read_to_string(file.expect("it is listed").path()).expect("it is text"));
    let query = |line: &str| Some(line.split_once("PromQL: `")?.1.split_once('`')?.0.to_owned());
    texts.flat_map(|text| text.lines().filter_map(query).collect::<Vec<_>>()).collect()
}

#[test]
fn prometheus_takes_every_query() {
    let queries = queries();
    assert!(queries.len() > 10, "{queries:?}");
    for query in queries {
        let promtool = &mut Command::new(peer("usr/bin/promtool"));
        let (accepted, said) = run_on(promtool.args(["--experimental", "promql", "format", &query]), "");
        assert!(accepted, "`{query}`: {said}");
    }
}
