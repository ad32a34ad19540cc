//! Views: parts of the metrics, with a prefix and labels, and by the names that a client asks for.

mod queries;
mod served;

use std::collections::BTreeSet;
use std::sync::Once;
use std::time::Duration;

use gapless::encode::{ErrorKind, Escaping, Format, View, ViewBuilder};
use gapless::snapshot::{FamilySnapshot, Snapshot};
use gapless::{LabelValue, Registry, defmetrics};

use crate::linted::linted;

#[derive(Clone, Copy, LabelValue)]
enum State {
    Open,
    Closed,
}

mod ops {
    gapless::defmetrics! {
        #![namespace = "views"]
        #![group = "views_ops"]

        /// Jobs that ran.
        pub(crate) counter jobs_total(retried: bool);

        /// The state of the queue.
        #[seed(super::State::Open)]
        pub(crate) stateset queue_state: super::State;

        /// Where it runs.
        pub(crate) info machine_info(zone = "a");
    }
}

defmetrics! {
    #![namespace = "views"]
    #![group = "views_biz"]

    /// Orders.
    #[exemplars]
    counter orders_total(vip: bool);

    /// How long an order takes.
    #[exemplars]
    #[native]
    #[buckets(0.5, 1)]
    histogram order_duration_seconds(vip: bool);

    /// How long an order waits.
    summary order_wait_seconds(vip: bool);

    /// Customers by country.
    #[max_series(10)]
    counter customers_total(country: &str);

    /// Room for "orders".
    #[seed(2.5)]
    #[name("stock.room ß")]
    gauge stock_room(#[name("row.id")] row: bool);
}

/// Records values once for all tests.
fn record() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        ops::queue_state().set(State::Closed);
        orders_total(true).with_exemplar([("id", "4711")]).inc();
        order_wait_seconds(true).observe(Duration::from_millis(20));
        order_duration_seconds(false).with_exemplar([("id", "\"\n")]).observe(Duration::from_millis(700));
        customers_total("\"a\\b\"\n").inc();
    });
}

pub(crate) const FORMATS: [Format; 11] = [
    Format::Text,
    Format::Text1 { escaping: None },
    Format::Text1 { escaping: Some(Escaping::Dots) },
    Format::Text1 { escaping: Some(Escaping::Values) },
    Format::Text1 { escaping: Some(Escaping::AllowUtf8) },
    Format::OpenMetrics { escaping: None },
    Format::OpenMetrics { escaping: Some(Escaping::Dots) },
    Format::OpenMetrics { escaping: Some(Escaping::AllowUtf8) },
    Format::Protobuf { escaping: Escaping::Underscores },
    Format::Protobuf { escaping: Escaping::Values },
    Format::Protobuf { escaping: Escaping::AllowUtf8 },
];

fn built(builder: ViewBuilder) -> View {
    builder.build().expect("the view is valid")
}

fn bytes(view: &View, format: Format) -> Vec<u8> {
    linted(view.scrape(format).into_bytes(), format.content_type())
}

fn text(view: &View, format: Format) -> String {
    String::from_utf8(bytes(view, format)).expect("the string is UTF-8")
}

/// Returns a snapshot of the selected families.
fn gathered(is_selected: impl Fn(&FamilySnapshot) -> bool) -> Snapshot {
    let families = Registry::global().gather().families.into_iter();
    Snapshot { families: families.filter(is_selected).collect() }
}

fn is_biz(family: &FamilySnapshot) -> bool {
    ["views_customers_total", "stock.room ß"].contains(&&*family.name)
        || family.name.starts_with("views_order")
}

#[test]
fn a_view_contains_the_chosen_groups_and_names_without_the_dropped_ones() {
    let names = |builder| -> Vec<_> {
        let body = text(&built(builder), Format::Text);
        body.lines()
            .filter_map(|line| Some(line.strip_prefix("# TYPE ")?.split(' ').next()?.to_owned()))
            .collect()
    };
    let ops = ["views_jobs_total", "views_machine_info", "views_queue_state"];
    assert_eq!(names(View::builder().groups(["views_ops"])), ops);
    assert_eq!(names(View::builder().groups(["views_ops"]).names(["views_orders_total"])).len(), 4);
    assert_eq!(names(View::builder().groups(["views_ops"]).drop_names(["views_*_*"])), ops[..0]);
    assert_eq!(names(View::builder().names(["views_*"]).drop_groups(["views_biz"])), ops);
    assert_eq!(
        names(View::builder().names(["views_*_total", "views_machine_info"]).drop_names(["*o*er*"])),
        ops[..2]
    );
    let all = names(View::builder());
    let without = names(View::builder().drop_groups(["views_ops"]));
    assert!(all.iter().filter(|name| !without.contains(name)).eq(ops));
}

#[test]
fn complementary_views_contain_every_family_once() {
    record();
    let whole = View::builder().groups(["views_ops", "views_biz"]);
    let (ops, rest) = (View::builder().groups(["views_ops"]), whole.clone().drop_groups(["views_ops"]));
    let (whole, ops, rest) = (built(whole), built(ops), built(rest));
    for format in FORMATS.into_iter().filter(|format| !matches!(format, Format::Protobuf { .. })) {
        let lines =
            |view| text(view, format).lines().filter(|line| *line != "# EOF").map(series).collect::<Vec<_>>();
        let (whole, ops, rest) = (lines(&whole), lines(&ops), lines(&rest));
        assert!(ops.iter().all(|line| !rest.contains(line)));
        assert_eq!(whole.len(), ops.len() + rest.len());
        let union: BTreeSet<_> = ops.into_iter().chain(rest).collect();
        assert_eq!(union, whole.into_iter().collect());
    }
}

/// Returns a line without its value.
fn series(line: &str) -> String {
    match line.starts_with('#') {
        true => line.to_owned(),
        false => line.split_once("} ").map_or(line, |(series, _)| series).to_owned(),
    }
}

#[test]
fn every_line_of_text_has_the_prefix_and_the_labels() {
    record();
    let view =
        View::builder().groups(["views_biz"]).prefix("shop").label("region", "e\"u").label("tier", "1");
    let body = text(&built(view.drop_names(["views_c*"])), Format::Text);
    let (first, rest) =
        body.split_once("# HELP shop_views_order_duration_seconds").expect("families are in order");
    let room = r#"shop_stock_room__{region="e\"u",tier="1",row_id="false"} 2.5"#;
    assert!(
        first.contains(room) && first.starts_with("# HELP shop_stock_room__ Room for \"orders\".\n"),
        "{first}"
    );
    for line in [
        "# TYPE shop_views_order_duration_seconds histogram\n",
        r#"shop_views_order_duration_seconds_bucket{region="e\"u",tier="1",vip="false",le="0.5"} 0"#,
        r#"shop_views_order_duration_seconds_count{region="e\"u",tier="1",vip="true"} 0"#,
        r#"shop_views_order_wait_seconds{region="e\"u",tier="1",vip="false",quantile="0.99"} NaN"#,
        r#"shop_views_orders_total{region="e\"u",tier="1",vip="false"} 0"#,
    ] {
        assert!(rest.contains(line), "{line} is not in {rest}");
    }
}

#[test]
fn openmetrics_has_the_prefix_in_quoted_names_and_state_labels() {
    record();
    let utf8 = Format::OpenMetrics { escaping: Some(Escaping::AllowUtf8) };
    let body =
        text(&built(View::builder().groups(["views_ops", "views_biz"]).prefix("shop").label("a", "b")), utf8);
    for line in [
        "# TYPE \"shop_stock.room ß\" gauge\n",
        "{\"shop_stock.room ß\",a=\"b\",\"row.id\"=\"false\"} 2.5\n",
        "# TYPE shop_views_queue_state stateset\n",
        "shop_views_queue_state{a=\"b\",shop_views_queue_state=\"closed\"} 1\n",
        "# TYPE shop_views_machine info\n",
        "shop_views_machine_info{a=\"b\",zone=\"a\"} 1\n",
        "# UNIT shop_views_order_duration_seconds seconds\n",
        "\nshop_views_orders_created{a=\"b\",vip=\"true\"} ",
        "# {id=\"4711\"} 1",
    ] {
        assert!(body.contains(line), "{line} is not in {body}");
    }
}

#[test]
fn every_format_writes_a_view_like_a_snapshot_with_these_names_and_labels() {
    record();
    let view = built(View::builder().groups(["views_biz"]).prefix("shop").label("region", "eu"));
    let mut snapshot = gathered(is_biz);
    for family in &mut snapshot.families {
        family.name = format!("shop_{}", family.name).into();
        let labels = family.series.iter_mut().map(|series| &mut series.labels);
        labels.for_each(|labels| labels.insert(0, ("region".into(), "eu".into())));
    }
    for format in FORMATS {
        let chunks: Vec<_> = view.scrape(format).collect();
        assert_eq!(chunks.concat(), format.encode(&snapshot), "{format:?}");
        assert_eq!(bytes(&view, format), format.encode(&snapshot), "{format:?}");
    }
}

#[test]
fn a_label_that_a_metric_already_has_is_an_error() {
    let taken = |builder: ViewBuilder| match builder.build().expect_err("the label exists").kind() {
        ErrorKind::LabelTaken { label, metric } => (label.clone(), *metric),
        other => panic!("{other:?}"),
    };
    let (biz, ops) = (View::builder().groups(["views_biz"]), View::builder().groups(["views_ops"]));
    assert_eq!(taken(biz.clone().label("vip", "1")), ("vip".to_owned(), "views_order_duration_seconds"));
    let of_plain_readers = taken(biz.clone().label("a", "1").label("row_id", "1"));
    assert_eq!(of_plain_readers, ("row_id".to_owned(), "stock.room ß"));
    assert_eq!(taken(ops.clone().label("zone", "1")).1, "views_machine_info");
    assert_eq!(taken(ops.clone().label("views_queue_state", "1")).1, "views_queue_state");
    let with_prefix = ops.clone().prefix("shop");
    assert_eq!(taken(with_prefix.clone().label("shop_views_queue_state", "1")).1, "views_queue_state");
    assert!(with_prefix.label("views_queue_state", "1").build().is_ok());
    assert!(ops.label("vip", "1").build().is_ok() && biz.label("zone", "1").build().is_ok());
}

#[test]
fn errors_of_views_have_kinds() {
    let kind = |builder: ViewBuilder| builder.build().expect_err("the view is not valid");
    assert!(matches!(kind(View::builder().groups(["views_opps"])).kind(), ErrorKind::Unknown(_)));
    assert!(matches!(kind(View::builder().names(["views_opps_*"])).kind(), ErrorKind::NoMatch(_)));
    assert!(matches!(kind(View::builder().prefix("Shop")).kind(), ErrorKind::Prefix(_)));
    assert!(matches!(kind(View::builder().label("__a", "b")).kind(), ErrorKind::Label(_)));
    assert!(matches!(kind(View::builder().label("a", "b").label("a", "")).kind(), ErrorKind::LabelTwice(_)));
    let nearest = kind(View::builder().groups(["views_opps"])).to_string();
    assert_eq!(nearest, "unknown group `views_opps`; did you mean `views_ops`?");
}

#[test]
fn a_view_is_short_to_print_after_a_scrape() {
    let view = View::builder().prefix("shop").build().expect("the view is valid");
    assert!(view.scrape(Format::Text).into_bytes().len() > 10_000);
    let printed = format!("{view:?}");
    assert!(printed.contains("shop") && printed.len() < 1_000, "{printed}");
}
