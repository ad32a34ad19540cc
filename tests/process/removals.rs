//! Tens of thousands of values that come and go leave no memory behind, however often they are scraped.
//!
//! This test needs a separate process, because its allocator counts.

use std::time::{Duration, Instant};

use allocation_counter::measure;
use gapless::encode::Format;
use gapless::{Registry, defmetrics};

#[path = "../linted.rs"]
mod linted;

use linted::linted;

defmetrics! {
    #![namespace = "removals"]

    /// Removed.
    #[max_series(200)]
    counter removed_total(cached: bool, session: &str);

    /// Expiring.
    #[max_series(1000)]
    #[buckets(1)]
    #[expire_after("1m")]
    histogram expiring(session: &str);
}

/// The number of values at a time.
const ROUND: u32 = 100;

/// Creates and removes values, with scrapes in between; `minute` is the time at which values expire.
fn round(start: Instant, minute: u32) {
    let sessions = (0..ROUND).map(|session| format!("{minute} {session}"));
    let taken = sessions.map(|session| {
        expiring(&session).observe(1.0);
        removed_total(true, &session)
    });
    let handles: Vec<_> = taken.collect();
    handles.iter().for_each(gapless::Counter::<u64>::inc);
    let snapshot = Registry::global().gather_at(start + Duration::from_secs(60) * minute);
    let n_series = |name| snapshot.family(name).map_or(0, |family| family.series.len());
    assert_eq!(n_series("removals_removed_total"), 2 * ROUND as usize);
    assert_eq!(n_series("removals_expiring"), ROUND as usize);
    assert!(linted(Format::Text.scrape().into_bytes(), Format::Text.content_type()).len() > 1000);
    assert!(handles.iter().all(gapless::Counter::<u64>::remove));
}

#[test]
fn endless_removals_leave_no_memory_behind() {
    const WARM_UP: u32 = 50;
    const ROUNDS: u32 = 100;
    let start = Instant::now();
    (0..WARM_UP).for_each(|minute| round(start, minute));
    let left = measure(|| (WARM_UP..WARM_UP + ROUNDS).for_each(|minute| round(start, minute)));
    // The cache of recent values varies by a quarter of a megabyte. All values would need eight megabytes.
    assert!(left.bytes_current < 500_000, "{left:?}");
}
