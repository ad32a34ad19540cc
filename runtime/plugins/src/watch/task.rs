//! Watched tasks: a future around the future of the user.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use gapless_core::{guard_poll, Outcome, Unfinished};
use pin_project_lite::pin_project;

use super::handle::Handle;
use super::member::Member;
use super::own::PollTimes;
use super::waker::NotingWaker;

pin_project! {
    /// A watched future. It has the output of the future that it watches; [`watch`](fn@crate::watch) returns it.
    #[must_use = "futures do nothing unless polled"]
    pub struct WatchedTask<F: Future> {
        #[pin]
        body: F,
        is_error: fn(&F::Output) -> bool,
        // Dropped after the body, so that a cancelled task is down after its values are dropped.
        run: Run,
        waker: NotingWaker,
    }
}

/// The polls of a future.
#[derive(Debug)]
struct Run {
    member: Member,
    /// The end of the last poll; before the first, the creation of the future.
    paused: u64,
}

/// A poll that has begun.
struct Begun<'a> {
    run: &'a mut Run,
    since: u64,
    /// When the future was woken.
    woken: u64,
}

impl<F: Future> fmt::Debug for WatchedTask<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchedTask").field("handle", &self.handle()).finish_non_exhaustive()
    }
}

impl<F: Future> WatchedTask<F> {
    pub(super) fn new(body: F, is_error: fn(&F::Output) -> bool, member: Member) -> Self {
        let waker = NotingWaker::new(member.watcher.clone());
        let paused = member.watcher.clock.now();
        WatchedTask { body, is_error, run: Run { member, paused }, waker }
    }

    /// Returns a handle to the watcher.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle(self.run.member.watcher.clone())
    }
}

impl<F: Future> Future for WatchedTask<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let woken = this.waker.take();
        let mut context = Context::from_waker(this.waker.around(context.waker()));
        let mut begun = this.run.begin(woken);
        let (polled, outcome) = guard_poll(&mut begun, || {
            let polled = this.body.poll(&mut context);
            let outcome = match &polled {
                Poll::Ready(output) => Some(Outcome::of_return((this.is_error)(output))),
                Poll::Pending => None,
            };
            (polled, outcome)
        });
        begun.end();
        if let Some(outcome) = outcome {
            this.run.member.end(outcome);
        }
        polled
    }
}

impl Run {
    /// Begins a poll. Without a wake, the future was idle until now.
    #[inline]
    fn begin(&mut self, woken: Option<u64>) -> Begun<'_> {
        self.member.start();
        let now = self.member.watcher.clock.now();
        self.member.watcher.beat(now);
        let woken = woken.unwrap_or(now).clamp(self.paused.min(now), now);
        Begun { run: self, since: now, woken }
    }
}

impl Begun<'_> {
    /// Ends the poll. Idle, scheduled and busy time add up to the time since the creation of the future.
    #[inline]
    fn end(&mut self) {
        let watcher = &self.run.member.watcher;
        let now = watcher.clock.now();
        let busy = now.saturating_sub(self.since);
        let poll = PollTimes {
            idle: self.woken.saturating_sub(self.run.paused),
            scheduled: self.since - self.woken,
            busy,
            is_slow: busy >= watcher.options.slow_poll,
        };
        if !self.run.member.has_ended() {
            watcher.polled(now, poll);
        }
        self.run.paused = now;
    }
}

impl Unfinished for Begun<'_> {
    fn panicked(&mut self) {
        self.end();
        self.run.member.end(Outcome::Panic);
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.member.end(Outcome::OF_UNFINISHED_FUTURE);
    }
}
