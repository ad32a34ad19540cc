use super::*;
use crate::catalog::{LatencyObjective, Objective};
use crate::rules::Rule;
use crate::test_catalog::catalog;

const METRICS: &str = "
    counter http_requests_total(method, route, status)
    histogram http_request_duration_seconds(method, route) [0.1 0.25 1]
    counter jobs_total
    counter job_errors_total(kind)
    counter orders_total(outcome=ok|error|panic|cancelled)
    function counter function_calls_total(function==login, module==shop, outcome=ok|error|panic|cancelled)
    function histogram function_duration_seconds(function==login, module==shop) [0.1 0.25 1]
";

fn options() -> RuleOptions {
    RuleOptions::new().job("shop")
}

fn orders(percent: &str) -> Slo {
    let all = Selector::new("orders_total");
    Slo::success("orders", percent, all.clone().any_of("outcome", ["error", "panic"]), all).unwrap()
}

fn expr(file: &RuleFile, name: &str) -> String {
    let rules = file.groups.iter().flat_map(|group| &group.rules);
    let find = |rule: &&Rule| match rule {
        Rule::Alert(alert) => alert.name == name,
        Rule::Recording(recording) => recording.name == name,
    };
    rules.into_iter().find(find).unwrap_or_else(|| panic!("{name} is missing")).expr().to_string()
}

#[test]
fn the_rules_of_a_success_objective_are_those_of_sloth_with_exact_numbers() {
    let file = rules(&[orders("99.9")], &catalog(METRICS), &options()).unwrap();
    let names = file.groups[0].rules.iter().map(|rule| match rule {
        Rule::Alert(alert) => &*alert.name,
        Rule::Recording(recording) => &*recording.name,
    });
    let names: Vec<_> = names.collect();
    assert_eq!(
        names,
        [
            "slo:sli_error:ratio_rate5m",
            "slo:sli_error:ratio_rate30m",
            "slo:sli_error:ratio_rate1h",
            "slo:sli_error:ratio_rate2h",
            "slo:sli_error:ratio_rate6h",
            "slo:sli_error:ratio_rate1d",
            "slo:sli_error:ratio_rate3d",
            "slo:sli_events:increase5m",
            "slo:sli_error_events:increase5m",
            "slo:sli_error:ratio_rate30d",
            "slo:objective:ratio",
            "slo:error_budget:ratio",
            "slo:time_period:days",
            "slo:current_burn_rate:ratio",
            "slo:period_burn_rate:ratio",
            "slo:period_error_budget_remaining:ratio",
            "SloBudgetBurnFast",
            "SloBudgetBurnSlow",
            "SloMetricAbsent",
        ]
    );
    assert_eq!(
        expr(&file, "slo:sli_error:ratio_rate1h"),
        r#"(sum(rate(orders_total{outcome=~"error|panic", job="shop"}[1h])) or sum(rate(orders_total{job="shop"}[1h])) * 0) / (sum(rate(orders_total{job="shop"}[1h])) > 0)"#
    );
    let of = r#"slo="orders", service="shop""#;
    assert_eq!(expr(&file, "slo:error_budget:ratio"), "vector(0.001)");
    assert_eq!(
        expr(&file, "slo:sli_error:ratio_rate30d"),
        format!(
            "sum_over_time(slo:sli_error_events:increase5m{{{of}}}[30d]) / (sum_over_time(slo:sli_events:increase5m{{{of}}}[30d]) > 0)"
        )
    );
    let above = |window: &str, threshold: &str| {
        format!("max by (slo, service) (slo:sli_error:ratio_rate{window}{{{of}}} > {threshold})")
    };
    assert_eq!(
        expr(&file, "SloBudgetBurnFast"),
        format!(
            "{} and {} or {} and {}",
            above("5m", "0.0144"),
            above("1h", "0.0144"),
            above("30m", "0.006"),
            above("6h", "0.006")
        )
    );
    assert_eq!(expr(&file, "SloMetricAbsent"), r#"max(absent(orders_total{job="shop"}))"#);
}

#[test]
fn a_latency_objective_works_with_classic_and_native_buckets() {
    let slo = Slo::route_latency("/a", "99", 0.25).unwrap();
    let file = rules(&[slo], &catalog(METRICS), &options()).unwrap();
    let ratio = expr(&file, "slo:sli_error:ratio_rate5m");
    let of = r#"route="/a", job="shop""#;
    assert!(
        ratio.contains(&format!(
            "histogram_fraction(0, 0.25, sum(rate(http_request_duration_seconds{{{of}}}[5m])))"
        )),
        "{ratio}"
    );
    assert!(ratio.contains("sum(rate(http_request_duration_seconds_bucket{"), "{ratio}");
}

#[test]
fn an_objective_is_checked_against_the_catalog() {
    let catalog = catalog(METRICS);
    let all = Selector::new("orders_total");
    let success = |errors: Selector, total: Selector| Slo::success("a", "99", errors, total).unwrap();
    let cases = [
        (success(Selector::new("order_total"), all.clone()), "does not contain the metric `order_total`"),
        (success(all.clone().with("outcome", "eror"), all.clone()), "does not have the value `eror`"),
        (success(all.clone().with("kind", "a"), all.clone()), "does not have the label `kind`"),
        (Slo::latency("a", "99", all, 1.0).unwrap(), "is a counter, but the query needs a histogram"),
        (Slo::route_latency("/a", "99", 0.3).unwrap(), "does not have a bucket with the bound 0.3"),
    ];
    for (slo, text) in cases {
        let error = rules(&[slo], &catalog, &options()).unwrap_err();
        assert!(error.to_string().contains(text), "{error}");
    }
    let error = rules(&[orders("99"), orders("98")], &catalog, &options()).unwrap_err();
    assert!(error.to_string().contains("two objectives have the name `orders`"), "{error}");
}

fn with_objective() -> Catalog {
    let mut families = catalog(METRICS).families().to_vec();
    let latency = LatencyObjective { threshold: 0.25, percent: "99".to_owned() };
    let objective = Objective { success: Some("99.9".to_owned()), latency: Some(latency) };
    for family in families.iter_mut().filter(|family| family.name.starts_with("function_")) {
        family.declarations[0].objective = Some(objective.clone());
        family.declarations[0].package = "shop".to_owned();
    }
    Catalog::new(families)
}

#[test]
fn a_function_has_an_objective_for_its_calls_and_one_for_their_durations() {
    let catalog = with_objective();
    let slos = declared(&catalog).unwrap();
    assert_eq!(slos.iter().map(Slo::name).collect::<Vec<_>>(), ["login", "login latency"]);
    let file = rules(&slos, &catalog, &RuleOptions::new()).unwrap();
    let groups: Vec<_> = file.groups.iter().map(|group| &*group.name).collect();
    assert_eq!(groups, ["gapless-slo-shop-login", "gapless-slo-shop-login latency"]);
    // A cancelled call has neither succeeded nor failed.
    assert_eq!(
        expr(&file, "slo:sli_events:increase5m"),
        r#"sum(increase(function_calls_total{function="login", module="shop", outcome=~"ok|error|panic"}[5m]))"#
    );
}

#[test]
fn options_change_the_rules_of_objectives() {
    let options = options().sloth_labels().off("SloMetricAbsent").label("team", "chat");
    let yaml = rules(&[orders("99.9")], &catalog(METRICS), &options).unwrap().to_yaml();
    assert!(!yaml.contains("SloMetricAbsent"));
    for line in [
        "sloth_window: 5m",
        "sloth_id: shop-orders",
        "sloth_severity: page",
        "record: sloth_slo_info",
        "team: chat",
    ] {
        assert!(yaml.contains(line), "{line}");
    }
    assert!(yaml.contains("sloth_objective: \"99.9\""));
}

#[test]
fn a_configuration_has_the_parts_of_an_objective() {
    let read = serde_json::from_str::<Slo>;
    let slo = read(
        r#"{"name": "a", "percent": "99", "service": "s", "latency": {"metric": "x_seconds", "labels": {"a": "b", "c": ["d", "e"]}, "threshold": 0.5}}"#,
    );
    let selector = Selector::new("x_seconds").any_of("c", ["d", "e"]);
    let expected = Slo::latency("a", "99", selector, 0.5).unwrap().service("s");
    assert_eq!(slo.unwrap().name, expected.name);
    let cases = [
        (r#"{"name": "a", "percent": "99"}"#, "needs either `errors` and `total` or `latency`"),
        (
            r#"{"name": "a", "percent": "100", "latency": {"metric": "x", "threshold": 1}}"#,
            "`100` is not a percentage",
        ),
        (r#"{"name": "a", "percent": "99", "lattency": 1}"#, "unknown field `lattency`"),
    ];
    for (text, message) in cases {
        let error = read(text).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn each_expression_of_objectives_can_be_parsed() {
    let catalog = with_objective();
    let slos = all_slos(&catalog);
    let file = rules(&slos, &catalog, &options().sloth_labels()).unwrap();
    for expr in file.expressions() {
        assert!(promql_parser::parser::parse(&expr.to_string()).is_ok(), "{expr}");
        assert!(promql_parser::parser::parse(&expr.in_lines()).is_ok(), "{expr}");
    }
    let board = dashboard(&slos, &catalog, &options()).unwrap();
    assert_eq!(board.rows.len(), 1 + slos.len());
    for query in board.panels().flat_map(|panel| &panel.queries) {
        let text = query.expr.to_string().replace("$__rate_interval", "5m");
        assert!(promql_parser::parser::parse(&text).is_ok(), "{text}");
    }
}

fn all_slos(catalog: &Catalog) -> Vec<Slo> {
    let errors = Selector::new("job_errors_total");
    let mut all = declared(catalog).unwrap();
    all.extend([
        orders("99.9"),
        Slo::success("jobs", "95", errors, Selector::new("jobs_total")).unwrap(),
        Slo::route_success("/users/{id}", "99.95").unwrap(),
        Slo::route_latency("/users/{id}", "99", 1.0).unwrap(),
        Slo::success("best effort", "90", Selector::new("job_errors_total"), Selector::new("jobs_total"))
            .unwrap(),
    ]);
    all
}

#[test]
fn a_test_file_has_the_series_of_an_objective() {
    let catalog = with_objective();
    let text =
        |slo: &Slo, options: &RuleOptions| test_file(slo, &catalog, options, "objectives.yml").unwrap();
    let success = text(&Slo::route_success("/a", "99.9").unwrap(), &options());
    // A healthy step has 10000 requests, of which 5 fail: half of the budget.
    for status in ["500", "other"] {
        let series =
            format!(r#"http_requests_total{{instance="a", job="shop", route="/a", status="{status}"}}"#);
        assert!(success.contains(&series), "{success}");
    }
    assert!(success.contains("\"0+5x179 900+200x29 6900+5x29\""), "{success}");
    let latency = Slo::route_latency("/a", "99", 0.25).unwrap();
    assert!(
        text(&latency, &options()).contains("{{schema:0 count:0 sum:0 buckets:[0 0 0 0 0 0 0] offset:-5}}")
    );
    assert!(!text(&latency, &options().classic_histograms()).contains("schema"));
}

#[test]
fn a_regular_expression_with_an_open_bracket_is_an_error_of_its_objective() {
    let all = Selector::new("http_requests_total");
    let slo = Slo::success("checkout", "99.9", all.clone().like("status", "5("), all).unwrap();
    let catalog = catalog("counter http_requests_total(route, status)");
    let error = rules(&[slo], &catalog, &RuleOptions::new()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "in the objective `checkout`: the brackets of the regular expression `5(` do not match; close each of them"
    );
}
