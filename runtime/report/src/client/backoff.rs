//! The pauses between attempts. Each pause is about twice as long as the previous pause.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

use tokio::time::sleep;

/// The first and the longest pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Backoff {
    pub(crate) first: Duration,
    pub(crate) longest: Duration,
}

impl Backoff {
    /// Waits before a retry, counted from 0.
    pub(crate) async fn pause(&self, retry: u32) {
        sleep(self.delay(retry)).await;
    }

    /// Returns the pause before a retry, counted from 0.
    ///
    /// The pause is a random part, at least half, of the doubled pause, so that the replicas of a program spread their
    /// retries.
    pub(crate) fn delay(&self, retry: u32) -> Duration {
        self.jittered(retry, random())
    }

    fn jittered(&self, retry: u32, random: u64) -> Duration {
        let doubled = self.first.saturating_mul(2_u32.saturating_pow(retry));
        let half = doubled.min(self.longest) / 2;
        let part = u32::try_from(random >> 32).unwrap_or(u32::MAX);
        half + half.mul_f64(f64::from(part) / f64::from(u32::MAX))
    }
}

/// A random number, from the random keys of the standard library's hash maps.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn pauses_double_up_to_the_longest_and_spread_over_their_second_half() {
        let backoff = Backoff { first: SECOND, longest: 10 * SECOND };
        for (retry, shortest) in [(0, 0.5), (1, 1.0), (3, 4.0), (4, 5.0), (40, 5.0)] {
            assert_eq!(backoff.jittered(retry, 0).as_secs_f64(), shortest);
            assert_eq!(backoff.jittered(retry, u64::MAX).as_secs_f64(), 2.0 * shortest);
        }
        assert_ne!(random(), random());
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_takes_its_time() {
        let start = tokio::time::Instant::now();
        Backoff { first: SECOND, longest: SECOND }.pause(0).await;
        assert!((SECOND / 2..=SECOND + SECOND / 100).contains(&start.elapsed()));
    }
}
