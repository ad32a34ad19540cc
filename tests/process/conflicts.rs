//! A program whose declarations conflict: the start fails and names both locations. The exposition is still valid, and
//! equal in every build.

use gapless::snapshot::Value;
use gapless::{ErrorKind, LabelValue, Registry, defmetrics, instrument_metric};

mod earlier {
    super::defmetrics! {
        /// Jobs.
        pub(crate) counter jobs_total(done: bool);

        /// Room.
        #[seed(1.0)]
        pub(crate) gauge room;

        /// Sizes.
        #[buckets(1, 2)]
        pub(crate) histogram size_bytes;

        /// Shared.
        pub(crate) counter shared_total(cached: bool);

        /// Players of a game.
        #[max_series(10)]
        pub(crate) gauge players(game: &str);

        /// A game, which one site knows at compile time and the other does not.
        #[max_series(10)]
        pub(crate) counter games_total(game: &str);

        /// Served.
        pub(crate) counter http_served_total;

        /// State of a worker.
        pub(crate) stateset worker: super::Game;

        /// State of a player.
        pub(crate) stateset player: super::Game;

        /// Build information.
        pub(crate) info build_info(version: &str);

        /// Ratio.
        #[native]
        #[buckets(1)]
        pub(crate) histogram ratio;
    }
}

mod later {
    super::defmetrics! {
        /// Jobs.
        pub(crate) counter jobs_total(done: bool, late: bool);

        /// Room.
        #[seed(2.0)]
        pub(crate) gauge room;

        /// Sizes.
        #[buckets(1, 3)]
        pub(crate) histogram size_bytes;

        /// Shared.
        pub(crate) counter shared_total(cached: bool);

        /// OpenMetrics would give it the name of the counter. The `cfg` makes that an error of the running program.
        #[cfg(all())] #[seed(0.0)]
        gauge jobs;

        /// Not Gapless' own.
        #[seed(9.0)]
        gauge gapless_conflicts;

        /// Players of a game.
        pub(crate) gauge players(game: super::Game);

        /// A game, which one site knows at compile time and the other does not.
        pub(crate) counter games_total(game: super::Game);

        /// Served.
        #[name("http.served_total")]
        pub(crate) counter http_served_total;

        /// Ratio.
        #[buckets(1)]
        pub(crate) histogram ratio;

        /// State of a worker.
        pub(crate) stateset worker: super::Game;

        /// State of a player.
        pub(crate) stateset player: bool;

        /// Build information.
        pub(crate) info build_info(version: &str);

        /// OpenMetrics would give it the name of the info. The `cfg` makes that an error of the running program.
        #[cfg(all())] #[seed(1.0)]
        pub(crate) gauge build;
    }
}

#[derive(Clone, Copy, LabelValue)]
enum Game {
    Chess,
    Go,
}

struct Hall;
struct Cellar;

impl Hall {
    #[instrument_metric]
    fn visit(&self) {}
}

impl Cellar {
    #[instrument_metric]
    fn visit(&self) {}
}

#[test]
fn a_conflict_names_both_locations_and_the_earlier_declaration_is_exported() {
    let error = Registry::global().check().expect_err("the declarations above clash");
    let ErrorKind::Conflicts(conflicts) = error.kind() else { panic!("{error:?}") };
    let told: Vec<_> = conflicts.iter().map(ToString::to_string).collect();
    let file = file!();
    let expected = [
        format!(
            "`jobs_total` at {file}:53 clashes with {file}:10: its labels are `done`, `late` here and `done` there; make them equal or rename one"
        ),
        format!(
            "`room` at {file}:57 clashes with {file}:14: a gauge has one place that sets it; declare it once and share the handle"
        ),
        format!(
            "`size_bytes` at {file}:61 clashes with {file}:18: its buckets are [1.0, 3.0] here and [1.0, 2.0] there; make them equal or rename one"
        ),
    ];
    assert_eq!(told[..3], expected);
    assert_eq!(
        told[3],
        format!(
            "`jobs` at {file}:68 clashes with {file}:10: `jobs_total` is of type counter there, and both would write samples or types called `jobs`"
        )
    );
    let is_told = |name: &str, reason: &str| {
        told.iter().any(|told| told.starts_with(&format!("`{name}` ")) && told.contains(reason))
    };
    for remedy in [
        "annotate the `impl` block",
        "`#[metric(function = \"..\")]` on a method of an annotated block",
        "`#[instrument_metric(function = \"..\")]` on any other function",
    ] {
        assert!(is_told("function_calls_total", remedy), "{told:#?}");
    }
    assert!(is_told(
        "gapless_conflicts",
        "`gapless_conflicts` is a metric of Gapless itself; rename this one"
    ));
    assert!(is_told("players", "a gauge has one place"));
    assert!(is_told("build_info", "an info has one place"));
    assert!(is_told("build", "`build_info` is of type info there"));
    assert!(is_told("worker", "a state set has one place"));
    assert!(is_told("player", "its states are `false`, `true` here and `chess`, `go` there"));
    assert!(is_told("http.served_total", "`http_served_total` is of type counter there"));
    assert!(is_told("ratio", "its native buckets are absent here and `schema = 3, "));
    assert!(error.to_string().lines().count() == told.len() + 1);
}

#[test]
fn declarations_that_are_left_out_are_counted_and_the_rest_is_served() {
    later::jobs_total(true, true).inc_by(5);
    earlier::jobs_total(true).inc();
    earlier::room().set(3.0);
    later::room().set(4.0);
    earlier::worker().set(Game::Go);
    later::worker().set(Game::Chess);
    earlier::player().set(Game::Go);
    later::player().set(true);
    later::build_info("2").set();
    earlier::build_info("1").set();
    Hall.visit();
    Cellar.visit();
    let snapshot = Registry::global().gather();
    let value = |name, labels: &[_]| snapshot.value(name, labels).map(Value::as_f64);
    assert_eq!(value("jobs_total", &[("done", "true")]), Some(1.0));
    assert_eq!(value("build_info", &[("version", "1")]), Some(1.0));
    assert_eq!((value("room", &[]), value("worker", &[])), (Some(3.0), Some(1.0)));
    let visits = [("function", "visit"), ("module", module_path!()), ("outcome", "ok")];
    assert_eq!(value("function_calls_total", &visits), Some(1.0));
    assert_eq!(value("gapless_conflicts", &[]), Some(15.0));
}

#[test]
fn declarations_of_one_family_with_the_same_labels_add_up() {
    earlier::shared_total(true).inc_by(2);
    later::shared_total(true).inc_by(3);
    earlier::size_bytes().observe(1_u64);
    later::size_bytes().observe(1_u64);
    let snapshot = Registry::global().gather();
    assert_eq!(snapshot.value("shared_total", &[("cached", "true")]).map(Value::as_f64), Some(5.0));
    assert_eq!(snapshot.value("size_bytes", &[]).map(Value::as_f64), Some(1.0));
}

#[test]
fn a_typed_and_an_open_label_are_one_family_and_add_up() {
    earlier::games_total("chess").inc_by(2);
    earlier::games_total("dice").inc_by(7);
    later::games_total(Game::Chess).inc_by(3);
    later::games_total(Game::Go).inc_by(0);
    let snapshot = Registry::global().gather();
    let value = |game| snapshot.value("games_total", &[("game", game)]).map(Value::as_f64);
    assert_eq!((value("chess"), value("go"), value("dice")), (Some(5.0), Some(0.0), Some(7.0)));
}

mod one_order {
    super::defmetrics! {
        /// Shared by sites that list its labels in another order.
        pub(crate) counter ordered_total(cached: bool, late: bool);
    }
}

mod other_order {
    super::defmetrics! {
        /// Shared by sites that list its labels in another order.
        pub(crate) counter ordered_total(late: bool, cached: bool);
    }
}

#[test]
fn the_order_of_labels_does_not_matter() {
    one_order::ordered_total(true, false).inc_by(2);
    other_order::ordered_total(false, true).inc_by(3);
    let snapshot = Registry::global().gather();
    let family = snapshot.family("ordered_total").expect("it is declared above");
    assert_eq!(family.series.len(), 4);
    assert_eq!(
        snapshot.value("ordered_total", &[("cached", "true"), ("late", "false")]).map(Value::as_f64),
        Some(5.0)
    );
}
