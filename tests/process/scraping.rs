//! A scrape, which caches constant parts of lines, and the encoding of a snapshot, which caches nothing, write the same
//! bytes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::ScopedJoinHandle;
use std::time::Duration;

use gapless::encode::{Escaping, Format};
use gapless::{LabelValue, Registry, defmetrics, instrument_metric};

#[path = "../linted.rs"]
mod linted;

use linted::linted;

#[derive(Clone, Copy, LabelValue)]
enum Odd {
    #[label(rename = "\"\\\n")]
    Special,
    Plain,
}

defmetrics! {
    #![namespace = "scraping"]

    /// A \ and "quotes".
    counter events_total(odd: Odd, cached: Option<bool>);

    /// Seconds.
    counter spent_seconds_total: f64;

    /// Not exported until it is set.
    gauge level(odd: Odd);

    /// Not exported until the first record.
    #[seed(none)]
    counter rare_total(odd: Odd);

    /// Incremented and not decremented.
    up_down_counter open(odd: Odd);

    /// Without labels.
    histogram wait_seconds;

    /// With labels, and bounds that the formats spell differently.
    #[buckets(0.5, 1, 2500000)]
    histogram ratio(odd: Odd): f64;

    /// Bytes.
    #[buckets(exponential(1, 16, 8))]
    histogram size_bytes(odd: Odd);

    /// Has names with any characters.
    #[name("scraping.odd-name_total")]
    counter odd_name_total(odd: Odd);

    /// Of a game.
    #[max_series(20000)]
    counter games_total(game: &str, odd: Odd);

    /// Time of a game.
    #[max_series(500)]
    #[buckets(0.5)]
    histogram game_seconds(game: &str);
}

mod another_site {
    super::defmetrics! {
        #![namespace = "scraping"]

        /// Seconds.
        pub(super) counter spent_seconds_total: f64;

        /// Of a game.
        pub(super) counter games_total(game: super::Game, odd: super::Odd);
    }
}

#[derive(Clone, Copy, LabelValue)]
enum Game {
    Chess,
    Go,
}

#[instrument_metric(name = "scraping_call", error = Failed)]
fn call(fails: bool) -> Result<(), Failed> {
    if fails { Err(Failed::Often) } else { Ok(()) }
}

#[derive(Clone, Copy, Debug, LabelValue)]
enum Failed {
    Often,
    Seldom,
}

const TEXTS: [Format; 7] = [
    Format::Text,
    Format::Text1 { escaping: Some(Escaping::AllowUtf8) },
    Format::OpenMetrics { escaping: None },
    Format::OpenMetrics { escaping: Some(Escaping::Underscores) },
    Format::OpenMetrics { escaping: Some(Escaping::Dots) },
    Format::OpenMetrics { escaping: Some(Escaping::Values) },
    Format::OpenMetrics { escaping: Some(Escaping::AllowUtf8) },
];

/// Locks the process, so that only one test records.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn scraped(format: Format) -> String {
    let body = linted(format.scrape().into_bytes(), format.content_type());
    String::from_utf8(body).expect("an exposition is UTF-8")
}

fn encoded(format: Format) -> String {
    String::from_utf8(format.encode(&Registry::global().gather())).expect("an exposition is UTF-8")
}

/// Joins chunks to an exposition.
fn whole(chunks: &[Vec<u8>]) -> String {
    let body = linted(chunks.concat(), Format::Text.content_type());
    String::from_utf8(body).expect("an exposition is UTF-8")
}

#[track_caller]
fn check() {
    for format in TEXTS {
        let expected = encoded(format);
        assert_eq!(scraped(format), expected);
        let chunks: Vec<_> = format.scrape().collect();
        assert_eq!(String::from_utf8(chunks.concat()).expect("an exposition is UTF-8"), expected);
    }
    let messages = Format::Protobuf { escaping: Escaping::AllowUtf8 };
    let expected = messages.encode(&Registry::global().gather());
    assert!(linted(messages.scrape().into_bytes(), messages.content_type()) == expected);
    assert!(messages.scrape().collect::<Vec<_>>().concat() == expected);
}

fn record(n: u64) {
    let odd = if n.is_multiple_of(2) { Odd::Special } else { Odd::Plain };
    events_total(odd, Some(true)).inc_by(n.pow(5));
    spent_seconds_total().inc_by(0.1);
    another_site::spent_seconds_total().inc_by(1e9);
    open(odd).inc_by(n);
    open(odd).dec_by(2);
    wait_seconds().observe(Duration::from_nanos(n * 1_234_567));
    ratio(odd).observe(n as f64);
    size_bytes(odd).observe(u64::MAX);
    odd_name_total(odd).inc();
    games_total("go", odd).inc();
    another_site::games_total(Game::Go, odd).inc();
    let _ = call(n.is_multiple_of(3));
}

#[test]
fn a_scrape_equals_the_encoding_of_a_snapshot_after_any_changes() {
    let _turn = turn();
    check();
    (1..9).for_each(record);
    check();
    level(Odd::Plain).set(f64::NEG_INFINITY);
    rare_total(Odd::Special).inc();
    check();
    for game in ["zork", "", "adventure", "\"", "chess"] {
        games_total(game, Odd::Plain).inc_by(3);
        game_seconds(game).observe(0.25);
        check();
    }
    for metric in ["scraping_events_total", "scraping_games_total"] {
        let switch = Registry::global().switch(metric).expect("the metric is declared above");
        switch.disable();
        check();
        switch.enable();
        check();
    }
}

#[test]
fn chunks_of_a_scrape_end_with_a_series() {
    let _turn = turn();
    (0..800).for_each(|game| games_total(&format!("a game with a long name {game:05}"), Odd::Plain).inc());
    check();
    let chunks: Vec<_> = Format::Text.scrape().collect();
    assert!(chunks.len() > 2);
    let (last, others) = chunks.split_last().expect("the list is not empty");
    assert!(others.iter().all(|chunk| (60_000..66_000).contains(&chunk.len()) && chunk.ends_with(b"\n")));
    assert!(last.len() < 66_000);
}

#[test]
fn new_label_values_do_not_disturb_a_scrape_in_progress() {
    let _turn = turn();
    (0..800).for_each(|game| games_total(&format!("b {game:05} {}", "x".repeat(40)), Odd::Plain).inc());
    let expected = scraped(Format::Text);
    let mut scrape = Format::Text.scrape();
    let mut chunks = vec![scrape.next().expect("the scrape has more than one chunk")];
    games_total("a game that comes before all others", Odd::Plain).inc();
    scraped(Format::Text);
    chunks.extend(scrape);
    let body = whole(&chunks);
    let new = |line: &&str| !line.contains("a game that comes before");
    assert_eq!(body.lines().filter(new).collect::<Vec<_>>(), expected.lines().collect::<Vec<_>>());
    check();
}

#[test]
fn removed_label_values_do_not_disturb_a_scrape_in_progress() {
    let _turn = turn();
    let games: Vec<_> = (0..1500).map(|game| format!(" removed {game:05} {}", "x".repeat(40))).collect();
    games.iter().for_each(|game| games_total(game, Odd::Plain).inc());
    let expected = scraped(Format::Text);
    let mut scrape = Format::Text.scrape();
    let mut chunks = vec![scrape.next().expect("the scrape has more than one chunk")];
    games.iter().for_each(|game| assert!(games_total(game, Odd::Plain).remove()));
    chunks.extend(scrape.inspect(|_| assert!(!scraped(Format::Text).contains("removed 0"))));
    let body = whole(&chunks);
    let is_removed = |line: &&str| line.contains("removed 0");
    let [read, all] = [&body, &expected].map(|text| text.lines().filter(is_removed).collect::<Vec<_>>());
    assert!(!read.is_empty() && read.len() < all.len() && all.starts_with(&read));
    let is_other = |line: &&str| !is_removed(line) && !line.starts_with("gapless_series "); // it counts removed series
    let [read, all] = [&body, &expected].map(|text| text.lines().filter(is_other));
    assert_eq!(read.collect::<Vec<_>>(), all.collect::<Vec<_>>());
}

#[test]
fn a_scrape_in_progress_contains_changes_of_families_it_has_not_read() {
    let _turn = turn();
    let game = |game: usize| games_total(&format!("z {game:05} {}", "x".repeat(40)), Odd::Plain);
    (0..2000).for_each(|number| game(number).inc());
    let expected = scraped(Format::Text);
    let mut scrape = Format::Text.scrape();
    let mut chunks = vec![scrape.next().expect("the scrape has more than one chunk")];
    game(1999).inc();
    assert!(game(1998).remove());
    chunks.extend(scrape);
    let body = whole(&chunks);
    let kept = |line: &&str| !line.contains("z 01998");
    let expected = expected.lines().filter(kept).map(|line| match line.strip_suffix(" 1") {
        Some(head) if head.contains("z 01999") && head.contains("plain") => format!("{head} 2"),
        _ => line.to_owned(),
    });
    assert_eq!(body.lines().map(str::to_owned).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    check();
}

/// Returns the lines of an exposition without their values.
fn series(body: &str) -> Vec<&str> {
    body.lines()
        .map(|line| line.rsplit_once(' ').filter(|_| !line.starts_with('#')).map_or(line, |(head, _)| head))
        .collect()
}

#[test]
fn concurrent_scrapes_have_the_same_lines_while_threads_record() {
    let _turn = turn();
    level(Odd::Special).set(1.0);
    rare_total(Odd::Special).inc();
    rare_total(Odd::Plain).inc();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let recording = || {
            while !over.load(Ordering::Relaxed) {
                (0..9).for_each(record);
            }
        };
        (0..2).for_each(|_| drop(scope.spawn(recording)));
        record(1);
        let scraping = || {
            for format in TEXTS.into_iter().cycle().take(14) {
                let (before, body) = (encoded(format), scraped(format));
                assert_eq!(series(&body), series(&before));
            }
        };
        let others: Vec<_> = (0..2).map(|_| scope.spawn(scraping)).collect();
        let ended: Vec<_> = others.into_iter().map(ScopedJoinHandle::join).collect();
        over.store(true, Ordering::Relaxed);
        assert!(ended.iter().all(Result::is_ok));
    });
    check();
}
