//! The panels of each type of metric.

use super::{expressions, legends, one, panel};
use crate::catalog::Catalog;
use crate::dashboard::{Dashboard, PanelKind, Unit};
use crate::generated;

fn group(members: &str) -> Dashboard {
    generated::group(&one(members), "g")
}

const OUTCOME: &str = r#""labels":[{"name":"outcome","values":["ok","timeout","panic"]}]"#;

fn row<'d>(dashboard: &'d Dashboard, title: &str) -> &'d str {
    let has = |row: &&crate::dashboard::Row| row.panels.iter().any(|panel| panel.title == title);
    dashboard.rows.iter().filter(has).map(|row| &*row.title).next_back().unwrap_or_default()
}

/// Returns the stat of the first row with a title.
fn number(dashboard: &Dashboard, title: &str) -> String {
    let found = dashboard.rows[0].panels.iter().find(|panel| panel.title == title);
    expressions(found.unwrap_or_else(|| panic!("{title:?} is in the first row"))).concat()
}

#[test]
fn a_counter_has_a_rate_in_total_and_by_its_most_useful_label() {
    let labels = r#"{"name":"region","values":["eu","us"]},{"name":"kind","values":["a","b"]}"#;
    let dashboard = group(&format!(r#""name":"work_done_total","type":"counter","labels":[{labels}]"#));
    let rate = panel(&dashboard, "Work done by kind");
    assert_eq!((rate.kind, rate.unit), (PanelKind::TimeSeries, Unit::PerSecond));
    assert_eq!(
        expressions(rate),
        [
            "sum(rate(work_done_total[$__rate_interval]))",
            "sum by (kind) (rate(work_done_total[$__rate_interval]))"
        ]
    );
    assert_eq!(legends(rate), ["total", "{{kind}}"]);
    assert_eq!(row(&dashboard, "Work done by region"), "More rates");
    assert_eq!(row(&dashboard, "Work done"), "Totals of the time range");
}

#[test]
fn a_label_with_one_value_does_not_split_a_panel() {
    let labels = r#"{"name":"kind","values":["a"]}"#;
    let dashboard = group(&format!(r#""name":"work_done_total","type":"counter","labels":[{labels}]"#));
    assert_eq!(legends(panel(&dashboard, "Work done")), ["total"]);
}

#[test]
fn values_that_mean_errors_have_a_ratio() {
    let dashboard = group(&format!(r#""name":"work_done_total","type":"counter",{OUTCOME}"#));
    let ratio = panel(&dashboard, "Work done: error ratio");
    assert_eq!(ratio.unit, Unit::Ratio);
    let bad = r#"rate(work_done_total{outcome=~"panic|timeout"}[$__rate_interval])"#;
    let all = "clamp_min(sum(rate(work_done_total[$__rate_interval])), 0.000000001)";
    assert_eq!(expressions(ratio), [format!("sum({bad}) / {all}")]);
    assert_eq!(legends(panel(&dashboard, "Work done: errors")), ["total", "{{outcome}}"]);
    assert_eq!(number(&dashboard, "Error ratio"), format!("sum({bad}) / {all}"));
}

#[test]
fn an_open_status_has_errors_even_without_series_for_them() {
    let labels = r#""labels":[{"name":"status","values":null}]"#;
    let dashboard = group(&format!(r#""name":"web_requests_total","type":"counter",{labels}"#));
    let errors = expressions(panel(&dashboard, "Web requests: errors"));
    assert_eq!(
        errors,
        [concat!(
            r#"sum(rate(web_requests_total{status=~"5.."}[$__rate_interval])) "#,
            "or sum(rate(web_requests_total[$__rate_interval])) * 0"
        )]
    );
    let parts = expressions(panel(&dashboard, "Web requests by status")).pop();
    assert_eq!(
        parts.as_deref(),
        Some("topk(10, sum by (status) (rate(web_requests_total[$__rate_interval])))")
    );
}

#[test]
fn a_counter_of_errors_is_in_the_row_of_errors() {
    let labels = r#""labels":[{"name":"reason","values":["full","slow"]}]"#;
    let dashboard = group(&format!(r#""name":"queue_dropped_total","type":"counter",{labels}"#));
    assert_eq!(row(&dashboard, "Queue dropped by reason"), "Errors");
    assert_eq!(number(&dashboard, "Queue dropped"), "sum(increase(queue_dropped_total[$__range]))");
}

#[test]
fn a_counter_of_seconds_is_a_ratio_and_one_of_bytes_is_bytes_per_second() {
    let seconds = group(r#""name":"cpu_seconds_total","type":"counter","unit":"seconds""#);
    assert_eq!(panel(&seconds, "CPU time").unit, Unit::Ratio);
    let bytes = group(r#""name":"disk_read_bytes_total","type":"counter","unit":"bytes""#);
    assert_eq!(panel(&bytes, "Disk read bytes").unit, Unit::BytesPerSecond);
}

#[test]
fn gauges_are_added_up_where_a_sum_makes_sense() {
    let added = group(r#""name":"shopping_carts","type":"gauge""#);
    assert_eq!(expressions(panel(&added, "Shopping carts")), ["sum(shopping_carts)"]);
    let ratio = group(r#""name":"cache_hit_ratio","type":"gauge","unit":"ratio""#);
    assert_eq!(expressions(panel(&ratio, "Cache hit")), ["max(cache_hit_ratio)"]);
    let celsius = group(r#""name":"room_air_celsius","type":"gauge","unit":"celsius""#);
    let panel = panel(&celsius, "Room air");
    assert_eq!(
        (expressions(panel), panel.unit, panel.min),
        (vec!["max(room_air_celsius)".to_owned()], Unit::Celsius, None)
    );
}

#[test]
fn a_gauge_says_that_it_is_absent_until_it_is_set() {
    let gauge = group(r#""name":"shopping_carts","type":"gauge""#);
    assert!(panel(&gauge, "Shopping carts").description.contains("no data until the program sets it"));
    let up_down = group(r#""name":"shopping_carts","type":"up_down_counter""#);
    assert!(!panel(&up_down, "Shopping carts").description.contains("no data"));
}

#[test]
fn a_moment_is_shown_as_the_time_since_then() {
    let dashboard = group(r#""name":"last_backup_timestamp_seconds","type":"gauge","unit":"seconds""#);
    let panel = panel(&dashboard, "Time since last backup");
    assert_eq!(
        (expressions(panel), panel.unit),
        (vec!["time() - max(last_backup_timestamp_seconds)".to_owned()], Unit::Seconds)
    );
}

#[test]
fn a_limit_is_drawn_with_the_value_that_it_limits() {
    let line = |name: &str| {
        format!(r#"{{"name":"{name}","type":"gauge","help":"Things.","group":"g","labels":[]}}"#)
    };
    let lines = ["pool_connections", "pool_max_connections", "cache_entries", "cache_capacity"].map(line);
    let catalog = Catalog::from_lines(&lines.join("\n")).expect("the lines are declarations");
    let dashboard = generated::group(&catalog, "g");
    let connections = panel(&dashboard, "Pool connections");
    assert_eq!(expressions(connections), ["sum(pool_connections)", "sum(pool_max_connections)"]);
    assert_eq!(legends(connections), ["total", "limit"]);
    assert_eq!(
        expressions(panel(&dashboard, "Cache entries")),
        ["sum(cache_entries)", "sum(cache_capacity)"]
    );
    assert!(dashboard.panels().all(|panel| panel.title != "Pool max connections"));
}

#[test]
fn a_histogram_has_quantiles_by_label_too_and_a_heat_map_in_a_closed_row() {
    let labels = r#""labels":[{"name":"route","values":["/","/about"]}]"#;
    let members = format!(
        r#""name":"page_duration_seconds","type":"histogram","unit":"seconds","buckets":[1,2],{labels}"#
    );
    let dashboard = group(&members);
    let quantiles = panel(&dashboard, "Page duration");
    assert_eq!((legends(quantiles), quantiles.unit), (vec!["p50", "p90", "p99"], Unit::Seconds));
    assert_eq!(row(&dashboard, "Page duration"), "Duration");
    assert_eq!(legends(panel(&dashboard, "Page duration: p99 by route")), ["{{route}}"]);
    for title in ["Page duration: mean", "Page duration: heat map"] {
        assert_eq!(row(&dashboard, title), "Distributions");
    }
    assert_eq!(panel(&dashboard, "Page duration: heat map").kind, PanelKind::HeatMap);
    assert_eq!(row(&dashboard, "Page duration by route: observations"), "More rates");
    assert_eq!(row(&dashboard, "Worst now by route"), "Worst now");
}

#[test]
fn a_histogram_with_a_status_has_errors() {
    let labels = r#""labels":[{"name":"http_route","values":null},{"name":"http_response_status_code","values":null}]"#;
    let members = format!(
        r#""name":"http_server_request_duration_seconds","type":"histogram","unit":"seconds","buckets":[1],{labels}"#
    );
    let dashboard = group(&members);
    assert_eq!(row(&dashboard, "HTTP server request duration: error ratio"), "Errors");
}

#[test]
fn a_summary_has_its_quantiles_and_its_rate() {
    let dashboard = group(
        r#""name":"parse_seconds","type":"summary","unit":"seconds","quantiles":[0.5,0.9],"window_ms":60000"#,
    );
    let summary = panel(&dashboard, "Parse time");
    assert_eq!(legends(summary), ["quantile {{quantile}}", "mean"]);
    assert_eq!(expressions(summary)[0], "max by (quantile) (parse_seconds)");
    assert_eq!(
        expressions(panel(&dashboard, "Parse time: observations")),
        ["sum(rate(parse_seconds_count[$__rate_interval]))"]
    );
}

#[test]
fn a_state_set_has_one_line_for_each_state() {
    let dashboard = group(r#""name":"door_state","type":"stateset","states":["open","closed"]"#);
    let states = panel(&dashboard, "Door state");
    assert_eq!((states.kind, legends(states)), (PanelKind::StateTimeline, vec!["{{door_state}}"]));
    assert_eq!(expressions(states), ["sum by (door_state) (door_state)"]);
}

#[test]
fn an_info_is_a_table_of_its_labels() {
    let labels = r#""labels":[{"name":"version","values":null},{"name":"commit","values":null}]"#;
    let dashboard = group(&format!(r#""name":"shop_build_info","type":"info",{labels}"#));
    let info = panel(&dashboard, "Shop build");
    assert_eq!(info.kind, PanelKind::Table);
    assert_eq!(expressions(info), ["sum by (commit, version) (shop_build_info)"]);
}

#[test]
fn a_measured_struct_has_its_ten_greatest_values() {
    let labels = r#""labels":[{"name":"lobby","values":null}]"#;
    let dashboard = group(&format!(r#""name":"lobby_size","type":"gauge","measured":"Lobby",{labels}"#));
    assert_eq!(
        expressions(panel(&dashboard, "Lobby size: greatest")),
        ["topk(10, sum by (lobby) (lobby_size))"]
    );
    for panel in dashboard.panels().filter(|panel| panel.title.starts_with("Lobby size")) {
        assert!(panel.description.contains("A series exists while a value of the struct `Lobby` does."));
        assert!(!panel.description.contains("until the program sets it"));
    }
}

#[test]
fn a_native_histogram_is_read_in_both_forms() {
    let native =
        r#""native":{"schema":3,"zero_threshold":1e-9,"max_buckets":160,"max_zero_threshold":0.001}"#;
    let members = format!(r#""name":"page_duration_seconds","type":"histogram","unit":"seconds",{native}"#);
    let dashboard = group(&members);
    let p50 = &expressions(panel(&dashboard, "Page duration"))[0];
    assert_eq!(
        p50,
        "histogram_quantile(0.5, sum(rate(page_duration_seconds[$__rate_interval]))) or \
         histogram_quantile(0.5, sum by (le) (rate(page_duration_seconds_bucket[$__rate_interval])))"
    );
}

#[test]
fn a_place_without_observations_has_zeros_instead_of_values_that_are_not_numbers() {
    let labels = r#""labels":[{"name":"route","values":["/","/about"]}]"#;
    let members = format!(
        r#""name":"page_duration_seconds","type":"histogram","unit":"seconds","buckets":[1,2],{labels}"#
    );
    let dashboard = group(&members);
    for title in ["Page duration: p99 by route", "Page duration: mean", "Worst now by route"] {
        let found = expressions(panel(&dashboard, title));
        let by_route: Vec<_> =
            found.iter().filter(|of| of.contains("sum by (route, le)") || of.contains(" / ")).collect();
        let by_route = by_route.into_iter().filter(|of| of.contains("by (route"));
        for expr in by_route {
            assert!(expr.contains(" > -Inf or ") && expr.ends_with(" * 0"), "{title}: {expr}");
        }
    }
}

#[test]
fn the_alerts_of_the_overview_are_those_of_the_selected_jobs() {
    let overview = generated::overview(&one(r#""name":"shopping_carts","type":"gauge""#));
    let firing = overview.panels().filter(|panel| panel.title == "Firing alerts");
    for panel in firing {
        let expr = panel.queries[0].expr.to_string();
        assert!(expr.contains(r#"ALERTS{alertstate="firing", job=~"$job"} or "#), "{expr}");
        assert!(expr.contains(r#"ALERTS{alertstate="firing", service=~"$job"}"#), "{expr}");
        assert!(!panel.description.contains("all programs"));
    }
}

#[test]
fn the_numbers_of_functions_cover_all_families_of_calls() {
    let catalog = super::shop();
    let (functions, overview) = (generated::functions(&catalog), generated::overview(&catalog));
    for (dashboard, title) in [
        (&functions, "Function calls"),
        (&functions, "Error ratio"),
        (&functions, "Panics"),
        (&overview, "Function calls"),
        (&overview, "Function calls: error ratio"),
    ] {
        let expr = number(dashboard, title);
        for family in ["function_calls_total", "shop_import_calls_total"] {
            assert!(expr.contains(family), "{title}: {expr}");
        }
    }
}

#[test]
fn one_function_is_not_shown_again_by_function() {
    let labels =
        r#""constant_labels":{"function":"place"},"labels":[{"name":"outcome","values":["ok","panic"]}]"#;
    let line = format!(
        r#"{{"help":"Orders.","group":"functions","name":"order_calls_total","type":"counter",{labels}}}"#
    );
    let functions = generated::functions(&Catalog::from_lines(&line).expect("the line is a declaration"));
    assert!(functions.panels().all(|panel| !panel.title.contains("by function")));
    assert_eq!(legends(panel(&functions, "Order calls: panics")), ["{{function}}"]);
}

#[test]
fn the_overview_shows_each_panel_once() {
    let overview = generated::overview(&super::shop());
    let shown: Vec<_> = overview
        .panels()
        .filter(|panel| {
            expressions(panel).concat().contains("http_requests_total") && panel.title.contains("by status")
        })
        .collect();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].opens.as_deref(), Some("http-server"));
}
