//! Declarations apply the rules for names to one list of names, like every other way to make a metric.

#[path = "../../../tests/listed_names.rs"]
mod listed_names;

use self::listed_names::{ListedName, listed_names};
use super::{check_event, check_named_unit, rules, to_snake_case, warn_label};
use crate::defmetrics::defmetrics;

/// Returns the messages of the compile errors in the expansion of a block.
fn mistakes(block: &str) -> Vec<String> {
    let written = defmetrics(block.parse().expect("the test's tokens are Rust")).to_string();
    written.split("compile_error ! { ").skip(1).map(str::to_owned).collect()
}

/// Returns a declaration whose metric or label has the name.
fn declaration(listed: &ListedName, attributes: &str) -> String {
    let ListedName { kind, name, .. } = listed;
    let value = match &**kind {
        "histogram" => ": f64",
        "stateset" => ": bool",
        "info" => "(version: &str)",
        _ => "",
    };
    let buckets = if kind == "histogram" { "#[buckets(0.5)]" } else { "" };
    match &**kind {
        "label" => format!("/// Help.\n {attributes} gauge queue_length(#[name({name:?})] a: bool);"),
        _ => format!("/// Help.\n {attributes} {buckets} #[name({name:?})] {kind} a {value};"),
    }
}

#[test]
fn declarations_reject_each_wrong_name_with_one_message() {
    for listed in listed_names(false).into_iter().chain(listed_names(true)) {
        let ListedName { verdict, name, says, .. } = &listed;
        let mistakes = mistakes(&declaration(&listed, ""));
        match &**verdict {
            "ok" => assert!(mistakes.is_empty(), "{name}: {mistakes:?}"),
            _ => {
                assert_eq!(mistakes.len(), 1, "{name}: {mistakes:?}");
                assert!(mistakes[0].contains(says), "{name}: `{says}` in {mistakes:?}");
                assert_eq!(mistakes[0].contains("unconventional_name"), verdict == "should", "{mistakes:?}");
            }
        }
    }
}

#[test]
fn a_reason_allows_an_unconventional_name_and_must_be_needed() {
    for listed in listed_names(false).into_iter().chain(listed_names(true)) {
        let mistakes =
            mistakes(&declaration(&listed, "#[unconventional_name(\"older dashboards query it\")]"));
        let ListedName { verdict, name, .. } = &listed;
        match &**verdict {
            "should" => assert!(mistakes.is_empty(), "{name}: {mistakes:?}"),
            "must" => assert!(mistakes[0].contains(&listed.says), "{name}: {mistakes:?}"),
            _ => assert!(mistakes[0].contains("follow every recommendation"), "{name}: {mistakes:?}"),
        }
    }
}

#[test]
fn a_namespace_is_a_part_of_each_name() {
    for (namespace, says) in [
        ("days", "record seconds and write `_seconds`"),
        ("disk_mb", "`mb` abbreviates a unit"),
        ("my_gauge", "repeats the type"),
        ("2xx", "such as `code_2xx`"),
        ("a:b", "contains `:`"),
        ("größe", "is not snake_case"),
        ("", "does not contain an ASCII letter"),
    ] {
        let mistakes = mistakes(&format!(
            "#![namespace = {namespace:?}] /// Help.\n gauge a; /// Help.\n counter c_total;"
        ));
        assert_eq!(mistakes.len(), 1, "{namespace}: {mistakes:?}");
        assert!(mistakes[0].contains(says), "{namespace}: {mistakes:?}");
    }
    for (declaration, n_mistakes) in [("gauge s", 0), ("#![namespace = \"a\"] /// Help.\n gauge s", 1)] {
        let block = format!("/// Help.\n {declaration};").replacen("/// Help.\n #", "#", 1);
        assert_eq!(mistakes(&block).len(), n_mistakes, "{declaration}");
    }
}

#[test]
fn names_of_accessors_and_arguments_are_checked() {
    for name in ["größe", "chatMessages", "X", "日本"] {
        assert_eq!(mistakes(&format!("/// Help.\n gauge {name};")).len(), 1, "{name}");
        assert_eq!(mistakes(&format!("/// Help.\n gauge a({name}: bool);")).len(), 1, "{name}");
    }
}

#[test]
fn two_metrics_of_a_block_that_export_one_name_clash() {
    for (one, other, says) in [
        ("gauge jobs", "counter jobs_total", "both export the name `jobs`"),
        ("counter jobs_total", "gauge jobs", "both export the name `jobs`"),
        ("up_down_counter jobs", "counter jobs_total", "both export the name `jobs`"),
        ("info jobs_info(a: &str)", "counter jobs_total", "both export the name `jobs`"),
        ("info jobs_info(a: &str)", "gauge jobs", "both export the name `jobs`"),
        ("counter orders_total", "counter orders_created_total", "both export the name `orders_created`"),
        ("histogram wait_seconds", "counter wait_seconds_total", "both export the name `wait_seconds`"),
        ("histogram wait_seconds", "counter wait_seconds_count_total", "the name `wait_seconds_count`"),
        ("summary wait_seconds", "counter wait_seconds_sum_total", "the name `wait_seconds_sum`"),
        ("gauge jobs", "gauge jobs", "declared twice"),
        (
            "gauge jobs_open",
            "#[name(\"jobs.open\")] gauge open",
            "without UTF-8 support read both `jobs.open` and `jobs_open` as `jobs_open`",
        ),
        ("gauge jobs", "#[name(\"jobs\")] counter open", "declared twice"),
    ] {
        let mistakes = mistakes(&format!("/// Help.\n {one}; /// Help.\n {other};"));
        let clashes: Vec<_> = mistakes.iter().filter(|mistake| mistake.contains(says)).collect();
        assert_eq!(clashes.len(), 1, "{one}, {other}: {mistakes:?}");
    }
    for fine in [
        "/// A.\n gauge jobs; /// B.\n counter job_runs_total;",
        "/// A.\n gauge jobs_open; /// B.\n histogram jobs_seconds;",
        "/// A.\n #[cfg(unix)] gauge jobs; /// B.\n #[cfg(windows)] counter jobs_total;",
    ] {
        assert_eq!(mistakes(fine), Vec::<String>::new());
    }
}

#[test]
fn labels_that_prometheus_sets_get_a_warning() {
    assert!(warn_label("job").is_some() && warn_label("channel").is_none());
}

#[test]
fn a_name_must_end_in_its_unit() {
    for (unit, name, good) in [
        ("requests", "open_requests", true),
        ("requests", "done_requests_total", true),
        ("requests", "open", false),
        ("requests", "requests", false),
        ("milliseconds", "lag_milliseconds", false),
        ("Requests", "open_Requests", false),
    ] {
        assert_eq!(check_named_unit(unit, name).is_none(), good, "{unit} {name}");
    }
}

#[test]
fn a_name_that_ends_in_a_base_unit_has_that_unit() {
    for (name, expected) in [
        ("wait_seconds", Some("seconds")),
        ("sent_bytes_total", Some("bytes")),
        ("light_kelvin", Some("kelvin")),
        ("seconds", None),
        ("wait_seconds_max", None),
    ] {
        assert_eq!(rules::unit(name), expected, "{name}");
    }
}

#[test]
fn the_name_of_an_event_is_words_joined_by_dots() {
    for (name, remedy) in [
        ("", "for example `account.created`"),
        (".", "for example"),
        ("2xx", "for example"),
        ("2xx.done", "for example"),
        (".account", "write `account`"),
        ("account.", "write `account`"),
        ("account..created", "write `account.created`"),
        ("Account.Created", "write `account.created`"),
        ("account created", "write `account_created`"),
    ] {
        let mistake = check_event(name).expect(name);
        assert!(mistake.contains(remedy), "{name}: {mistake}");
    }
    for name in ["account", "account.created", "a1.b_2.c"] {
        assert_eq!(check_event(name), None, "{name}");
    }
}

#[test]
fn words_are_found_in_any_case_style() {
    for (name, snake) in [("OffTopic", "off_topic"), ("HTTPError", "http_error"), ("a-b c", "a_b_c")] {
        assert_eq!(to_snake_case(name), snake);
    }
}
