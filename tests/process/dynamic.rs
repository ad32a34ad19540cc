//! Run-time metrics free their memory when they are dropped.
//!
//! This test needs a separate process, because its allocator counts.

use allocation_counter::measure;
use gapless::dynamic::Registry;

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
