//! What values that come and go by the ten thousand leave behind: nothing, however often they are scraped.
//!
//! In a process of its own, whose allocator counts.

use allocation_counter::measure;
use gapless::encode::Format;
use gapless::{Registry, defmetrics};

defmetrics! {
    #![namespace = "removals"]

    /// Removed.
    #[max_series(200)]
    counter removed_total(cached: bool, session: &str);
}

/// Values at once.
const ROUND: u32 = 100;

/// Lets values come and go, and scrapes them in between.
fn round(round: u32) {
    let sessions = (0..ROUND).map(|session| format!("{round} {session}"));
    let handles: Vec<_> = sessions.map(|session| removed_total(true, &session)).collect();
    handles.iter().for_each(|handle| handle.inc());
    let snapshot = Registry::global().gather();
    let n_series = |name| snapshot.family(name).map_or(0, |family| family.series.len());
    assert_eq!(n_series("removals_removed_total"), 2 * ROUND as usize);
    assert!(Format::Text.scrape().into_bytes().len() > 1000);
    assert!(handles.iter().all(|handle| handle.remove()));
}

#[test]
fn removals_without_end_leave_nothing_behind() {
    const WARM_UP: u32 = 50;
    const ROUNDS: u32 = 100;
    (0..WARM_UP).for_each(round);
    let left = measure(|| (WARM_UP..WARM_UP + ROUNDS).for_each(round));
    // What a thread remembers of the last values goes up and down by a quarter of a megabyte; all would be several.
    assert!(left.bytes_current < 500_000, "{left:?}");
}
