use gapless_core::source_fn;

use super::*;
use crate::escaping::Escaping;
use crate::fixture::linted;

/// Returns a linted scrape of a view.
fn body(view: &View, format: Format) -> String {
    String::from_utf8(linted(view.scrape(format).into_bytes(), format)).expect("text is UTF-8")
}

#[test]
fn errors_contain_the_remedy() {
    for (builder, expected) in [
        (View::builder().groups(["gaples"]), "unknown group `gaples`; did you mean `gapless`?"),
        (View::builder().drop_groups([""]), "unknown group ``; `Registry::descriptors` lists all groups"),
        (
            View::builder().names(["gapless_inf"]),
            "unknown metric `gapless_inf`; did you mean `gapless_info`?",
        ),
        (
            View::builder().drop_names(["shop_*"]),
            "`shop_*` does not match any metric; see `Registry::descriptors` for all names, and write `*` for any characters",
        ),
        (
            View::builder().prefix("shop_"),
            "`shop_` is not a valid prefix; write snake_case without the final underscore, for example `shop`",
        ),
        (
            View::builder().label("le", "1"),
            "`le` is not a valid label name; write snake_case, for example `region`, but not `le` or `quantile`, which \
             Prometheus reserves",
        ),
        (
            View::builder().label("region", "eu").label("region", "us"),
            "the label `region` is added twice; remove one of them",
        ),
        (
            View::builder().prefix("process"),
            "the prefix `process` belongs to standard metrics such as `process_context_switches_total`; write another prefix",
        ),
        (
            View::builder().prefix("gapless_shop"),
            "the prefix `gapless_shop` belongs to standard metrics such as `gapless_info`; write another prefix",
        ),
    ] {
        assert_eq!(builder.build().expect_err(expected).to_string(), expected);
    }
}

#[test]
fn prefixes_and_labels_follow_the_rules_for_declared_names() {
    for (name, is_valid) in [
        ("shop", true),
        ("shop2_a", true),
        ("process_manager", true),
        ("", false),
        ("2shop", false),
        ("Shop", false),
        ("_shop", false),
        ("shop__a", false),
        ("shop-a", false),
        ("shop:a", false),
        ("\u{82b1}", false),
    ] {
        assert_eq!(View::builder().prefix(name).build().is_ok(), is_valid, "{name}");
        assert_eq!(View::builder().label(name, "a").build().is_ok(), is_valid, "{name}");
    }
}

#[test]
fn views_with_the_same_families_and_cache_are_equal() {
    let built = |builder: ViewBuilder| builder.build().expect("the view is valid");
    let all = built(View::builder().names(["*"]));
    assert_eq!(all, View::default());
    let some = built(View::builder().names(["gapless_info"]));
    assert_eq!(some, built(View::builder().groups(["gapless"]).drop_names(["gapless_*s", "*_total"])));
    assert_ne!(some, all);
    let prefixed = built(View::builder().prefix("shop"));
    assert_eq!(prefixed, prefixed.clone());
    assert_ne!(prefixed, all);
}

#[test]
fn a_label_with_an_empty_value_is_not_exported() {
    let view = View::builder().names(["gapless_conflicts"]).label("region", "").build();
    assert!(body(&view.expect("the view is valid"), Format::Text).ends_with("\ngapless_conflicts 0\n"));
}

#[test]
fn a_client_may_name_a_metric_as_any_format_spells_it() {
    let openmetrics = Format::OpenMetrics { escaping: None };
    let dots = Format::Text1 { escaping: Some(Escaping::Dots) };
    let orders = source_fn("shop", |samples| {
        samples.counter("orders_total", "Orders.").value(1u64);
        Ok(())
    });
    let sources = Sources::new();
    sources.add(orders).expect("its name is free");
    let view = View::builder().sources(sources).build().expect("the view is valid");
    for (format, name, expected) in [
        (Format::Text, "orders_total", "# HELP orders_total"),
        (Format::Text, "orders", "# HELP orders_total"),
        (Format::Text, "orders_created", "# HELP orders_total"),
        (openmetrics, "orders", "# TYPE orders counter"),
        (openmetrics, "orders_total", "# TYPE orders counter"),
        (openmetrics, "gapless_info", "# TYPE gapless info"),
        (openmetrics, "gapless", "# TYPE gapless info"),
        (dots, "gapless__conflicts", "# HELP gapless__conflicts"),
        (dots, "gapless_conflicts", "# HELP gapless__conflicts"),
        (dots, "orders", "# HELP orders__total"),
    ] {
        let body = body(&view.of_names([name], format), format);
        assert!(body.starts_with(expected) && body.matches("# HELP").count() == 1, "{name}: {body}");
    }
    for name in ["orders_sum", "gapless_conflicts_total", "gapless_", "GAPLESS", "", "gapless_*"] {
        assert_eq!(body(&view.of_names([name], openmetrics), openmetrics), "# EOF\n", "{name}");
    }
}

#[test]
fn a_client_can_ask_for_several_names_of_the_view() {
    let view =
        View::builder().prefix("shop").drop_names(["gapless_series"]).build().expect("the view is valid");
    let names = ["gapless_conflicts", "gapless_series", "shop_gapless_core_copies", "gapless_core_copies"];
    let body = body(&view.of_names(names, Format::Text), Format::Text);
    let lines: Vec<_> = body.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines, ["gapless_conflicts 0", "gapless_core_copies 1"]);
}
