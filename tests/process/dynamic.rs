//! Run-time metrics free their memory when they are dropped.
//!
//! This test needs a separate process, because its allocator counts.

use allocation_counter::measure;
use gapless::dynamic::Registry;

gapless::defmetrics! {
    #![into = JobMetrics]
    #![namespace = "job"]

    /// Runs.
    counter runs_total(failed: bool);

    /// Room.
    gauge room;

    /// Waits.
    #[native]
    histogram wait_duration_seconds;

    /// Times.
    summary run_duration_seconds;

    /// Version.
    info version_info(version: &str);
}

gapless::defmetrics! {
    #![into = PageMetrics]

    /// Hits.
    #[max_series(20)]
    counter hits_total(page: &str);
}

fn struct_lives_and_dies() {
    let registry = Registry::new();
    let metrics = JobMetrics::register(&registry).expect("the registry is empty");
    for page in 0..30 {
        metrics.wait_duration_seconds().observe(0.1 * f64::from(page));
        metrics.run_duration_seconds().observe(0.1);
    }
    metrics.runs_total(true).inc();
    metrics.room().set(1.0);
    metrics.version_info("1").set();
    assert_eq!(registry.gather().families.len(), 5);
}

fn live_and_die() {
    let registry = Registry::new();
    for n in 0..100 {
        let hits = registry
            .counter(&format!("hits_{n}_total"), "Hits.")
            .labels(["page"])
            .register()
            .expect("a good declaration");
        let waits = registry
            .histogram(&format!("wait_{n}_seconds"), "Waits.")
            .register()
            .expect("a good declaration");
        for page in 0..10 {
            hits.with([&*page.to_string()]).inc();
        }
        waits.observe(0.1);
        hits.remove(["3"]);
    }
    assert_eq!(registry.gather().families.len(), 200);
}

#[test]
fn dropped_series_free_their_memory() {
    live_and_die(); // creates the cells of this thread
    let all = measure(|| (0..20).for_each(|_| live_and_die()));
    assert_eq!(all.bytes_current, 0, "of {} bytes", all.bytes_total);
}

#[test]
fn dropped_structs_free_their_memory() {
    struct_lives_and_dies(); // creates the cells of this thread
    let all = measure(|| (0..50).for_each(|_| struct_lives_and_dies()));
    assert_eq!(all.bytes_current, 0, "of {} bytes", all.bytes_total);
}

#[test]
fn dropped_label_values_leave_only_entries_in_the_cache_of_a_thread() {
    let live_and_die = || {
        let metrics = PageMetrics::register(&Registry::new()).expect("the registry is empty");
        (0..15).for_each(|page| metrics.hits_total(&page.to_string()).inc());
    };
    (0..500).for_each(|_| live_and_die()); // more values than the cache holds
    let all = measure(|| (0..500).for_each(|_| live_and_die()));
    assert!(all.bytes_current < 256 * 1024, "{} of {} bytes", all.bytes_current, all.bytes_total);
}

#[test]
fn a_metric_of_a_struct_records_without_allocating() {
    let registry = Registry::new();
    let metrics = JobMetrics::register(&registry).expect("the registry is empty");
    let pages = PageMetrics::register(&registry).expect("the names are free");
    let record = || {
        metrics.runs_total(false).inc();
        pages.hits_total("home").inc();
        metrics.wait_duration_seconds().observe(0.5);
    };
    record();
    assert_eq!(measure(|| (0..1000).for_each(|_| record())).count_total, 0);
}

#[test]
fn a_stored_handle_records_without_allocating() {
    let registry = Registry::new();
    let hits = registry.counter("hits_total", "Hits.").register().unwrap();
    let waits = registry.histogram("wait_seconds", "Waits.").register().unwrap();
    let record = || {
        hits.inc();
        waits.observe(0.5);
    };
    record();
    assert_eq!(measure(|| (0..1000).for_each(|_| record())).count_total, 0);
}
