//! Exemplars that the caller gives: their series and bucket, their format, and refused ones.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gapless::encode::Format;
use gapless::snapshot::{Exemplar, Number};
use gapless::{LabelValue, Registry, defmetrics};

use crate::linted::linted;
use crate::{lines, refused};

#[derive(Clone, Copy, LabelValue)]
enum Size {
    Small,
    Large,
}

defmetrics! {
    #![namespace = "exemplars"]

    /// Orders.
    #[exemplars]
    counter orders_total(size: Size);

    /// Spent.
    #[exemplars]
    counter spent_seconds_total: f64;

    /// Durations.
    #[exemplars]
    #[buckets(0.1, 0.5)]
    histogram wait_duration_seconds(size: Size);

    /// Sizes.
    #[exemplars]
    #[buckets(10, 100)]
    histogram upload_bytes;

    /// With native buckets too, in shared cells.
    #[exemplars]
    #[native]
    #[storage(shared)]
    #[buckets(1)]
    histogram fill_ratio;

    /// By game.
    #[exemplars]
    #[max_series(1)]
    counter games_total(game: &str);

    /// Written.
    #[exemplars]
    #[buckets(0.5)]
    histogram written_seconds;

    /// Written as well.
    #[exemplars]
    counter written_total;

    /// Refused.
    #[exemplars]
    counter refused_total;

    /// Without exemplars.
    counter plain_total;

    /// Off.
    #[exemplars]
    counter off_total;

    /// Timed.
    #[exemplars]
    #[buckets(1)]
    histogram timed_duration_seconds;
}

mod elsewhere {
    gapless::defmetrics! {
        #![namespace = "exemplars"]

        /// By two declarations.
        #[exemplars]
        pub(super) counter joined_total(of: super::Size);
    }
}

defmetrics! {
    #![namespace = "exemplars"]

    /// By two declarations.
    #[exemplars]
    counter joined_total(of: Size);
}

/// Returns the exemplars of the series with these label values.
fn exemplars(name: &str, values: &[&str]) -> Vec<Option<Exemplar<'static>>> {
    let snapshot = Registry::global().gather();
    let family = snapshot.family(&format!("exemplars_{name}")).expect("it is declared");
    let has_values =
        |labels: &[(_, std::borrow::Cow<'_, str>)]| labels.iter().map(|(_, value)| value).eq(values);
    let series = family.series.iter().find(|series| has_values(&series.labels)).expect("it is there");
    series.exemplars.clone()
}

/// Returns the value of the only label, and the value, of each exemplar.
fn ids_and_values(name: &str, values: &[&str]) -> Vec<Option<(String, Number)>> {
    let all = exemplars(name, values).into_iter();
    all.map(|exemplar| exemplar.map(|it| (it.labels().next().unwrap_or_default().1.to_owned(), it.value)))
        .collect()
}

#[test]
fn each_series_of_a_counter_has_the_last_given_exemplar() {
    orders_total(Size::Small).with_exemplar([("order", "1")]).inc();
    orders_total(Size::Small).with_exemplar([("order", "2")]).inc_by(5);
    orders_total(Size::Small).inc();
    assert_eq!(orders_total(Size::Small).get(), 7);
    assert_eq!(ids_and_values("orders_total", &["small"]), [Some(("2".to_owned(), Number::U64(5)))]);
    assert!(ids_and_values("orders_total", &["large"]).iter().all(Option::is_none));
    spent_seconds_total().with_exemplar([("order", "1")]).inc_by(0.5);
    spent_seconds_total().with_exemplar([("order", "2")]).inc_by(-0.5);
    assert_eq!(ids_and_values("spent_seconds_total", &[]), [Some(("1".to_owned(), Number::F64(0.5)))]);
}

#[test]
fn each_bucket_of_a_histogram_has_an_exemplar_of_its_own_values() {
    let wait = wait_duration_seconds(Size::Large);
    wait.with_exemplar([("id", "first")]).observe(Duration::from_millis(100));
    wait.with_exemplar([("id", "second")]).observe(0.100_000_001);
    wait.with_exemplar([("id", "third")]).observe(Duration::from_secs(1 << 32));
    wait.with_exemplar([("id", "none")]).observe(f64::NAN);
    wait.with_exemplar([("id", "none")]).observe(Duration::MAX);
    let some = |id: &str, nanoseconds| Some((id.to_owned(), Number::Nanoseconds(nanoseconds)));
    let expected =
        [some("first", 100_000_000), some("second", 100_000_001), some("third", 1_000_000_000 << 32)];
    assert_eq!(ids_and_values("wait_duration_seconds", &["large"]), expected);
    assert_eq!(wait.get().counts, [1, 1, 1]);
    upload_bytes().with_exemplar([("id", "a")]).observe(10_u32);
    upload_bytes().with_exemplar([("id", "b")]).observe(u64::MAX);
    let expected =
        [Some(("a".to_owned(), Number::U64(10))), None, Some(("b".to_owned(), Number::U64(u64::MAX)))];
    assert_eq!(ids_and_values("upload_bytes", &[]), expected);
}

#[test]
fn a_handle_with_exemplars_records_like_any_other() {
    let ratio = fill_ratio();
    ratio.observe(0.5);
    ratio.observe_n(2.0, 3);
    ratio.with_exemplar([("id", "a")]).observe(1.0);
    assert_eq!(ratio.get().counts, [2, 3]);
    assert_eq!(ratio.get().sum, Number::F64(7.5));
    assert_eq!(ratio.get().native.expect("it has some").count(), 5);
    timed_duration_seconds().time(|| ());
    assert!(timed_duration_seconds().start_timer().stop().is_some());
    assert_eq!(timed_duration_seconds().get().count(), 2);
}

#[test]
fn the_time_of_an_exemplar_is_that_of_its_record() {
    let before = SystemTime::now();
    wait_duration_seconds(Size::Small).with_exemplar([("id", "a")]).observe(0.0);
    let after = SystemTime::now();
    let all = exemplars("wait_duration_seconds", &["small"]);
    let timestamp = all[0].as_ref().expect("it was just recorded").timestamp;
    assert!(before <= timestamp && timestamp <= after, "{timestamp:?}");
}

#[test]
fn openmetrics_has_exemplars_behind_counters_and_buckets_and_text_has_none() {
    written_seconds().with_exemplar([("trace_id", "4bf9"), ("user", "\"a\\b\"\n")]).observe(0.25);
    written_total().with_exemplar([]).inc();
    let seconds = |name, bucket: usize| {
        let all = exemplars(name, &[]);
        let since = all[bucket].as_ref().map(|it| it.timestamp.duration_since(UNIX_EPOCH));
        let since = since.expect("it is kept").expect("it is after 1970");
        let decimals = format!("{}.{:09}", since.as_secs(), since.subsec_nanos());
        decimals.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let expected = [
        format!(
            "exemplars_written_seconds_bucket{{le=\"0.5\"}} 1 # {{trace_id=\"4bf9\",user=\"\\\"a\\\\b\\\"\\n\"}} 0.25 {}",
            seconds("written_seconds", 0)
        ),
        "exemplars_written_seconds_bucket{le=\"+Inf\"} 1".to_owned(),
        "exemplars_written_seconds_sum 0.25".to_owned(),
        "exemplars_written_seconds_count 1".to_owned(),
        format!("exemplars_written_total 1 # {{}} 1 {}", seconds("written_total", 0)),
    ];
    let format = Format::OpenMetrics { escaping: None };
    let encoded = format.encode(&Registry::global().gather());
    let scraped = linted(format.scrape().into_bytes(), format.content_type());
    for body in [encoded, scraped] {
        let body = String::from_utf8(body).expect("an exposition is UTF-8");
        let is_sample = |line: &&str| line.starts_with("exemplars_written") && !line.contains("_created");
        assert!(body.lines().filter(is_sample).eq(&expected), "{body}");
    }
    assert!(lines("exemplars_written").iter().all(|line| !line[1..].contains('#')));
}

#[test]
fn an_invalid_exemplar_is_refused_and_counted_and_its_value_is_recorded() {
    let longest = "é".repeat(128 - "id".len());
    refused_total().with_exemplar([("id", &longest)]).inc();
    assert_eq!(refused("exemplars_refused_total"), 0.0);
    assert_eq!(ids_and_values("refused_total", &[]), [Some((longest.clone(), Number::U64(1)))]);
    let longer = longest.clone() + "é";
    refused_total().with_exemplar([("id", &longer)]).inc();
    refused_total().with_exemplar([("id", &longest), ("b", "1")]).inc();
    refused_total().with_exemplar([("an-id", "1")]).inc();
    refused_total().with_exemplar([("id", "1"), ("id", "2")]).inc();
    assert_eq!(refused("exemplars_refused_total"), 4.0);
    assert_eq!(refused_total().get(), 5);
    assert_eq!(ids_and_values("refused_total", &[]), [Some((longest, Number::U64(1)))]);
}

#[test]
fn a_metric_that_is_not_declared_with_exemplars_has_none() {
    plain_total().with_exemplar([("id", "1")]).inc();
    assert_eq!(plain_total().get(), 1);
    assert_eq!(exemplars("plain_total", &[]), []);
}

#[test]
fn a_disabled_metric_keeps_no_exemplars() {
    let switch = Registry::global().switch("exemplars_off_total").expect("it is declared");
    switch.disable();
    off_total().with_exemplar([("id", "1")]).inc();
    switch.enable();
    assert_eq!(off_total().get(), 0);
    assert_eq!(exemplars("off_total", &[]).into_iter().flatten().count(), 0);
}

#[test]
fn the_exemplar_of_a_removed_value_does_not_pass_to_the_next_value() {
    let chess = games_total("chess");
    chess.with_exemplar([("id", "1")]).inc();
    assert_eq!(ids_and_values("games_total", &["chess"]), [Some(("1".to_owned(), Number::U64(1)))]);
    assert!(chess.remove());
    games_total("go").inc();
    assert_eq!(ids_and_values("games_total", &["go"]), [None]);
    assert!(games_total("go").remove());
    chess.with_exemplar([("id", "2")]).inc();
    assert_eq!(chess.get(), 1);
    assert_eq!(ids_and_values("games_total", &["chess"]), [Some(("2".to_owned(), Number::U64(1)))]);
}

#[test]
fn the_latest_exemplar_of_all_declarations_of_a_series_is_exported() {
    joined_total(Size::Small).with_exemplar([("id", "1")]).inc();
    elsewhere::joined_total(Size::Small).with_exemplar([("id", "2")]).inc();
    assert_eq!(ids_and_values("joined_total", &["small"]), [Some(("2".to_owned(), Number::U64(1)))]);
    joined_total(Size::Small).with_exemplar([("id", "3")]).inc();
    assert_eq!(ids_and_values("joined_total", &["small"]), [Some(("3".to_owned(), Number::U64(1)))]);
}
