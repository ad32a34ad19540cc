//! Allocations of watched tasks.
//!
//! This test needs a separate process, because its allocator counts, and because a new task adds lines to every scrape.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use allocation_counter::measure;
use gapless::encode::{Format, View};
use gapless::watch::Watch;

#[test]
fn polls_allocate_nothing_after_the_first_and_scrapes_only_their_output() {
    let woken = poll_fn(|context| {
        context.waker().wake_by_ref();
        Poll::<()>::Pending
    });
    let mut task = pin!(gapless::watch("polled", woken));
    let mut context = Context::from_waker(Waker::noop());
    let mut poll = || assert!(task.as_mut().poll(&mut context).is_pending());
    poll();
    let polls = measure(|| (0..100).for_each(|_| poll()));
    assert_eq!(polls.count_total, 0, "{polls:?}");

    let _idle = Watch::new("idle").idle_after(Duration::ZERO).value();
    let view = View::builder().names(["gapless_task_*"]).build().expect("it can be built");
    drop(view.scrape(Format::Text).into_bytes());
    poll();
    let scrape = measure(|| drop(view.scrape(Format::Text).into_bytes()));
    assert_eq!(scrape.count_total, 1, "{scrape:?}");
}
