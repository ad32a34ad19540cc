//! The attempts to send to a receiver that fails: the pauses between them, and their end.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{sleep, Instant};

use super::backoff::Backoff;

/// The time after which a stop gives up on a receiver that does not accept connections.
const UNREACHABLE: Duration = Duration::from_secs(1);

/// The time that a stop keeps for itself, so that it can still say what it could not send.
const MARGIN: Duration = Duration::from_millis(100);

/// The failures in a row of a sender.
///
/// A sender tries again and again until a stop sets the end of its attempts. The stop ends the current pause, and later
/// pauses start short again. The sender then tries until this end. It gives up earlier in two cases: the next attempt
/// would be after the end, or nothing has accepted a connection for a second. A receiver that answers 503
/// or does not answer may recover at any moment, but a host that refuses connections usually does so for longer than a
/// program can wait.
#[derive(Debug)]
pub(crate) struct Attempts {
    backoff: Backoff,
    failures: u32,
    /// The time of the first failure since the receiver last accepted a connection.
    unreachable_since: Option<Instant>,
    end: watch::Receiver<Option<Instant>>,
}

/// A failure that may be temporary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setback {
    /// The pause that the receiver asks for.
    pub(crate) pause: Option<Duration>,
    /// Whether there was a connection to the receiver.
    pub(crate) is_reachable: bool,
}

/// Returns the end of the attempts of a stop with a limit.
pub(crate) fn end_within(limit: Duration) -> Instant {
    Instant::now() + limit.saturating_sub(MARGIN.min(limit / 10))
}

impl Attempts {
    pub(crate) fn new(backoff: Backoff, end: watch::Receiver<Option<Instant>>) -> Self {
        Attempts { backoff, failures: 0, unreachable_since: None, end }
    }

    /// Forgets the failures, because the receiver has answered.
    pub(crate) fn succeeded(&mut self) {
        (self.failures, self.unreachable_since) = (0, None);
    }

    /// Pauses after a failure, and returns whether to try again.
    pub(crate) async fn pause_after(&mut self, setback: Setback) -> bool {
        if self.end.has_changed().unwrap_or(false) {
            self.failures = 0;
        }
        let end = *self.end.borrow_and_update();
        let pause = self.backoff.delay(self.failures).max(setback.pause.unwrap_or_default());
        self.failures += 1;
        let is_away = self.is_away(setback.is_reachable);
        if end.is_some_and(|end| is_away || Instant::now() + pause >= end) {
            return false;
        }
        tokio::select! {
            () = sleep(pause) => {}
            _ = self.end.changed() => self.failures = 0,
        }
        true
    }

    /// Returns whether the receiver has been unreachable for long.
    fn is_away(&mut self, is_reachable: bool) -> bool {
        if is_reachable {
            self.unreachable_since = None;
            return false;
        }
        self.unreachable_since.get_or_insert_with(Instant::now).elapsed() >= UNREACHABLE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const REFUSED: Setback = Setback { pause: None, is_reachable: false };
    const BUSY: Setback = Setback { pause: None, is_reachable: true };

    fn attempts() -> (watch::Sender<Option<Instant>>, Attempts) {
        let end = watch::Sender::new(None);
        let backoff = Backoff { first: SECOND / 32, longest: 4 * SECOND };
        let attempts = Attempts::new(backoff, end.subscribe());
        (end, attempts)
    }

    /// Fails until the end, and returns how long that took.
    async fn exhaust(attempts: &mut Attempts, setback: Setback) -> Duration {
        let start = Instant::now();
        while attempts.pause_after(setback).await {}
        start.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_tries_until_its_end_while_the_receiver_can_be_reached() {
        let (end, mut attempts) = attempts();
        end.send_replace(Some(end_within(10 * SECOND)));
        let took = exhaust(&mut attempts, BUSY).await;
        assert!((5 * SECOND..10 * SECOND).contains(&took), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_gives_up_when_no_connection_was_possible_for_a_second() {
        let (end, mut attempts) = attempts();
        end.send_replace(Some(end_within(60 * SECOND)));
        let took = exhaust(&mut attempts, REFUSED).await;
        assert!((SECOND..3 * SECOND).contains(&took), "{took:?}");
        for _ in 0..3 {
            attempts.pause_after(BUSY).await; // the receiver accepts connections again
        }
        assert!(attempts.pause_after(REFUSED).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_after_an_outage_tries_once() {
        let (end, mut attempts) = attempts();
        for _ in 0..10 {
            assert!(attempts.pause_after(REFUSED).await, "without a stop, it always tries again");
        }
        end.send_replace(Some(end_within(10 * SECOND)));
        assert_eq!(exhaust(&mut attempts, REFUSED).await, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_ends_the_pause_and_respects_the_next_one() {
        let (end, mut attempts) = attempts();
        let later = Setback { pause: Some(300 * SECOND), is_reachable: true };
        let start = Instant::now();
        let stop = async {
            sleep(SECOND).await;
            end.send_replace(Some(end_within(10 * SECOND)));
        };
        let (goes_on, ()) = tokio::join!(attempts.pause_after(later), stop);
        assert!(goes_on && start.elapsed() < 2 * SECOND, "{:?}", start.elapsed());
        assert!(!attempts.pause_after(later).await, "the receiver asks for a pause beyond the end");
    }
}
