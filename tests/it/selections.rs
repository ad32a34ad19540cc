//! Selections: declared and run-time metrics by a pattern of names.

use gapless::encode::describe;
use gapless::snapshot::Selection;
use gapless::{Registry, defmetrics, dynamic};
use serde_json::Value;

defmetrics! {
    #![namespace = "selections"]
    #![group = "shop"]

    /// Orders.
    #[max_series(8)]
    counter orders_total(kind: &str, paid: bool);

    /// Stock.
    gauge stock(shelf: bool);

    /// Prices.
    #[buckets(1, 10)]
    histogram price: u64;
}

/// Returns a registry with the same metrics at run time.
fn made() -> dynamic::Registry {
    let registry = dynamic::Registry::new().prefix("selections").group("shop");
    let orders = registry
        .counter("orders_total", "Orders.")
        .labels(["kind", "paid"])
        .register()
        .expect("the declaration is valid");
    let stock =
        registry.gauge("stock", "Stock.").labels(["shelf"]).register().expect("the declaration is valid");
    let price = registry
        .histogram("price", "Prices.")
        .buckets([1.0, 10.0])
        .register()
        .expect("the declaration is valid");
    for kind in ["book", "game"] {
        orders.with([kind, "true"]).inc_by(2);
        orders.with([kind, "false"]).inc_by(3);
    }
    stock.with(["true"]).set(7.0);
    price.observe(5.0);
    registry
}

fn declare() -> &'static Registry {
    for kind in ["book", "game"] {
        orders_total(kind, true).inc_by(2);
        orders_total(kind, false).inc_by(3);
    }
    stock(true).set(7.0);
    price().observe(5_u64);
    Registry::global()
}

/// Checks the behavior that declared and run-time metrics share.
fn check(find: impl Fn(&str) -> Selection<'static>) {
    let all = find("selections_*");
    assert!(all.names().eq(["selections_orders_total", "selections_price", "selections_stock"]));
    assert_eq!(all.sum(), 10.0 + 1.0 + 7.0);
    let orders = || find("selections_o*_total");
    assert_eq!(orders().with_label("paid", "true").sum(), 4.0);
    assert_eq!(orders().with_label("paid", "true").with_label("kind", "book").series_count(), 1);
    let json: Value =
        serde_json::from_str(&describe(&find("selections_p*"))).expect("the description is JSON");
    assert_eq!(json[0]["name"], "selections_price");
    assert_eq!(json[0]["type"], "histogram");
    assert_eq!((&json[0]["help"], &json[0]["group"]), (&"Prices.".into(), &"shop".into()));
    assert_eq!((&json[0]["enabled"], &json[0]["series"][0]["value"]), (&true.into(), &1.into()));
    assert!(json[0]["series"][0]["created"].as_f64().expect("the description is JSON") > 1.7e9);

    find("selections_s*").disable();
    let json: Value =
        serde_json::from_str(&describe(&find("selections_*ck"))).expect("the description is JSON");
    assert_eq!(json[0]["enabled"], false);
    find("selections_s*").enable();

    assert_eq!(find("selections_*ck").with_label("shelf", "false").reset(), 0, "the gauge is not set");
    assert_eq!(find("selections_*ck").reset(), 1);
    assert_eq!(find("selections_*ck").series_count(), 0);
    assert_eq!(find("nothing*").sum().to_bits(), 0_f64.to_bits(), "and not -0");
    assert_eq!(orders().with_label("kind", "book").remove(), 2);
    assert_eq!(orders().sum(), 5.0, "others are untouched");
    assert_eq!(find("nothing*").names().count(), 0);
}

#[test]
fn run_time_metrics_are_found_by_a_pattern() {
    let registry = made();
    check(|pattern| registry.find(pattern));
    assert_eq!(registry.find("selections_o*_total").reset(), 2);
    assert_eq!(registry.find("selections_o*_total").sum(), 0.0);
    assert_eq!(registry.find("selections_o*_total").series_count(), 2, "a reset series is exported at zero");
}

#[test]
fn an_up_down_counter_is_not_reset_because_its_guards_will_lower_it() {
    let registry = dynamic::Registry::new();
    let open = registry.up_down_counter("open", "Open.").register().expect("the declaration is valid");
    open.inc();
    assert_eq!(registry.find("open").reset(), 0);
    open.dec();
    assert_eq!(open.get(), 0);
}

#[test]
fn a_series_that_is_reset_adds_up_after_a_sum_that_left_no_room() {
    let registry = dynamic::Registry::new();
    let sizes = registry.histogram("sizes", "Sizes.").buckets([1.0]).register().unwrap();
    let spent = registry.float_counter("spent_seconds_total", "Time.").register().unwrap();
    for huge in [f64::INFINITY, 1e300, 1e16] {
        sizes.observe(huge);
        std::thread::scope(|scope| scope.spawn(|| spent.inc_by(huge.min(f64::MAX))).join()).unwrap();
        assert_eq!(registry.find("*s").reset() + registry.find("*_total").reset(), 2);
        sizes.observe(0.5);
        spent.inc_by(0.25);
        let read = sizes.get();
        assert_eq!((read.sum.as_f64(), read.counts, spent.get()), (0.5, vec![1, 0], 0.25), "after {huge}");
        registry.find("*").reset();
    }
}

#[test]
fn declared_metrics_are_found_by_the_same_pattern() {
    let registry = declare();
    check(|pattern| registry.find(pattern));
    let orders = || registry.find("selections_orders_total");
    assert_eq!(orders().reset(), 0, "a declared counter only rises");
    assert_eq!(
        orders().with_label("paid", "true").remove(),
        0,
        "other series of the open values would be removed too"
    );
    assert_eq!(orders().sum(), 5.0);
    let json: Value = serde_json::from_str(&describe(&registry.find("selections_price"))).unwrap();
    assert!(json[0]["declared_at"].as_str().unwrap().contains("selections.rs:"));
}

#[test]
fn a_disabled_metric_drops_records_and_is_not_exported() {
    let registry = made();
    let book = registry.counter("extra_total", "Extra.").register().unwrap();
    registry.find("*extra*").disable();
    book.inc();
    assert!(registry.gather().family("selections_extra_total").is_none());
    registry.find("*extra*").enable();
    book.inc();
    assert_eq!(book.get(), 1);
}

#[test]
fn a_description_is_valid_json_for_any_label_value() {
    let registry = dynamic::Registry::new();
    let help = "A \"quote\", a \\, a\nline and \u{1}.";
    let gauge = registry.gauge("g", help).labels(["l"]).register().unwrap();
    gauge.with(["\"\\\n\u{7f}\u{82b1}"]).set(f64::NAN);
    let json: Value = serde_json::from_str(&describe(&registry.find("*"))).unwrap();
    assert_eq!(json[0]["help"], help);
    assert_eq!(json[0]["series"][0]["labels"]["l"], "\"\\\n\u{7f}\u{82b1}");
    assert_eq!(json[0]["series"][0]["value"], Value::Null);
}
