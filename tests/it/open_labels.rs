//! Labels whose values only the running program knows.

use gapless::{LabelValue, Registry, Value, defmetrics};

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

    /// A gauge.
    #[max_series(10)]
    #[seed(7.0)]
    #[seed(game = ["go"])]
    gauge seeded_gauge(game: &str);

    /// Another one.
    #[max_series(10)]
    gauge plain_gauge(game: &str);

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
fn past_the_bound_a_value_is_other_and_is_counted() {
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
fn any_text_can_be_a_value() {
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
fn listed_values_are_there_from_the_start_in_all_combinations() {
    assert_eq!(n_series("open_listed_total"), 4);
    assert_eq!(value("open_listed_total", &[("game", "ExVenture"), ("realm", "us")]), Some(0.0));
    full_total("c").inc();
    assert_eq!(value("open_full_total", &[("game", "a")]), Some(0.0));
    assert_eq!(value("open_full_total", &[("game", "_other")]), Some(1.0));
}

#[test]
fn an_unseeded_value_shows_up_with_its_first_event() {
    let handle = unseeded_total("chess");
    assert_eq!(value("open_unseeded_total", &[("game", "chess")]), None);
    handle.inc();
    assert_eq!(value("open_unseeded_total", &[("game", "chess")]), Some(1.0));
}

#[test]
fn every_type_has_open_labels() {
    assert_eq!(value("open_seeded_gauge", &[("game", "go")]), Some(7.0));
    plain_gauge("go").set(3.0);
    assert_eq!(value("open_plain_gauge", &[("game", "go")]), Some(3.0));
    assert_eq!(plain_gauge("chess").get(), None);
    assert_eq!(n_series("open_plain_gauge"), 1);
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
fn more_values_than_a_thread_remembers_are_told_apart() {
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
fn values_that_read_alike_one_after_the_other_are_told_apart() {
    let combinations = [("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc")];
    for _ in 0..2 {
        for (n, (game, realm)) in combinations.into_iter().enumerate() {
            two_total(game, realm).inc_by(n as u64);
        }
    }
    assert_eq!(combinations.map(|(game, realm)| two_total(game, realm).get()), [0, 2, 4, 6]);
    assert_eq!(value("open_two_total", &[("game", "a"), ("realm", "bc")]), Some(2.0));
}
