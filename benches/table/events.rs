//! Events.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};

use gapless::{Event, defmetrics};

use crate::case::{Bar, Case, gapless, limit, peer, variant};

/// An event without a listener.
#[derive(Event)]
struct Unheard<'a> {
    path: &'a str,
    #[event(measure)]
    size: usize,
}

/// An event that a metric records.
#[derive(Event)]
struct Heard {
    #[event(measure = "B")]
    size: usize,
}

defmetrics! {
    #![namespace = "bench"]
    #![group = "events"]

    /// Sizes.
    #[on(Heard, measure = size)]
    counter heard_bytes_total;
}

/// An event without a listener, and a `tracing` event without a subscriber.
pub(crate) fn unheard() -> Case {
    Case {
        what: "event without a listener",
        n: 1,
        concurrent: true,
        bars: vec![Bar::SameAsBest],
        contenders: vec![
            gapless(|i| Unheard { path: "/games", size: black_box(i) }.emit()),
            variant("Gapless, into a counter", |i| Heard { size: black_box(i) }.emit()),
            peer("tracing", |i| tracing::info!(path = "/games", size = black_box(i))),
            limit("a load and a branch", load_and_branch),
        ],
    }
}

fn load_and_branch(n: usize) {
    static IS_HEARD: AtomicBool = AtomicBool::new(false);
    for i in 0..n {
        black_box(i);
        if IS_HEARD.load(Ordering::Relaxed) {
            black_box(n);
        }
    }
}
