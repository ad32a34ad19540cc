//! Run-time metrics.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use gapless::buckets::{self, Bounds};
use gapless::dynamic::{Counter, Registry};
use gapless::encode::{Format, describe};
use gapless::snapshot::{Snapshot, Value};
use gapless::{ErrorKind, defmetrics};

use crate::linted::linted;

fn value(snapshot: &Snapshot, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    snapshot.value(name, labels).map(Value::as_f64)
}

#[test]
fn counts_of_threads_are_exact_after_the_threads_have_ended() {
    let registry = Registry::new();
    let jobs = registry.counter("jobs_total", "Jobs.").labels(["n"]).max_series(1000).register().unwrap();
    let spent = registry.float_counter("spent_seconds_total", "Time.").register().unwrap();
    let open = registry.up_down_counter("open_jobs", "Jobs that run.").register().unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for n in 0..1000 {
                    jobs.with([&*(n % 500).to_string()]).inc_by(2);
                    spent.inc_by(0.5);
                    open.inc();
                }
                (0..999).for_each(|_| open.dec());
            });
        }
    });
    let snapshot = registry.gather();
    assert!((0..500).all(|n| value(&snapshot, "jobs_total", &[("n", &n.to_string())]) == Some(32.0)));
    assert_eq!(value(&snapshot, "spent_seconds_total", &[]), Some(4000.0));
    assert_eq!(value(&snapshot, "open_jobs", &[]), Some(8.0));
}

#[test]
fn a_counter_without_labels_is_exported_as_soon_as_it_is_registered() {
    let registry = Registry::new();
    let jobs = registry.counter("jobs_total", "Jobs.").register().unwrap();
    registry.gauge("depth", "Depth.").register().unwrap();
    assert_eq!(value(&registry.gather(), "jobs_total", &[]), Some(0.0));
    assert_eq!(value(&registry.gather(), "depth", &[]), None, "it is not set");
    registry.counter("jobs_total", "Jobs.").get_or_register().unwrap().inc();
    assert_eq!(jobs.get(), 1);
}

#[test]
fn a_series_that_reuses_the_memory_of_a_removed_one_starts_at_zero() {
    let registry = Registry::new();
    let rounds = 200;
    for round in 0..rounds {
        let name = format!("round_{round}_total");
        let counter = registry.counter(&name, "A round.").register().unwrap();
        assert_eq!(counter.get(), 0, "in round {round}");
        thread::scope(|scope| {
            scope.spawn(|| counter.inc_by(3));
            scope.spawn(|| counter.inc_by(4));
        });
        counter.inc();
        assert_eq!(counter.get(), 8);
        assert!(registry.remove(&name));
        assert!(!registry.remove(&name));
    }
    assert!(registry.gather().families.is_empty());
}

#[test]
fn a_handle_of_a_removed_series_has_no_effect_and_the_next_series_starts_at_zero() {
    let registry = Registry::new();
    let hits = registry.counter("hits_total", "Hits.").labels(["page"]).register().unwrap();
    let before = hits.with(["home"]);
    before.inc();
    assert!(hits.remove(["home"]));
    assert!(!hits.remove(["home"]));
    before.inc_by(10);
    assert_eq!(value(&registry.gather(), "hits_total", &[("page", "home")]), None);
    hits.with(["home"]).inc();
    assert_eq!(value(&registry.gather(), "hits_total", &[("page", "home")]), Some(1.0));
}

#[test]
fn label_sets_beyond_the_bound_share_one_series() {
    let registry = Registry::new();
    let hits = registry.counter("hits_total", "Hits.").labels(["page"]).max_series(2).register().unwrap();
    for page in ["a", "b", "c", "d", "a"] {
        hits.with([page]).inc();
    }
    let snapshot = registry.gather();
    assert_eq!(value(&snapshot, "hits_total", &[("page", "a")]), Some(2.0));
    assert_eq!(value(&snapshot, "hits_total", &[("page", "c")]), None);
    assert_eq!(value(&snapshot, "hits_total", &[("page", "_other")]), Some(2.0));
}

#[test]
fn an_unused_series_expires_and_a_used_one_stays() {
    let (registry, start, hour) = (Registry::new(), Instant::now(), Duration::from_secs(3600));
    let players =
        registry.gauge("players", "Players.").labels(["game"]).expire_after(hour).register().unwrap();
    players.with(["chess"]).set(2.0);
    let go = players.with(["go"]);
    go.set(3.0);
    let at = |hours: u32| registry.gather_at(start + hour * hours);
    assert_eq!(at(0).family("players").unwrap().series.len(), 2);
    go.set(3.0);
    let snapshot = at(1);
    assert_eq!(value(&snapshot, "players", &[("game", "chess")]), None);
    assert_eq!(value(&snapshot, "players", &[("game", "go")]), Some(3.0));
    assert_eq!(value(&at(2), "players", &[("game", "go")]), None);
    go.set(4.0);
    assert_eq!(value(&at(3), "players", &[("game", "go")]), Some(4.0), "its handle was kept");
    players.with(["chess"]).set(1.0);
    assert_eq!(value(&at(3), "players", &[("game", "chess")]), Some(1.0), "it started again");
}

#[test]
fn a_histogram_is_exact_in_its_buckets_and_in_its_sum_of_durations() {
    let registry = Registry::new();
    let waits = registry.histogram("wait_seconds", "Waits.").buckets([0.1, 1.0]).register().unwrap();
    let sizes = registry.histogram("size", "Sizes.").buckets([10.0]).register().unwrap();
    for _ in 0..1000 {
        waits.observe_duration(Duration::from_nanos(100_000_001));
        waits.observe(0.1);
        sizes.observe_n(0.5, 3);
    }
    for refused in [-1.0, f64::NAN] {
        waits.observe(refused);
        sizes.observe_n(refused, 3);
    }
    assert_eq!(waits.get().counts, [1000, 1000, 0]);
    assert_eq!(sizes.get().counts, [3000, 0]);
    let described = describe(&registry.find("size"));
    assert!(described.contains("\"refused\":6"), "{described}");
    let body =
        String::from_utf8(linted(Format::Text.encode(&registry.gather()), Format::Text.content_type()))
            .expect("an exposition is UTF-8");
    for line in [
        "wait_seconds_sum 200.000001",
        "wait_seconds_count 2000",
        "size_sum 1500",
        "size_bucket{le=\"10\"} 3000",
    ] {
        assert!(body.lines().any(|found| found == line), "{line} is not in\n{body}");
    }
}

#[test]
fn a_name_may_end_like_a_line_of_another_type_unless_they_would_be_equal() {
    let registry = Registry::new();
    for name in ["jobs_count", "memory_total", "room_bucket", "load_sum", "since_created", "what_info"] {
        registry.gauge(name, "A gauge.").unconventional_name().register().unwrap().set(1.0);
    }
    let accept =
        ["*/*", "application/openmetrics-text", "application/vnd.google.protobuf;encoding=delimited"];
    for format in accept.map(|accept| Format::negotiate([accept])) {
        linted(format.encode(&registry.gather()), format.content_type());
    }
    let error = registry.histogram("jobs", "Jobs.").register().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NameTaken { other, .. } if other == "jobs_count"), "{error}");
}

#[test]
fn two_registries_may_have_the_same_names() {
    let registries = [Registry::new(), Registry::new()];
    for (registry, n) in registries.iter().zip([1, 2]) {
        registry.counter("jobs_total", "Jobs.").register().unwrap().inc_by(n);
    }
    assert_eq!(
        registries.map(|registry| value(&registry.gather(), "jobs_total", &[])),
        [Some(1.0), Some(2.0)]
    );
}

#[test]
fn the_labels_of_a_registry_are_in_every_series_before_its_own() {
    let registry = Registry::new().prefix("shop").label("region", "eu");
    registry.counter("orders_total", "Orders.").labels(["kind"]).register().unwrap().with(["book"]).inc();
    let body =
        String::from_utf8(linted(Format::Text.encode(&registry.gather()), Format::Text.content_type()))
            .expect("an exposition is UTF-8");
    assert!(body.ends_with("\nshop_orders_total{region=\"eu\",kind=\"book\"} 1\n"), "{body}");
}

#[test]
fn undeclared_labels_are_accepted_in_any_order() {
    let hits = Registry::new().counter("hits_total", "Hits.").any_labels().register().unwrap();
    hits.with_labels(&[("b", "2"), ("a", "1")]).unwrap().inc();
    hits.with_labels(&[("a", "1"), ("b", "2")]).unwrap().inc();
    hits.with([]).inc();
    assert_eq!(hits.with_labels(&[("a", "1"), ("b", "2")]).unwrap().get(), 2);
    assert_eq!(hits.with([]).get(), 1);
    for labels in [&[("a", "1"), ("a", "2")][..], &[("", "1")], &[("__a", "1")]] {
        let error = hits.with_labels(labels).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::InvalidLabel { .. }), "{error}");
    }
}

#[test]
fn a_label_with_an_empty_value_is_absent() {
    let registry = Registry::new();
    let hits = registry.counter("hits_total", "Hits.").any_labels().register().unwrap();
    hits.with([]).inc();
    hits.with_labels(&[("page", "")]).unwrap().inc();
    let visits = registry.counter("visits_total", "Visits.").labels(["page", "referrer"]).register().unwrap();
    let referrers: [Option<&str>; 2] = [None, Some("")];
    referrers.into_iter().for_each(|referrer| visits.with(["home", referrer.unwrap_or_default()]).inc());
    let body =
        String::from_utf8(linted(Format::Text.encode(&registry.gather()), Format::Text.content_type()))
            .expect("an exposition is UTF-8");
    for line in ["hits_total 2", "visits_total{page=\"home\"} 2"] {
        assert!(body.lines().any(|found| found == line), "{body}");
    }
}

#[test]
fn names_that_are_equal_after_escaping_are_refused() {
    let registry = Registry::new();
    for labels in [["a.b", "a_b"], ["1x", "2x"]] {
        let error =
            registry.gauge("level", "Level.").labels(labels).unconventional_name().register().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::InvalidLabel { .. }), "{error}");
    }
    let error = registry.gauge("level", "Level.").labels(["1.x"]).register().unwrap_err();
    assert!(error.to_string().ends_with("start it with an ASCII letter"), "{error}");
    let level = |name| registry.gauge(name, "Level.").unconventional_name().register();
    level("1level").unwrap();
    let error = level("2level").unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NameTaken { other, .. } if other == "1level"), "{error}");
}

#[test]
fn the_number_of_series_is_bounded_for_any_label_names() {
    let registry = Registry::new();
    let hits = registry.counter("hits_total", "Hits.").any_labels().max_series(10).register().unwrap();
    for n in 0..1000 {
        hits.with_labels(&[(&format!("key{n}"), "value")]).unwrap().inc();
    }
    assert_eq!(registry.find("hits_total").series_count(), 20);
}

#[test]
fn a_series_that_was_just_used_is_exported_however_short_its_expiry() {
    let registry = Registry::new();
    let hits = registry.counter("hits_total", "Hits.").expire_after(Duration::ZERO).register().unwrap();
    let now = Instant::now();
    hits.inc();
    assert_eq!(value(&registry.gather_at(now), "hits_total", &[]), Some(1.0));
    assert_eq!(value(&registry.gather_at(now), "hits_total", &[]), None);
}

#[test]
fn an_observation_of_zero_times_counts_nothing() {
    let registry = Registry::new();
    let sizes = registry.histogram("size", "Sizes.").buckets([1.0]).register().unwrap();
    sizes.observe_n(f64::INFINITY, 0);
    sizes.observe(0.5);
    assert_eq!((sizes.get().counts, sizes.get().sum.as_f64()), (vec![1, 0], 0.5));
}

#[test]
fn a_wrong_declaration_is_an_error_that_says_what_to_write() {
    let registry = Registry::new();
    registry.histogram("wait_seconds", "Waits.").register().unwrap();
    let gauge = |name| registry.gauge(name, "A gauge.").register().map(drop);
    let errors = [
        (
            gauge("wait_seconds"),
            "a metric `wait_seconds` already exists; keep its family, or call `get_or_register`",
        ),
        (
            registry.counter("wait_seconds_total", "Waits.").register().map(drop),
            "`wait_seconds_total` and the existing `wait_seconds` would write lines or types of the same name; rename one",
        ),
        (
            registry.gauge("wait_seconds", "Waits.").get_or_register().map(drop),
            "`wait_seconds` already exists with another type (`histogram`), or with another unit, other labels or other buckets; repeat that declaration, or rename one",
        ),
        (gauge(""), "`` cannot be the name of a metric: the name of a metric cannot be empty; write a name"),
        (
            registry.gauge("load", "Load.").unit("ratio").register().map(drop),
            "`load` cannot be the name of a metric: a name must end in its unit; write `_ratio` at its end",
        ),
        (
            registry.gauge("load", "Load.").labels(["a", "a"]).register().map(drop),
            "`a` cannot be a label of `load`: the label `a` occurs twice; remove one of them",
        ),
        (
            registry.label("a", "").gauge("load", "Load.").labels(["a"]).register().map(drop),
            "`a` cannot be a label of `load`: the label `a` occurs twice; remove one of them",
        ),
        (
            registry.histogram("size", "Sizes.").buckets([2.0, 1.0]).register().map(drop),
            "`size` cannot have the bounds [2.0, 1.0]; write ascending bounds of at least zero, without `+Inf`; \
             bounds of durations are at least a nanosecond apart",
        ),
    ];
    for (result, expected) in errors {
        assert_eq!(result.unwrap_err().to_string(), expected);
    }
    assert_eq!(registry.gather().families.len(), 1);
}

#[test]
fn equal_declarations_return_the_same_family() {
    let registry = Registry::new();
    let barrier = Barrier::new(4);
    let count = || -> Counter {
        barrier.wait();
        let family = registry.counter("jobs_total", "Jobs.").labels(["kind"]).get_or_register().unwrap();
        family.with(["mail"])
    };
    thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(|| count().inc()))));
    assert_eq!(value(&registry.gather(), "jobs_total", &[("kind", "mail")]), Some(4.0));
}

defmetrics! {
    #![namespace = "dynamic_bounds"]

    /// Doubling.
    #[buckets(exponential(0.005, 2, 12))]
    histogram doubling_ratio;

    /// Growing by an odd factor.
    #[buckets(exponential(1.7e-9, 1.37, 200))]
    histogram growing_ratio;

    /// Tenths.
    #[buckets(linear(0, 0.1, 500))]
    histogram tenths_ratio;

    /// Odd steps.
    #[buckets(linear(1e-7, 0.000_333_3, 100))]
    histogram steps_ratio;
}

#[test]
fn generated_bounds_equal_those_of_declarations_bit_for_bit() {
    const DOUBLING: Bounds = buckets::exponential(0.005, 2.0, 12);
    let pairs = [
        (doubling_ratio().get().bounds, DOUBLING),
        (growing_ratio().get().bounds, buckets::exponential(1.7e-9, 1.37, 200)),
        (tenths_ratio().get().bounds, buckets::linear(0.0, 0.1, 500)),
        (steps_ratio().get().bounds, buckets::linear(1e-7, 0.000_333_3, 100)),
    ];
    for (declared, generated) in pairs {
        assert_eq!(declared.len(), generated.len());
        assert!(declared.iter().map(|bound| bound.to_bits()).eq(generated.map(f64::to_bits)), "{declared:?}");
    }
}

type Generate = fn() -> Bounds;

#[test]
fn invalid_arguments_of_generated_bounds_panic_with_the_rule() {
    let cases: [(Generate, &str); 6] = [
        (|| buckets::linear(-1.0, 1.0, 3), "the start of `linear` must be a number from 0 on"),
        (|| buckets::linear(0.0, 0.0, 3), "the width of `linear` must be a number above 0"),
        (|| buckets::exponential(0.0, 2.0, 3), "the start of `exponential` must be a number above 0"),
        (|| buckets::exponential(1.0, f64::NAN, 3), "the factor of `exponential` must be a number above 1"),
        (|| buckets::linear(0.0, 1.0, 0), "the number of bounds must be from 1 to 500"),
        (|| buckets::exponential(1.0, 2.0, 501), "the number of bounds must be from 1 to 500"),
    ];
    for (generate, rule) in cases {
        let panic = std::panic::catch_unwind(generate).expect_err(rule);
        assert_eq!(panic.downcast_ref::<&str>(), Some(&rule));
    }
}

#[test]
fn generated_bounds_beyond_the_range_are_an_error_of_the_registration() {
    let declaration = Registry::new().histogram("range_ratio", "Range.");
    let error = declaration.buckets(buckets::exponential(1.0, 1e300, 3)).register().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::InvalidBuckets { .. }), "{error}");
}
