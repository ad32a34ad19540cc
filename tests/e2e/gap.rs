//! The gap, as the start page of grapevine draws it: Prometheus computes the numbers in the picture.

use std::fmt::Write;
use std::process::Command;

use crate::peer::peer;

const START: &str = include_str!("../../examples/grapevine/page/start.html");

/// Returns the texts between an opening and a closing tag.
fn texts<'a>(html: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    let text = move |part: &'a str| part.split_once('>')?.1.split_once(close).map(|(text, _)| text);
    html.split(open).skip(1).filter_map(text)
}

/// Returns the samples and the increase of each figure.
fn figures() -> Vec<(String, String)> {
    let figure = |html: &str| {
        let samples: Vec<_> = texts(html, "<text class=\"sample", "</text>").collect();
        let increase: String = texts(html, "<strong", "</strong>").collect();
        (samples.join(" ").replace("nothing", "_"), increase)
    };
    texts(START, "<figure", "</figure>").map(figure).collect()
}

#[test]
fn prometheus_computes_the_increases_of_the_scrapes_on_the_start_page() {
    let figures = figures();
    assert_eq!(figures, [("0 0 1 1".into(), "1".into()), ("_ _ 1 1".into(), "0".into())]);
    let (mut series, mut expected) = (String::new(), String::new());
    for (of, (samples, increase)) in figures.iter().enumerate() {
        writeln!(series, "      - {{series: 'errors_total{{of=\"{of}\"}}', values: '{samples}'}}").unwrap();
        writeln!(expected, "          - {{labels: '{{of=\"{of}\"}}', value: {increase}}}").unwrap();
    }
    let test = format!(
        "evaluation_interval: 15s\ntests:\n  - interval: 15s\n    input_series:\n{series}    promql_expr_test:\n      \
         - expr: increase(errors_total[1m])\n        eval_time: 45s\n        exp_samples:\n{expected}"
    );
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let file = folder.path().join("gap.yml");
    std::fs::write(&file, &test).expect("the folder can be written");
    let output = Command::new(peer("usr/bin/promtool")).args(["test", "rules"]).arg(file).output();
    let output = output.expect("promtool runs");
    assert!(output.status.success(), "{}\n{test}", String::from_utf8_lossy(&output.stderr));
}
