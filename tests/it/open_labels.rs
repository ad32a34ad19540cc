//! Open labels.

use gapless::encode::Format;
use gapless::snapshot::Value;
use gapless::{LabelValue, Registry, defmetrics};

use crate::linted::linted;

#[derive(Clone, Copy, LabelValue)]
enum Side {
    Left,
    Right,
}

struct Owner(String);

impl AsRef<str> for Owner {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

defmetrics! {
    #![namespace = "open"]

    /// Of a text.
    #[max_series(2)]
    counter borrowed_total(game: &str);

    /// Of a text of its own.
    #[max_series(10)]
    counter owned_total(game: String);

    /// Of any text.
    #[max_series(10)]
    counter any_total(game: impl AsRef<str>);

    /// Of a type that is a text.
    #[max_series(10)]
    counter text_type_total(owner: &Owner);

    /// Of a string that may be absent.
    #[max_series(3)]
    #[seed(referrer = [""])]
    counter optional_total(referrer: Option<&str>);

    /// Of strings of other types that may be absent, beside a typed label that may be.
    #[max_series(100)]
    counter optionals_total(owned: Option<String>, any: Option<impl AsRef<str>>, owner: Option<&Owner>, side: Option<Side>);

    /// An info whose label may be absent.
    info absent_info(version: Option<&str>);

    /// Beside typed labels.
    #[max_series(20)]
    counter mixed_total(side: Side, game: &str, cached: bool, realm: &'static str);

    /// Listed.
    #[max_series(10)]
    #[seed(game = ["MidMUD", "ExVenture"], realm = ["eu", "us"])]
    counter listed_total(game: &str, realm: &str);

    /// Listed, and then full.
    #[max_series(2)]
    #[seed(game = ["a", "b"])]
    counter full_total(game: &str);

    /// Absent until there is something.
    #[max_series(10)]
    #[seed(none)]
    counter unseeded_total(game: &str);

    /// Seen by many threads at once.
    #[max_series(2)]
    counter raced_total(game: &str);

    /// More than a thread remembers.
    #[max_series(5000)]
    counter many_total(game: &str);

    /// Of two texts.
    #[max_series(10)]
    counter two_total(game: &str, realm: &str);

    /// Removed from.
    #[max_series(2)]
    counter removed_total(game: &str);

    /// Removed from between two scrapes.
    #[max_series(1)]
    counter removed_and_scraped_total(game: &str);

    /// Removed from while a handle is kept.
    #[max_series(2)]
    counter kept_total(game: &str);

    /// Of which all that typed labels make is removed.
    #[max_series(4)]
    counter removed_sides_total(game: &str, side: Side);

    /// Spent, and removed from.
    #[max_series(1)]
    counter removed_seconds_total(game: &str): f64;

    /// Heavy, and removed from.
    #[max_series(4)]
    #[buckets(10)]
    histogram removed_weights(game: &str);

    /// Spent in great amounts, and removed from.
    #[max_series(1)]
    counter removed_spent_total(game: &str): f64;

    /// Set, and removed from.
    #[max_series(1)]
    gauge removed_level(game: &str);

    /// Seeded, and removed from.
    #[max_series(1)]
    #[seed(7.0)]
    gauge removed_seeded_level(game: &str);

    /// Risen, and removed from.
    #[max_series(1)]
    up_down_counter removed_players(game: &str);

    /// Guarded, and removed from.
    #[max_series(2)]
    up_down_counter removed_guests(game: &str);

    /// Observed, and removed from.
    #[max_series(5)]
    #[buckets(1, 2)]
    histogram removed_sizes(game: &str);

    /// Observed durations, and removed from.
    #[max_series(5)]
    #[buckets(1, 2)]
    histogram removed_duration_seconds(game: &str);

    /// Typed alone.
    counter typed_sides_total(side: Side);

    /// Removed from by one thread while others count.
    #[max_series(20)]
    counter removed_and_raced_total(game: &str);

    /// A gauge.
    #[max_series(10)]
    #[seed(7.0)]
    #[seed(game = ["go"])]
    gauge seeded_level(game: &str);

    /// Another one.
    #[max_series(10)]
    gauge plain_level(game: &str);

    /// Rises and falls.
    #[max_series(10)]
    up_down_counter players(game: &str);

    /// Buckets.
    #[max_series(10)]
    #[buckets(1, 2)]
    histogram sizes(game: &str);
}

fn value(name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    Registry::global().gather().value(name, labels).map(Value::as_f64)
}

fn n_series(name: &str) -> usize {
    Registry::global().gather().family(name).expect("the family is declared").series.len()
}

#[test]
fn a_value_beyond_the_bound_is_other_and_is_counted() {
    for game in ["chess", "go", "tag", "tag", "chess"] {
        borrowed_total(game).inc();
    }
    assert_eq!(value("open_borrowed_total", &[("game", "chess")]), Some(2.0));
    assert_eq!(value("open_borrowed_total", &[("game", "go")]), Some(1.0));
    assert_eq!(value("open_borrowed_total", &[("game", "tag")]), None);
    assert_eq!(value("open_borrowed_total", &[("game", "_other")]), Some(2.0));
    assert_eq!(value("gapless_overflowed_total", &[("metric", "open_borrowed_total")]), Some(2.0));
    assert_eq!(borrowed_total("_other").get(), 2);
}

#[test]
fn any_string_can_be_an_open_value() {
    owned_total(String::from("chess")).inc();
    owned_total(String::from("chess")).inc();
    any_total("a \"quoted\" one").inc();
    any_total(String::from("chess")).inc();
    text_type_total(&Owner("ann".to_owned())).inc();
    assert_eq!(value("open_owned_total", &[("game", "chess")]), Some(2.0));
    assert_eq!(value("open_any_total", &[("game", "a \"quoted\" one")]), Some(1.0));
    assert_eq!(value("open_text_type_total", &[("owner", "ann")]), Some(1.0));
    assert_eq!(value("gapless_overflowed_total", &[("metric", "open_any_total")]), Some(0.0));
}

#[test]
fn an_absent_string_is_an_absent_label() {
    optional_total(None).inc();
    optional_total(Some("")).inc_by(2);
    optional_total(Some("search")).inc_by(5);
    optional_total(Some("mail")).inc_by(7);
    optional_total(Some("news")).inc_by(11); // past the bound
    optionals_total(None, None::<&str>, None, None).inc();
    optionals_total(Some("a".into()), Some("b"), Some(&Owner("ann".into())), Some(Side::Left)).inc();
    absent_info(None).set();
    let body = String::from_utf8(linted(
        Format::Text.encode(&Registry::global().gather()),
        Format::Text.content_type(),
    ))
    .expect("an exposition is UTF-8");
    let of = |name: &str| -> Vec<_> { body.lines().filter(|line| line.starts_with(name)).collect() };
    assert_eq!(
        of("open_optional_total"),
        [
            "open_optional_total 3",
            "open_optional_total{referrer=\"_other\"} 11",
            "open_optional_total{referrer=\"mail\"} 7",
            "open_optional_total{referrer=\"search\"} 5",
        ]
    );
    for line in [
        "open_optionals_total 1",
        "open_optionals_total{owned=\"a\",any=\"b\",owner=\"ann\",side=\"left\"} 1",
        "open_absent_info 1",
    ] {
        assert!(body.lines().any(|found| found == line), "{line} is not in\n{body}");
    }
    assert!(optional_total(None).remove());
    assert_eq!(value("open_optional_total", &[("referrer", "")]), None);
}

#[test]
fn a_combination_that_was_seen_has_all_its_typed_series() {
    mixed_total(Side::Right, "chess", true, "eu").inc_by(3);
    mixed_total(Side::Left, "chess", true, "eu").inc_by(0);
    let labels =
        |side, cached, game, realm| [("side", side), ("game", game), ("cached", cached), ("realm", realm)];
    assert_eq!(value("open_mixed_total", &labels("right", "true", "chess", "eu")), Some(3.0));
    assert_eq!(value("open_mixed_total", &labels("left", "false", "chess", "eu")), Some(0.0));
    assert_eq!(value("open_mixed_total", &labels("left", "false", "eu", "chess")), None);
    assert_eq!(n_series("open_mixed_total"), 4);
}

#[test]
fn listed_values_are_exported_from_the_start_in_all_combinations() {
    assert_eq!(n_series("open_listed_total"), 4);
    assert_eq!(value("open_listed_total", &[("game", "ExVenture"), ("realm", "us")]), Some(0.0));
    full_total("c").inc();
    assert_eq!(value("open_full_total", &[("game", "a")]), Some(0.0));
    assert_eq!(value("open_full_total", &[("game", "_other")]), Some(1.0));
}

#[test]
fn an_unseeded_value_appears_with_its_first_event() {
    let handle = unseeded_total("chess");
    assert_eq!(value("open_unseeded_total", &[("game", "chess")]), None);
    handle.inc();
    assert_eq!(value("open_unseeded_total", &[("game", "chess")]), Some(1.0));
}

#[test]
fn every_type_has_open_labels() {
    assert_eq!(value("open_seeded_level", &[("game", "go")]), Some(7.0));
    plain_level("go").set(3.0);
    assert_eq!(value("open_plain_level", &[("game", "go")]), Some(3.0));
    assert_eq!(plain_level("chess").get(), None);
    assert_eq!(n_series("open_plain_level"), 1);
    let guard = players("go").guard();
    assert_eq!(value("open_players", &[("game", "go")]), Some(1.0));
    drop(guard);
    assert_eq!(players("go").get(), 0);
    sizes("go").observe(2.0);
    assert_eq!(sizes("go").get().counts, [0, 1, 0]);
    assert_eq!(value("open_sizes", &[("game", "go")]), Some(1.0));
}

#[test]
fn a_value_began_when_it_was_first_seen() {
    let before = std::time::SystemTime::now();
    text_type_total(&Owner("late".to_owned())).inc();
    let snapshot = Registry::global().gather();
    let family = snapshot.family("open_text_type_total").expect("it is declared above");
    let late = family.series.iter().find(|series| series.labels[0].1 == "late").expect("it was counted");
    assert!(late.created >= Some(before));
}

#[test]
fn threads_that_see_a_value_at_once_share_its_series() {
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..1000).for_each(|i| raced_total(["a", "b", "c", "d"][i % 4]).inc()));
        }
    });
    assert_eq!(n_series("open_raced_total"), 3);
    assert_eq!(value("open_raced_total", &[("game", "_other")]).map(|other| other >= 4000.0), Some(true));
    let all: f64 = ["a", "b", "c", "d", "_other"]
        .iter()
        .filter_map(|game| value("open_raced_total", &[("game", game)]))
        .sum();
    assert_eq!(all, 8000.0);
}

#[test]
fn more_values_than_a_thread_caches_stay_distinct() {
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..5000_u32).for_each(|i| many_total(&i.to_string()).inc_by(i.into())));
        }
    });
    let snapshot = Registry::global().gather();
    let series = &snapshot.family("open_many_total").expect("it is declared above").series;
    assert_eq!(series.len(), 5000);
    for series in series {
        let i: f64 = series.labels[0].1.parse().expect("it is a number");
        assert_eq!(series.value.as_f64(), 4.0 * i);
    }
    assert_eq!(value("gapless_overflowed_total", &[("metric", "open_many_total")]), Some(0.0));
}

#[test]
fn values_with_equal_concatenations_stay_distinct() {
    let combinations = [("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc")];
    for _ in 0..2 {
        for (n, (game, realm)) in combinations.into_iter().enumerate() {
            two_total(game, realm).inc_by(n as u64);
        }
    }
    assert_eq!(combinations.map(|(game, realm)| two_total(game, realm).get()), [0, 2, 4, 6]);
    assert_eq!(value("open_two_total", &[("game", "a"), ("realm", "bc")]), Some(2.0));
}

#[test]
fn a_removed_value_frees_its_place_and_starts_again_at_zero() {
    let created = |game| {
        let snapshot = Registry::global().gather();
        let family = snapshot.family("open_removed_total").expect("it is declared above");
        family.series.iter().find(|series| series.labels[0].1 == game).and_then(|series| series.created)
    };
    let removed = |game| value("open_removed_total", &[("game", game)]);
    removed_total("a").inc_by(5);
    removed_total("b").inc_by(6);
    removed_total("c").inc_by(7);
    let first_created = created("a");
    assert!(removed_total("a").remove());
    assert_eq!(removed("a"), None);
    for n in 1..=3 {
        removed_total("c").inc();
        assert_eq!(["b", "c", "_other"].map(removed), [Some(6.0), Some(f64::from(n)), Some(7.0)]);
    }
    assert!(removed_total("b").remove() && removed_total("_other").remove());
    removed_total("a").inc();
    removed_total("b").inc();
    assert_eq!(["a", "b", "c", "_other"].map(removed), [Some(1.0), None, Some(3.0), Some(1.0)]);
    assert!(created("a") > first_created);
    assert_eq!(removed_total("a").get(), 1);
}

#[test]
fn no_scrape_has_a_removed_value() {
    let lines = || {
        let body = String::from_utf8(linted(Format::Text.scrape().into_bytes(), Format::Text.content_type()))
            .expect("it is text");
        let of_it = body.lines().filter(|line| line.starts_with("open_removed_and_scraped_total{"));
        of_it.map(|line| line["open_removed_and_scraped_total".len()..].to_owned()).collect::<Vec<_>>()
    };
    for game in ["a", "b", "a", "a", "c"] {
        removed_and_scraped_total(game).inc_by(7);
        assert_eq!(lines(), [format!("{{game=\"{game}\"}} 7")]);
        removed_and_scraped_total(game).remove();
        assert_eq!(lines(), [""; 0]);
    }
}

#[test]
fn a_handle_kept_across_a_removal_creates_its_value_again() {
    let kept = |game| value("open_kept_total", &[("game", game)]);
    let (a, b) = (kept_total("a"), kept_total("b"));
    a.inc_by(5);
    b.inc_by(6);
    assert!(a.remove());
    assert!(!a.remove(), "it is not there any more");
    assert_eq!((a.get(), kept("a")), (0, None));
    a.inc();
    a.inc();
    assert_eq!((a.get(), kept_total("a").get(), kept("a")), (2, 2, Some(2.0)));
    assert!(a.remove(), "by a handle of its former life");
    kept_total("c").inc();
    a.inc();
    assert_eq!(["a", "b", "c", "_other"].map(kept), [None, Some(6.0), Some(1.0), Some(1.0)]);
    assert_eq!((a.get(), b.get()), (0, 6));
}

#[test]
fn a_removal_removes_all_combinations_of_typed_labels() {
    let sides = || n_series("open_removed_sides_total");
    removed_sides_total("a", Side::Left).inc();
    removed_sides_total("b", Side::Left).inc();
    let kept = removed_sides_total("a", Side::Right);
    assert_eq!(sides(), 4);
    assert!(removed_sides_total("a", Side::Left).remove());
    assert_eq!(sides(), 2);
    kept.inc_by(3);
    let labels = |side| [("game", "a"), ("side", side)];
    assert_eq!(value("open_removed_sides_total", &labels("left")), Some(0.0));
    assert_eq!(value("open_removed_sides_total", &labels("right")), Some(3.0));
    assert!(!typed_sides_total(Side::Left).remove(), "these are there from the start to the end");
    assert_eq!(n_series("open_typed_sides_total"), 2);
}

#[test]
fn a_reused_place_starts_empty() {
    for n in 1..4_u32 {
        let game = &n.to_string();
        let labels = [("game", game.as_str())];
        let read = |name: &str| value(name, &labels);
        assert_eq!((removed_level(game).get(), removed_seeded_level(game).get()), (None, Some(7.0)));
        removed_seconds_total(game).inc_by(f64::from(n));
        removed_level(game).set(f64::from(n));
        removed_seeded_level(game).set(f64::from(n));
        removed_players(game).inc_by(n.into());
        removed_sizes(game).observe(1.5);
        removed_duration_seconds(game).observe(std::time::Duration::from_secs(n.into()));
        let all =
            ["seconds_total", "level", "seeded_level", "players"].map(|name| format!("open_removed_{name}"));
        assert_eq!(all.map(|name| read(&name)), [Some(f64::from(n)); 4]);
        let (sizes, durations) = (removed_sizes(game).get(), removed_duration_seconds(game).get());
        assert_eq!((sizes.counts, sizes.sum.as_f64()), (vec![0, 1, 0], 1.5));
        assert_eq!((durations.counts.iter().sum::<u64>(), durations.sum.as_f64()), (1, f64::from(n)));
        assert_eq!(n_series("open_removed_sizes"), 1);
        assert!(removed_seconds_total(game).remove() && removed_level(game).remove());
        assert!(removed_seeded_level(game).remove() && removed_players(game).remove());
        assert!(removed_sizes(game).remove() && removed_duration_seconds(game).remove());
        assert_eq!(removed_sizes(game).get().counts, [0, 0, 0]);
        assert!(removed_sizes(game).remove());
    }
}

#[test]
fn a_reused_place_adds_up_after_a_sum_that_left_no_room() {
    for huge in [f64::INFINITY, 1e300, 1e16] {
        removed_weights("heavy").observe(huge);
        removed_weights("heavy").observe(1.5);
        removed_spent_total("heavy").inc_by(huge.min(f64::MAX));
        assert_eq!(removed_weights("heavy").get().sum.as_f64(), huge + 1.5);
        assert!(removed_weights("heavy").remove() && removed_spent_total("heavy").remove());
        let handle = removed_weights("light");
        std::thread::spawn(move || handle.observe(0.25)).join().expect("it records");
        removed_weights("light").observe(0.5);
        removed_spent_total("light").inc_by(0.25);
        let light = removed_weights("light").get();
        assert_eq!((light.sum.as_f64(), light.counts), (0.75, vec![2, 0]), "after {huge}");
        assert_eq!(removed_spent_total("light").get(), 0.25, "after {huge}");
        assert!(removed_weights("light").remove() && removed_spent_total("light").remove());
    }
}

#[test]
fn a_guard_lowers_nothing_after_a_removal() {
    let _first = removed_guests("first").guard();
    let guard = removed_guests("a").guard();
    assert!(removed_guests("a").remove());
    let later = removed_guests("a").guard();
    drop(guard);
    assert_eq!(removed_guests("a").get(), 1);
    drop(later);
    assert_eq!(value("open_removed_guests", &[("game", "a")]), Some(0.0));
}

#[test]
fn removals_while_threads_count_never_count_twice() {
    const EACH: u32 = 5000;
    let sum = || {
        let snapshot = Registry::global().gather();
        let family = snapshot.family("open_removed_and_raced_total").expect("it is declared above");
        family.series.iter().map(|series| series.value.as_f64()).sum::<f64>()
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..EACH).for_each(|i| removed_and_raced_total(&(i % 10).to_string()).inc()));
        }
        scope.spawn(|| {
            for i in 0..EACH {
                removed_and_raced_total(&(i % 10).to_string()).remove();
                assert!(i % 500 > 0 || sum() <= f64::from(4 * EACH));
            }
        });
    });
    assert!(sum() <= f64::from(4 * EACH));
    for i in 0..10 {
        let handle = removed_and_raced_total(&i.to_string());
        handle.remove();
        handle.inc();
        assert_eq!(handle.get(), 1);
    }
}
