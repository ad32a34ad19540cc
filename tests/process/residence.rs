//! A family with very many untouched series needs almost no memory.
//!
//! This test needs a separate process, because other tests would change its memory.

#![cfg(target_os = "linux")]

use gapless::defmetrics;

defmetrics! {
    /// Players, of whom there may be many.
    #[max_series(4_000_000)]
    counter residence_players_total(player: &str);
}

/// Returns the resident memory of the process, in pages.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("Linux says what a process takes");
    let pages = statm.split(' ').nth(1).expect("the second number is of pages in RAM");
    pages.parse().expect("it is a number")
}

#[test]
fn a_thread_needs_no_memory_for_series_it_does_not_record_into() {
    residence_players_total("first").inc(); // the map of values, and this thread's cells
    let before = resident();
    std::thread::spawn(|| residence_players_total("first").inc()).join().expect("it records");
    std::thread::scope(|scope| {
        let pair = [(); 2].map(|()| scope.spawn(|| residence_players_total("second").inc()));
        pair.into_iter().for_each(|thread| thread.join().expect("it records"));
    });
    let more = resident().saturating_sub(before);
    assert!(more < 2048, "{more} pages more, where all cells of a thread are 7813");
}
