use std::collections::BTreeSet;

use gapless_core::Kind;

use super::*;
use crate::catalog::{Alert, Comparison, Declaration, Matcher, Measure};
use crate::deployment::Deployment;
use crate::scrape_config::ScrapeConfig;
use crate::test_catalog::catalog;
use crate::Artifacts;

/// All metrics that default alerts need.
const EVERYTHING: &str = "
    gauge process_start_time_seconds
    gauge process_open_fds
    gauge process_max_fds
    gauge os_filesystem_avail_bytes(fstype, mountpoint)
    gauge os_filesystem_size_bytes(fstype, mountpoint)
    gauge os_memory_available_bytes
    gauge os_memory_total_bytes
    gauge tokio_workers(runtime)
    counter tokio_worker_busy_seconds_total(runtime, worker)
    histogram tokio_scheduling_delay_seconds(runtime) [0.01 0.1 1]
    counter server_accept_failures_total(listener)
    histogram server_tls_handshake_duration_seconds(listener, outcome=ok|error|panic|cancelled) [0.1 1]
    function counter function_calls_total(function==parse, module==shop, outcome=ok|error|panic)
    function gauge function_in_flight(function==parse, module==shop)
    function counter login_calls_total(function==login, module==shop, kind, outcome=ok|panic)
    counter http_requests_total(method, route, status)
    counter http_request_aborts_total(method, route, phase=head|body)
    histogram http_request_duration_seconds(method, route) [0.1 1]
    up_down_counter http_requests_in_flight(method)
    histogram http_server_request_duration_seconds(http_route, http_response_status_code) [0.1 1]
    counter http_client_requests_total(method, host, status)
    gauge sql_pool_connections(pool, state)
    gauge sql_pool_max_connections(pool)
    gauge sql_pool_waiting_acquires(pool)
    counter sql_acquire_failures_total(pool, reason=timeout|closed|cancelled|error)
    histogram sql_acquire_duration_seconds(pool) [0.1 1]
    gauge jobs(queue, state=pending|running)
    histogram job_queue_seconds(kind, queue) [1 60 300]
    counter job_ends_total(kind, queue, outcome=completed|failed|retried|discarded|panicked|cancelled)
    counter cron_runs_total(task, outcome=ok|error|panic|cancelled)
    gauge cron_last_success_timestamp_seconds(task)
    gauge cron_interval_seconds(task)
    gauge gapless_task_activity(task)
    counter gapless_task_ends_total(task, outcome=ok|error|panic|cancelled)
    counter gapless_task_report_failures_total(task, reason=panic|timeout)
    counter pipeline_messages_total(stage, outcome=ok|error|panic|cancelled)
    counter mail_messages_total(transport, outcome=ok|error|panic|cancelled)
    counter websocket_panics_total(endpoint)
    counter redis_command_errors_total(command, kind)
    gauge gapless_conflicts
    gauge gapless_core_copies
    counter gapless_overflowed_total(metric)
    counter gapless_refused_total(metric)
    counter gapless_label_conflicts_total(metric)
    counter gapless_read_panics_total(metric)
    counter gapless_source_failures_total(source, reason=duplicate|error|invalid|panic|timeout)
    counter gapless_poll_failures_total(poll, reason=error|panic|timeout)
    counter gapless_reporter_failures_total(reporter)
    counter gapless_reporter_sent_total(reporter)
    counter gapless_reporter_dropped_total(reporter)
    gauge gapless_reporter_over_limit(reporter)
    counter gapless_recorder_refused_total(metric)
    counter gapless_scrapes_refused_total(reason=in_flight|timeout|stopping)
    histogram gapless_scrape_duration_seconds(format=PrometheusProto) [0.1 1]
";

fn everything() -> RuleFile {
    RuleFile::new(&catalog(EVERYTHING), &RuleOptions::new().job("shop")).unwrap()
}

fn of<'f>(file: &'f RuleFile, name: &str) -> &'f AlertRule {
    file.alerts().find(|alert| alert.name == name).unwrap_or_else(|| panic!("{name} is missing"))
}

#[test]
fn a_program_with_all_metrics_has_all_default_alerts() {
    let file = everything();
    let found: BTreeSet<_> = file.alerts().map(|alert| &*alert.name).collect();
    assert_eq!(found, defaults::ranges().map(|(name, _)| name).collect());
    for alert in file.alerts() {
        let annotations: Vec<_> = alert.annotations.iter().map(|(name, _)| &**name).collect();
        assert_eq!(annotations, ["summary", "description"], "{}", alert.name);
        assert_eq!(alert.labels[0].0, "severity");
    }
}

#[test]
fn each_label_in_an_annotation_is_a_label_of_the_alert() {
    for alert in everything().alerts() {
        let parts = alert.annotations.iter().flat_map(|(_, text)| text.split("$labels.").skip(1));
        for label in parts.map(|part| part.split(' ').next().unwrap()) {
            let expr = alert.expr.to_string();
            let by = expr.split("by (").skip(1).map(|part| part.split(')').next().unwrap());
            let recorded = expr.split(':').next().unwrap().split('_');
            let kept = by.flat_map(|labels| labels.split(", ")).chain(recorded).any(|own| own == label);
            assert!(kept || !expr.contains(" by "), "{}: {label} in {expr}", alert.name);
        }
    }
}

#[test]
fn each_expression_can_be_parsed() {
    for expr in everything().expressions() {
        assert!(promql_parser::parser::parse(&expr.to_string()).is_ok(), "{expr}");
        assert!(promql_parser::parser::parse(&expr.in_lines()).is_ok(), "{expr}");
    }
}

#[test]
fn no_two_rules_have_the_same_name_and_labels() {
    let mut seen = BTreeSet::new();
    for group in everything().groups {
        for rule in group.rules {
            let key = match rule {
                Rule::Alert(alert) => (alert.name, alert.labels),
                Rule::Recording(recording) => (recording.name, recording.labels),
            };
            assert!(seen.insert(key.clone()), "{key:?}");
        }
    }
}

#[test]
fn a_program_without_metrics_has_the_alerts_of_its_target() {
    let file = RuleFile::new(&Catalog::new([]), &RuleOptions::new().job("shop")).unwrap();
    let names: Vec<_> = file.alerts().map(|alert| &*alert.name).collect();
    assert_eq!(names, ["TargetDown", "TargetAbsent", "TargetScrapeSlow"]);
    assert_eq!(of(&file, "TargetDown").expr.to_string(), r#"up{job="shop"} == 0"#);
    assert_eq!(of(&file, "TargetAbsent").expr.to_string(), r#"absent(up{job="shop"})"#);
    assert_eq!(RuleFile::new(&Catalog::new([]), &RuleOptions::new()).unwrap(), RuleFile::default());
}

#[test]
fn an_error_in_a_quiet_program_does_not_alert() {
    let file = everything();
    let expr = of(&file, "HttpErrorRatio").expr.to_string();
    assert_eq!(
        expr,
        r#"job_route:http_request_errors:rate5m{job="shop"} / job_route:http_requests:rate5m{job="shop"} > 0.05 and job_route:http_requests:rate5m{job="shop"} > 0.1"#
    );
}

#[test]
fn a_prefix_makes_rules_of_its_own() {
    let lines = "counter http_requests_total(method, route, status)\ncounter shop_http_requests_total(method, route, status)";
    let file = RuleFile::new(&catalog(lines), &RuleOptions::new()).unwrap();
    let labels: Vec<_> = file.alerts().map(|alert| alert.labels.last().unwrap().1.clone()).collect();
    assert_eq!(labels, ["page", "shop_http_requests_total"]);
    assert!(file.expressions().all(|expr| !expr.to_string().contains("job=")));
    let recorded = file.to_yaml().matches("record: job_route:shop_http_requests:rate5m").count();
    assert_eq!(recorded, 1);
}

#[test]
fn a_metric_with_other_labels_has_no_default_alert() {
    let file =
        RuleFile::new(&catalog("counter http_requests_total(path, code)"), &RuleOptions::new()).unwrap();
    assert_eq!(file.alerts().count(), 0);
}

#[test]
fn a_function_with_a_name_has_alerts_of_its_own() {
    let file = everything();
    let panics: Vec<_> = file.alerts().filter(|alert| alert.name == "FunctionPanics").collect();
    let exprs: Vec<_> = panics.iter().map(|alert| alert.expr.to_string()).collect();
    assert_eq!(
        exprs,
        [
            r#"sum by (job, function, module) (increase(function_calls_total{outcome="panic", job="shop"}[5m])) > 0"#,
            r#"sum by (job, function, module) (increase(login_calls_total{outcome="panic", job="shop"}[5m])) > 0"#,
        ]
    );
    assert_eq!(panics[1].labels[1], ("metric".to_owned(), "login_calls_total".to_owned()));
}

#[test]
fn options_change_alerts() {
    let options = RuleOptions::new()
        .job("a\"b")
        .scrape_interval(Duration::from_secs(60))
        .runbooks("https://example.com/")
        .label("team", "chat")
        .threshold("TargetScrapeSlow", 0.25)
        .hold("TargetScrapeSlow", Duration::from_secs(90))
        .severity("TargetScrapeSlow", "info")
        .off("TargetDown");
    let file = RuleFile::new(&Catalog::new([]), &options).unwrap();
    assert!(file.alerts().all(|alert| alert.name != "TargetDown"));
    let slow = of(&file, "TargetScrapeSlow");
    assert_eq!(slow.expr.to_string(), r#"scrape_duration_seconds{job="a\"b"} / 60 > 0.25"#);
    assert_eq!(slow.hold, Duration::from_secs(90));
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(slow.labels, [pair("severity", "info"), pair("team", "chat")]);
    assert!(slow.annotations.contains(&pair("runbook_url", "https://example.com/TargetScrapeSlow")));
}

#[test]
fn an_option_for_an_unknown_alert_is_an_error() {
    for options in [
        RuleOptions::new().off("HttpErorRatio"),
        RuleOptions::new().threshold("HttpErorRatio", 1.0),
        RuleOptions::new().hold("HttpErorRatio", Duration::ZERO),
        RuleOptions::new().severity("HttpErorRatio", "page"),
    ] {
        let error = RuleFile::new(&Catalog::new([]), &options).unwrap_err();
        let text = "the alert `HttpErorRatio` does not exist; did you mean `HttpErrorRatio`?";
        assert_eq!(error.to_string(), text);
    }
}

fn alert(name: &str, measure: Measure, comparison: Comparison, threshold: f64) -> Alert {
    Alert {
        name: name.to_owned(),
        measure,
        comparison,
        threshold,
        matchers: Vec::new(),
        by: Vec::new(),
        hold: Duration::ZERO,
        severity: "info".to_owned(),
        summary: "Something happened".to_owned(),
        description: None,
        runbook: None,
    }
}

/// Returns the expression of the alert of a family.
fn declared(line: &str, alert: Alert) -> String {
    let catalog = with_alert(line, alert);
    RuleFile::new(&catalog, &RuleOptions::new()).unwrap().expressions().next().unwrap().to_string()
}

fn with_alert(lines: &str, alert: Alert) -> Catalog {
    let mut families = catalog(lines).families().to_vec();
    families[0].declarations[0].alerts.push(alert);
    Catalog::new(families)
}

const MINUTES: Duration = Duration::from_secs(300);

#[test]
fn each_measure_of_a_declared_alert_has_an_expression() {
    use Comparison::{Greater, Less};
    let cases = [
        ("gauge depth", Measure::Value, Less, "depth < 2"),
        ("counter a_total", Measure::Rate(MINUTES), Greater, "sum by (job) (rate(a_total[5m])) > 2"),
        ("counter a_total", Measure::Increase(MINUTES), Greater, "sum by (job) (increase(a_total[5m])) > 2"),
        (
            "counter a_total\ncounter b_total",
            Measure::Ratio("b_total".to_owned(), MINUTES),
            Greater,
            "sum by (job) (increase(a_total[5m])) / sum by (job) (increase(b_total[5m])) > 2",
        ),
        ("summary wait_seconds", Measure::Quantile(0.5, MINUTES), Greater, r#"wait_seconds{quantile="0.5"} > 2"#),
        ("counter a_total", Measure::Absent(MINUTES), Greater, "absent_over_time(a_total[5m])"),
        ("gauge a", Measure::Absent(MINUTES), Greater, "absent_over_time(a[5m])"),
        (
            "histogram a_seconds [1]",
            Measure::Absent(MINUTES),
            Greater,
            "absent_over_time(a_seconds[5m]) and absent_over_time(a_seconds_count[5m])",
        ),
        (
            "histogram a_seconds [1]",
            Measure::Quantile(0.9, MINUTES),
            Greater,
            "(histogram_quantile(0.9, sum by (job) (rate(a_seconds[5m]))) or histogram_quantile(0.9, sum by (job, le) (rate(a_seconds_bucket[5m])))) > 2",
        ),
    ];
    for (line, measure, comparison, expected) in cases {
        assert_eq!(declared(line, alert("A", measure, comparison, 2.0)), expected, "{line}");
    }
}

#[test]
fn a_declared_alert_selects_its_series() {
    let outcome = Matcher { label: "outcome".to_owned(), values: vec!["error".to_owned()], negated: false };
    let mut of_errors = alert("A", Measure::Rate(MINUTES), Comparison::Greater, 2.0);
    (of_errors.matchers, of_errors.by) = (vec![outcome], vec!["queue".to_owned()]);
    let expr = declared("counter a_total(queue, outcome=ok|error)", of_errors.clone());
    assert_eq!(expr, r#"sum by (job, queue) (rate(a_total{outcome="error"}[5m])) > 2"#);

    of_errors.matchers[0].values = vec!["eror".to_owned()];
    let catalog = with_alert("counter a_total(queue, outcome=ok|error)", of_errors);
    let error = RuleFile::new(&catalog, &RuleOptions::new()).unwrap_err();
    assert!(error.to_string().contains("does not have the value `eror`"), "{error}");
}

#[test]
fn an_alert_of_one_of_several_declarations_selects_its_declaration() {
    let mut families = catalog("counter a_total(shard==one)").families().to_vec();
    families[0].declarations[0].alerts.push(alert("A", Measure::Rate(MINUTES), Comparison::Greater, 2.0));
    let other = Declaration {
        constant_labels: vec![("shard".to_owned(), "two".to_owned())],
        ..Declaration::default()
    };
    families[0].declarations.push(other);
    let file = RuleFile::new(&Catalog::new(families), &RuleOptions::new()).unwrap();
    let expr = file.expressions().next().unwrap().to_string();
    assert_eq!(expr, r#"sum by (job) (rate(a_total{shard="one"}[5m])) > 2"#);
}

#[test]
fn options_change_declared_alerts() {
    let mut declared = alert("QueueTooLong", Measure::Value, Comparison::Greater, 2.0);
    declared.runbook = Some("https://example.com/queue".to_owned());
    let catalog = with_alert("gauge depth", declared);
    let options = RuleOptions::new().threshold("QueueTooLong", 5.0).runbooks("https://example.org/");
    let file = RuleFile::new(&catalog, &options).unwrap();
    assert_eq!(file.expressions().next().unwrap().to_string(), "depth > 5");
    assert!(file.to_yaml().contains("runbook_url: https://example.com/queue\n"));
    let off = RuleFile::new(&catalog, &RuleOptions::new().off("QueueTooLong")).unwrap();
    assert_eq!(off.alerts().count(), 0);
}

#[test]
fn the_yaml_has_all_parts_of_a_rule() {
    let catalog = catalog("gauge depth");
    assert_eq!(catalog.families()[0].kind, Kind::Gauge);
    let queries = crate::promql::Queries::of_rules(&catalog);
    let depth = queries.gauge("depth").unwrap().value();
    let alert = AlertRule::new("Deep", depth.clone().above(1.0))
        .hold(Duration::from_millis(89_500))
        .label("severity", "page")
        .annotation("summary", "It is {{ $value }} deep");
    let recording = RecordingRule::new("job:depth:sum", depth.sum_by(&["job"])).label("of", "all");
    let mut group = RuleGroup::new("water", vec![Rule::Alert(alert), Rule::Recording(recording)]);
    group.interval = Some(MINUTES);
    let expected = r#"# Generated by Gapless from declared metrics.
groups:
  - name: water
    interval: 5m
    rules:
      - alert: Deep
        expr: depth > 1
        for: 90s
        labels:
          severity: page
        annotations:
          summary: It is {{ $value }} deep
      - record: job:depth:sum
        expr: sum by (job) (depth)
        labels:
          of: all
"#;
    assert_eq!(RuleFile { groups: vec![group] }.to_yaml(), expected);
}

#[test]
fn classic_histograms_are_queried_alone() {
    let catalog = catalog(EVERYTHING);
    let file = RuleFile::new(&catalog, &RuleOptions::new().job("shop").classic_histograms()).unwrap();
    let slow = of(&file, "SqlAcquireSlow").expr.to_string();
    let buckets = r#"sql_acquire_duration_seconds_bucket{job="shop"}[5m]"#;
    assert_eq!(slow, format!("histogram_quantile(0.99, sum by (job, pool, le) (rate({buckets}))) > 1"));
    // VictoriaMetrics rejects the functions of native histograms.
    assert!(file.expressions().all(|expr| !expr.to_string().contains("histogram_count")));
    assert!(file.expressions().all(|expr| !expr.to_string().contains("histogram_sum")));
}

#[test]
fn the_failed_calls_of_a_function_are_a_share_of_its_own_calls() {
    let mut fails =
        alert("LoginsFail", Measure::Ratio("a_total".to_owned(), MINUTES), Comparison::Greater, 0.5);
    fails.matchers =
        vec![Matcher { label: "outcome".to_owned(), values: vec!["error".to_owned()], negated: false }];
    let mut families = with_alert("counter a_total(outcome)", fails).families().to_vec();
    let mut other = families[0].declarations[0].clone();
    families[0].declarations[0].constant_labels = vec![("function".to_owned(), "login".to_owned())];
    (other.constant_labels, other.alerts) = (vec![("function".to_owned(), "logout".to_owned())], Vec::new());
    families[0].declarations.push(other);
    let file = RuleFile::new(&Catalog::new(families), &RuleOptions::new()).unwrap();
    assert_eq!(
        file.expressions().next().unwrap().to_string(),
        r#"sum by (job) (increase(a_total{function="login", outcome="error"}[5m])) / sum by (job) (increase(a_total{function="login"}[5m])) > 0.5"#
    );
}

#[test]
fn a_group_of_a_gauge_alerts_if_one_of_its_series_does() {
    use Comparison::{Equal, Greater, Less, LessOrEqual, NotEqual};
    let of = |line: &str, comparison| {
        let mut cold = alert("Cold", Measure::Value, comparison, 1.0);
        cold.by = vec!["room".to_owned()];
        declared(line, cold)
    };
    assert_eq!(of("gauge heat(room)", Less), "min by (job, room) (heat) < 1");
    assert_eq!(of("gauge heat(room)", LessOrEqual), "min by (job, room) (heat) <= 1");
    assert_eq!(of("gauge heat(room)", Greater), "max by (job, room) (heat) > 1");
    assert_eq!(of("gauge heat(room)", Equal), "heat == 1");
    assert_eq!(of("gauge heat(room)", NotEqual), "heat != 1");
    assert_eq!(of("up_down_counter guests(room)", Less), "sum by (job, room) (guests) < 1");
}

fn error_of(catalog: &Catalog, options: &RuleOptions) -> String {
    RuleFile::new(catalog, options).unwrap_err().to_string()
}

#[test]
fn two_alerts_of_one_name_are_an_error() {
    let mut families = catalog("gauge a\ngauge b").families().to_vec();
    families[0].declarations[0].alerts.push(alert("Deep", Measure::Value, Comparison::Greater, 1.0));
    families[1].declarations[0].alerts.push(alert("Deep", Measure::Value, Comparison::Greater, 2.0));
    let error = error_of(&Catalog::new(families.clone()), &RuleOptions::new());
    assert!(error.contains("`Deep`") && error.contains("`a`") && error.contains("`b`"), "{error}");

    // An alert of an `impl` block belongs to all its methods.
    families[1].declarations[0].alerts[0].threshold = 1.0;
    for family in &mut families {
        family.declarations[0].origin = crate::catalog::Origin::Function;
    }
    assert!(RuleFile::new(&Catalog::new(families), &RuleOptions::new()).is_ok());
}

#[test]
fn an_alert_with_the_name_of_a_default_alert_is_an_error() {
    for name in ["TargetDown", "SloMetricAbsent"] {
        let catalog = with_alert("gauge depth", alert(name, Measure::Value, Comparison::Greater, 1.0));
        let error = error_of(&catalog, &RuleOptions::new());
        assert_eq!(
            error,
            format!("the alert `{name}` of `depth` has the name of a default alert; rename it")
        );
    }
}

#[test]
fn a_text_can_only_name_what_the_alert_keeps() {
    let of = |measure: Measure, text: &str| {
        let mut alert = alert("A", measure, Comparison::Greater, 1.0);
        alert.by = vec!["queue".to_owned()];
        alert.description = Some(text.to_owned());
        let line =
            if alert.measure == Measure::Value { "gauge a(queue, host)" } else { "counter a(queue, host)" };
        RuleFile::new(&with_alert(line, alert), &RuleOptions::new()).map_err(|error| error.to_string())
    };
    let rate = || Measure::Rate(MINUTES);
    for text in [
        "{{ $value | humanize }} in {{ $labels.queue }} of {{$labels.job}}",
        "{{ $externalLabels.region }}, {{ range $i, $v := query `up` }}{{ $v.Value }}{{ end }}, 5 $",
    ] {
        assert!(of(rate(), text).is_ok(), "{text}");
    }
    let known = "its texts can name `$value`, `$labels.job`, `$labels.queue`";
    assert_eq!(
        of(rate(), "{{ $labels.host }}").unwrap_err(),
        format!("the alert `A` does not have `$labels.host`; {known}")
    );
    assert_eq!(
        of(Measure::Value, "{{ $vlue }}").unwrap_err(),
        format!("the alert `A` does not have `$vlue`; {known}")
    );
}

#[test]
fn the_scrape_interval_of_a_deployment_is_that_of_the_rules() {
    let scrape = ScrapeConfig::new("shop", ["shop:9000"]).interval(Duration::from_secs(60));
    let artifacts = Artifacts::new(Catalog::new([]), "shop").deployment(Deployment::new(scrape));
    let slow = |artifacts: &Artifacts| {
        let rules = artifacts.rules().unwrap();
        let slow = rules.alerts().find(|alert| alert.name == "TargetScrapeSlow").unwrap();
        slow.expr.to_string()
    };
    assert_eq!(slow(&artifacts), r#"scrape_duration_seconds{job="shop"} / 60 > 0.5"#);
    let set = artifacts.rule_options(|rules| rules.scrape_interval(Duration::from_secs(30)));
    assert_eq!(slow(&set), r#"scrape_duration_seconds{job="shop"} / 30 > 0.5"#);
}

#[test]
fn an_option_that_makes_no_sense_is_an_error() {
    let of = |options: RuleOptions| error_of(&Catalog::new([]), &options);
    let threshold = |name: &str, number| of(RuleOptions::new().threshold(name, number));
    assert!(threshold("TargetRestarts", f64::NAN).contains("`TargetRestarts` cannot compare with `NaN`"));
    assert!(threshold("TargetRestarts", f64::INFINITY).contains("write a finite number"));
    assert!(threshold("HttpErrorRatio", 5.0).contains("a share, not `5`"));
    for name in ["TargetAbsent", "SloBudgetBurnFast"] {
        assert!(threshold(name, 1.0).contains("has no threshold"), "{name}");
    }
    assert!(of(RuleOptions::new().severity("TargetDown", "Page!")).contains("the severity `Page!`"));
    assert!(of(RuleOptions::new().runbooks("wiki/")).contains("`wiki/` is not a URL"));
    assert!(of(RuleOptions::new().job("")).contains("the job of the rules is empty"));

    let absent = alert("Gone", Measure::Absent(MINUTES), Comparison::Greater, 0.0);
    let error = error_of(&with_alert("gauge depth", absent), &RuleOptions::new().threshold("Gone", 1.0));
    assert!(error.contains("`Gone` has no threshold"), "{error}");
    let share = alert("Fails", Measure::Ratio("a_total".to_owned(), MINUTES), Comparison::Greater, 0.1);
    let error = error_of(&with_alert("counter a_total", share), &RuleOptions::new().threshold("Fails", 5.0));
    assert!(error.contains("`Fails` compares a share"), "{error}");
}

#[test]
fn a_description_follows_the_time_of_its_alert() {
    let description = |options: RuleOptions| {
        let file = RuleFile::new(&Catalog::new([]), &options.job("shop")).unwrap();
        of(&file, "TargetDown").annotations[1].1.clone()
    };
    assert!(description(RuleOptions::new()).ends_with(" for 5 minutes."));
    let hold = |seconds| description(RuleOptions::new().hold("TargetDown", Duration::from_secs(seconds)));
    assert!(hold(3_600).ends_with(" for 1 hour."));
    assert!(hold(90).ends_with(" for 90 seconds."));
}

#[test]
fn a_quantile_of_a_histogram_is_a_number_from_0_to_1() {
    let catalog = catalog("histogram a_seconds [1]");
    let durations = crate::promql::Queries::of_rules(&catalog).histogram("a_seconds").unwrap();
    for quantile in [99.0, -0.1, f64::NAN] {
        let error = durations.quantile(quantile, Window::Seconds(300), &[]).unwrap_err();
        assert!(error.to_string().contains("is not a quantile; write a number from 0 to 1"), "{error}");
    }
}
