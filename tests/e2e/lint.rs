//! The linter compared with Prometheus: a body that any version rejects breaks a requirement.

use std::collections::HashMap;

use axum::Router;
use axum::extract::Path;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use gapless::encode::lint::{Rule, Severity, lint};

use crate::prometheus::{Job, Prometheus};
use crate::version::{VERSIONS, Version};

const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Lines that are served in both formats.
const LINES: &[&str] = &[
    // HELP, TYPE and UNIT: missing words, blanks, tabs and returns in each place.
    "# HELP a",
    "# HELP a ",
    "# HELP a\t",
    "# HELP a\tb c",
    "# HELP a \tb",
    "# HELP a  b",
    "# HELP a b ",
    "# HELP\ta b",
    "# HELP  a b",
    "#\tHELP a b",
    "#HELP a b",
    " # HELP a b",
    "# HELP a b\r",
    "# HELP",
    "# HELP ",
    "# HELP 1a b",
    "# HELP a \\q",
    "# HELP a \"q\"",
    "# TYPE a gauge",
    "# TYPE a",
    "# TYPE a ",
    "# TYPE a\tgauge",
    "# TYPE a  gauge",
    "# TYPE a gauge ",
    "# TYPE a gauge\t",
    "# TYPE a gauge x",
    "# TYPE a gauge\r",
    "# TYPE  a gauge",
    "# TYPE\ta gauge",
    "#TYPE a gauge",
    "\t# TYPE a gauge",
    "# TYPE a untyped",
    "# TYPE a unknown",
    "# TYPE a info",
    "# TYPE a foo",
    "# UNIT a_s s",
    "# UNIT a_s",
    "# UNIT a_s ",
    "# UNIT a_s\t",
    "# UNIT a_s\ts",
    "# UNIT a_s  s",
    "# UNIT a_s s ",
    "# UNIT a_s s t",
    "# UNIT a s",
    "# UNIT s s",
    // Comments and blank lines.
    "#",
    "# ",
    "# a comment",
    "#EOF",
    "# EOF ",
    " # EOF",
    "\t# EOF",
    "",
    " ",
    "\t",
    // Samples: blanks, names, labels.
    "a 1",
    "a  1",
    "a\t1",
    " a 1",
    "\ta 1",
    "a 1 ",
    "a 1\t",
    "a 1\r",
    "a",
    "a ",
    "a{} 1",
    "a {} 1",
    "a{}1",
    "a{b=\"1\"}1",
    "a{ b=\"1\"} 1",
    "a{b =\"1\"} 1",
    "a{b= \"1\"} 1",
    "a{b=\"1\" } 1",
    "a{b=\"1\", c=\"2\"} 1",
    "a{b=\"1\",} 1",
    "a{,} 1",
    "a{b=\"1\",,} 1",
    "a{b='1'} 1",
    "a{b=1} 1",
    "a{b} 1",
    "a{b=\"1\" 1",
    "a{b=\"1 1",
    "a{b=\"\\q\"} 1",
    "a{b=\"\"} 1",
    "a{b=\"1\",b=\"2\"} 1",
    "a{b:c=\"1\"} 1",
    "{b=\"1\"} 1",
    "{\"a\"} 1",
    "{\"a\",b=\"1\"} 1",
    "a{\"b\"=\"1\"} 1",
    "a.b 1",
    "1a 1",
    "a:b 1",
    // Values and time stamps.
    "a .5",
    "a 5.",
    "a 1E5",
    "a 1e",
    "a 1e999",
    "a -1e999",
    "a 1e-999",
    "a inf",
    "a infinity",
    "a nan",
    "a -nan",
    "a 0x1",
    "a 1_000",
    "a one",
    "a 1 5",
    "a 1 5.5",
    "a 1 -5",
    "a 1 +5",
    "a 1 1e3",
    "a 1 1e999",
    "a 1 9223372036854775808",
    "a 1 x",
    "a 1 5 6",
    "a 1  5",
    "a 1\t5",
    // Exemplars.
    "# TYPE a counter\na_total 1 # {} 1",
    "# TYPE a counter\na_total 1 # {b=\"1\"} 1 5",
    "# TYPE a counter\na_total 1  # {} 1",
    "# TYPE a counter\na_total 1 #{} 1",
    "# TYPE a counter\na_total 1 # {}",
    "# TYPE a counter\na_total 1 # {} 1e999",
    "# TYPE a counter\na_total 1 # {} 1 NaN",
    "# TYPE a gauge\na 1 # {} 1",
    // Families.
    "# TYPE a gauge\n# TYPE a counter\na 1",
    "# TYPE a gauge\na_sum 1",
    "# TYPE a counter\na 1",
    "a 1\na 2",
    "# HELP a b\n# TYPE a gauge\na 1",
    "# TYPE a histogram\na_bucket{le=\"1.0\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1",
    "# TYPE a histogram\na_bucket{le=\"x\"} 2\na_sum 1\na_count 1",
];

/// Whole bodies, each by its format.
const BODIES: &[(&str, &str)] = &[
    (OPENMETRICS, "a 1\n # EOF\n"),
    (OPENMETRICS, "a 1\n\t# EOF\n"),
    (OPENMETRICS, " # EOF"),
    (OPENMETRICS, "a 1\n# EOF"),
    (OPENMETRICS, "a 1\n# EOF "),
    (OPENMETRICS, "a 1\n# EOF\n\n"),
    (OPENMETRICS, "a 1\n# EOF\n# EOF\n"),
    (OPENMETRICS, "a 1\n# EOF\na 2\n"),
    (OPENMETRICS, "a 1\n#EOF\n"),
    (OPENMETRICS, "a 1\n# eof\n"),
    (OPENMETRICS, "a 1\n# EOF\r\n"),
    (OPENMETRICS, "a 1\n"),
    (OPENMETRICS, "a 1"),
    (OPENMETRICS, ""),
    (OPENMETRICS, "\n"),
    (OPENMETRICS, "# EOF\n"),
    (OPENMETRICS, "\u{feff}a 1\n# EOF\n"),
    (TEXT, ""),
    (TEXT, "\n\n"),
    (TEXT, "a 1"),
    (TEXT, "a 1\n "),
    (TEXT, "a 1\n# EOF"),
    (TEXT, "# HELP a"),
    (TEXT, "# TYPE a gauge"),
    (TEXT, "\u{feff}a 1\n"),
];

/// Requirements of the formats that Prometheus does not enforce in some of these bodies.
const FORGIVEN: &[Rule] = &[
    Rule::Bound,
    Rule::BucketsCumulative,
    Rule::Escape,
    Rule::LastLineEnd,
    Rule::MetadataTwice,
    Rule::MetricName,
    Rule::SampleName,
    Rule::SeriesTwice,
];

fn cases() -> Vec<(&'static str, String)> {
    let lines = LINES
        .iter()
        .flat_map(|lines| [(TEXT, format!("{lines}\n")), (OPENMETRICS, format!("{lines}\n# EOF\n"))]);
    lines.chain(BODIES.iter().map(|(format, body)| (*format, (*body).to_owned()))).collect()
}

/// Serves each of them at its number, and something to wait for.
async fn serve(cases: Vec<(&'static str, String)>) -> String {
    let case = async move |Path(n): Path<usize>| {
        let (content_type, body) = cases[n].clone();
        ([(CONTENT_TYPE, content_type)], body)
    };
    let app: Router =
        Router::new().route("/case/{n}", get(case)).route("/metrics", get(async || "waited_for 1\n"));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
    let address = listener.local_addr().expect("a bound listener has an address").to_string();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// Returns the numbers of the cases that a version accepts.
async fn accepted(version: &Version, address: &str, n: usize) -> HashMap<usize, bool> {
    let job = |n: usize| {
        let settings = format!(", metrics_path: /case/{n}, scrape_interval: 4s, scrape_timeout: 4s");
        Job::direct(&n.to_string(), address, &settings)
    };
    let mut jobs: Vec<_> = (0..n).map(job).collect();
    jobs.push(Job::relayed("waited for", &format!("http://{address}"), "").await);
    let mut prometheus = Prometheus::start(version, "exemplar-storage", jobs).await;
    prometheus.until("count(up)", (n + 1) as f64).await;
    let ups = prometheus.query("up").await.into_iter();
    let case = |labels: &serde_json::Value| labels["job"].as_str()?.parse().ok();
    ups.filter_map(|(labels, up)| Some((case(&labels)?, up == 1.0))).collect()
}

#[tokio::test]
async fn a_body_that_any_version_of_prometheus_refuses_breaks_a_requirement() {
    let cases = cases();
    let address = serve(cases.clone()).await;
    let mut by_version = Vec::new();
    for version in VERSIONS {
        by_version.push((version.name, accepted(version, &address, cases.len()).await));
    }
    let mut disagreements = Vec::new();
    for (n, (content_type, body)) in cases.iter().enumerate() {
        let refusing: Vec<_> =
            by_version.iter().filter(|(_, accepted)| !accepted[&n]).map(|(name, _)| *name).collect();
        let findings = lint(body.as_bytes(), content_type).into_iter();
        let broken: Vec<_> = findings.filter(|it| it.severity == Severity::Must).map(|it| it.rule).collect();
        let is_forgiven = broken.iter().all(|rule| FORGIVEN.contains(rule));
        if broken.is_empty() != refusing.is_empty() && !(refusing.is_empty() && is_forgiven) {
            disagreements.push(format!("{body:?}: refused by {refusing:?}, and breaks {broken:?}"));
        }
    }
    assert!(disagreements.is_empty(), "{disagreements:#?}");
}
