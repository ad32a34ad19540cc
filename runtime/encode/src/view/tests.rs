use gapless_core::source_fn;

use super::*;
use crate::fixture::linted;

/// All that a view writes.
fn body(view: &View, format: Format) -> String {
    String::from_utf8(linted(view.scrape(format).into_bytes(), format)).expect("it is text")
}

#[test]
fn every_mistake_is_told_with_what_to_do() {
    for (builder, expected) in [
        (View::builder().groups(["gaples"]), "unknown group `gaples`; did you mean `gapless`?"),
        (View::builder().drop_groups([""]), "unknown group ``; `Registry::descriptors` lists all groups"),
        (
            View::builder().names(["gapless_inf"]),
            "unknown metric `gapless_inf`; did you mean `gapless_info`?",
        ),
        (
            View::builder().drop_names(["shop_*"]),
            "no metric has a name like `shop_*`; `Registry::descriptors` has every name, and `*` is any characters",
        ),
        (
            View::builder().prefix("shop_"),
            "`shop_` cannot be a prefix; write snake_case, as `shop`, without the underscore that comes after it",
        ),
        (
            View::builder().label("le", "1"),
            "`le` cannot be the name of a label; write snake_case, as `region`, but not `le` or `quantile`, which belong to \
             Prometheus",
        ),
        (
            View::builder().label("region", "eu").label("region", "us"),
            "the label `region` is there twice; remove one",
        ),
        (
            View::builder().prefix("process"),
            "the prefix `process` belongs to standard metrics such as `process_cpu_seconds_total`; write another prefix",
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
fn prefixes_and_labels_are_as_in_declarations() {
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
fn views_are_equal_that_are_known_to_write_the_same() {
    let built = |builder: ViewBuilder| builder.build().expect("it can be built");
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
fn a_label_without_a_value_is_none() {
    let view = View::builder().names(["gapless_conflicts"]).label("region", "").build();
    assert!(body(&view.expect("it can be built"), Format::Text).ends_with("\ngapless_conflicts 0\n"));
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
    let view = View::builder().sources(sources).build().expect("it can be built");
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
fn a_client_may_name_several_metrics_as_they_are_in_the_view() {
    let view =
        View::builder().prefix("shop").drop_names(["gapless_series"]).build().expect("it can be built");
    let names = ["gapless_conflicts", "gapless_series", "shop_gapless_core_copies", "gapless_core_copies"];
    let body = body(&view.of_names(names, Format::Text), Format::Text);
    let lines: Vec<_> = body.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines, ["gapless_conflicts 0", "gapless_core_copies 1"]);
}
