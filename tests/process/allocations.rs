//! Recording allocates only for the first records of a thread. A scrape allocates only its output, once its lines have
//! been written before.
//!
//! This test needs a separate process, because its allocator counts.

use allocation_counter::measure;
use gapless::encode::{Format, View};
use gapless::{LabelValue, StatusClass, defmetrics, instrument_metric};

#[path = "../linted.rs"]
mod linted;

use linted::linted;

defmetrics! {
    #![namespace = "allocations"]

    /// Requests.
    counter requests_total(status: StatusClass, cached: bool);

    /// Seconds.
    counter spent_seconds_total: f64;

    /// Room.
    #[seed(2.5)]
    gauge room;

    /// Connections.
    up_down_counter connections;

    /// Waits.
    histogram wait_seconds(status: StatusClass);

    /// Ratios.
    #[buckets(0.1, 0.5)]
    histogram ratio: f64;

    /// Sizes.
    #[native]
    histogram answer_seconds(status: StatusClass);

    /// Orders.
    #[exemplars]
    histogram order_duration_seconds(status: StatusClass);

    /// Players of a game.
    #[max_series(3000)]
    counter players_total(game: &str);

    /// Loads.
    summary load_ratio;

    /// The last status.
    stateset last_status: StatusClass;
}

#[instrument_metric]
fn call() {}

fn record() {
    requests_total(StatusClass::Success, true).inc();
    spent_seconds_total().inc_by(0.1);
    let _connection = connections().guard();
    wait_seconds(StatusClass::Success).observe(0.012_345);
    ratio().observe(0.2);
    (0..2500).for_each(|game| players_total(&format!("a game with a number, {game:05}")).inc());
    (1..100).for_each(|n| answer_seconds(StatusClass::Success).observe(f64::from(n) * 0.001));
    order();
    call();
}

fn order() {
    let (order, long) = (order_duration_seconds(StatusClass::Success), "a long text, ".repeat(8));
    order.with_exemplar([("id", "4711")]).observe(0.012_345);
    order.with_exemplar([("id", &long)]).observe(0.345);
    drop(long);
}

/// Records ten values, which the thread has recorded before.
fn record_again(n: u32) {
    requests_total(StatusClass::Success, n.is_multiple_of(2)).inc();
    spent_seconds_total().inc_by(0.1);
    room().set(f64::from(n));
    drop(connections().guard());
    wait_seconds(StatusClass::Success).observe(f64::from(n % 100) * 0.001);
    answer_seconds(StatusClass::Success).observe(f64::from(n % 100) * 0.001);
    players_total(["chess", "go"][n as usize % 2]).inc();
    load_ratio().observe(f64::from(n % 100) * 0.01);
    last_status().set(StatusClass::Success);
    call();
}

#[test]
fn a_million_records_without_a_scrape_allocate_nothing_after_the_first() {
    (0..200).for_each(record_again);
    let million = measure(|| (0..100_000).for_each(record_again));
    assert_eq!(million.count_total, 0, "{million:?}");
}

#[test]
fn a_record_that_keeps_an_exemplar_allocates_nothing_after_the_first() {
    order();
    let once_more = measure(order);
    assert_eq!(once_more.count_total, 1, "the long text is the test's own: {once_more:?}");
}

#[test]
fn a_scrape_allocates_its_output_and_nothing_else() {
    assert_eq!(StatusClass::Success.as_label(), "2xx");
    for format in [Format::Text, Format::OpenMetrics { escaping: None }] {
        check_scrapes(&View::default(), format);
    }
}

#[test]
fn a_scrape_of_a_view_allocates_no_more() {
    let view = View::builder().names(["allocations_*"]).prefix("shop").label("region", "eu").build();
    check_scrapes(&view.expect("it can be built"), Format::Text);
}

fn check_scrapes(view: &View, format: Format) {
    record();
    let mut n_chunks = view.scrape(format).count() as u64;
    linted(view.scrape(format).into_bytes(), format.content_type());
    record();
    let whole = measure(|| drop(view.scrape(format).into_bytes()));
    assert_eq!(whole.count_total, 1, "{format:?}: {whole:?}");
    let chunks = measure(|| n_chunks = view.scrape(format).count() as u64);
    assert!(n_chunks > 2);
    assert_eq!(chunks.count_total, n_chunks, "{format:?}: {chunks:?}");
}
