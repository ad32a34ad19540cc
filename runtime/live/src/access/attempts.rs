//! The limit for wrong tokens in the form.
//!
//! A client that sends five wrong tokens within a minute is refused until the minute is over, even with the right
//! token. Otherwise the limit would not slow down a client that guesses.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use tokio::time::Instant;

/// How many wrong tokens a client can send within a [`PERIOD`].
const FAILURES: u32 = 5;

const PERIOD: Duration = Duration::from_secs(60);

/// How many clients are known at the same time. Other clients count together.
const CLIENTS: usize = 1024;

/// The recent wrong tokens by client.
#[derive(Debug, Default)]
pub(super) struct Attempts(HashMap<Option<IpAddr>, Failures>);

#[derive(Debug)]
struct Failures {
    count: u32,
    end: Instant,
}

impl Attempts {
    /// Returns how long a client must wait; `None` if it can send a token. A client without a known address is `None`.
    pub(super) fn wait(&self, client: Option<IpAddr>) -> Option<Duration> {
        let failures = self.0.get(&self.key(client)).filter(|failures| failures.count >= FAILURES)?;
        failures.end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
    }

    /// Counts a wrong token of a client.
    pub(super) fn failed(&mut self, client: Option<IpAddr>) {
        let now = Instant::now();
        self.0.retain(|_, failures| failures.end > now);
        let failures = self.0.entry(self.key(client)).or_insert(Failures { count: 0, end: now + PERIOD });
        failures.count += 1;
    }

    /// Returns the key of a client, which is the key of unknown clients if the table is full.
    fn key(&self, client: Option<IpAddr>) -> Option<IpAddr> {
        client.map(network).filter(|client| self.0.len() < CLIENTS || self.0.contains_key(&Some(*client)))
    }
}

/// Returns the part of an address that a client cannot choose: a client of IPv6 usually has 64 bits of its own.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn client(number: u32) -> Option<IpAddr> {
        Some(IpAddr::V4(number.into()))
    }

    fn fail(attempts: &mut Attempts, client: Option<IpAddr>, times: u32) {
        (0..times).for_each(|_| attempts.failed(client));
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_waits_after_five_failures_until_the_minute_is_over() {
        let mut attempts = Attempts::default();
        fail(&mut attempts, client(1), 1);
        advance(Duration::from_secs(20)).await;
        fail(&mut attempts, client(1), 3);
        assert_eq!(attempts.wait(client(1)), None);
        fail(&mut attempts, client(1), 1);
        assert_eq!(attempts.wait(client(1)), Some(Duration::from_secs(40)));
        assert_eq!(attempts.wait(client(2)), None);
        assert_eq!(attempts.wait(None), None);
        advance(Duration::from_secs(40)).await;
        assert_eq!(attempts.wait(client(1)), None);
        fail(&mut attempts, client(1), 4);
        assert_eq!(attempts.wait(client(1)), None, "the old failures do not count");
    }

    #[tokio::test(start_paused = true)]
    async fn addresses_of_a_network_count_together() {
        let mut attempts = Attempts::default();
        for last in 1..=5 {
            attempts.failed(Some(format!("2001:db8::{last}").parse().expect("the address is valid")));
        }
        let waits =
            |address: &str| attempts.wait(Some(address.parse().expect("the address is valid"))).is_some();
        assert!(waits("2001:db8::9") && !waits("2001:db8:0:1::9"));
        fail(&mut attempts, client(0x7f00_0001), 5);
        assert!(attempts.wait(Some("::ffff:127.0.0.1".parse().expect("the address is valid"))).is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn the_table_is_bounded() {
        let mut attempts = Attempts::default();
        (0..10_000).for_each(|number| attempts.failed(client(number)));
        assert!(attempts.0.len() <= CLIENTS + 1);
        assert!(attempts.wait(client(20_000)).is_some(), "clients beyond the table count together");
        assert_eq!(attempts.wait(client(0)), None);
        advance(PERIOD).await;
        attempts.failed(client(0));
        assert_eq!(attempts.0.len(), 1);
    }
}
