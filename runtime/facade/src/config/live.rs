//! The keys of the live page.

use std::time::Duration;

use gapless_live::Live;

use super::keys::Refusal;
use super::value::Raw;
use super::{Config, ErrorKind, Mistake};

/// The live page. Values that are `None` are those of
/// [`InstanceBuilder::live`](crate::instance::InstanceBuilder::live).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct LiveConfig {
    /// Whether the instance has the page.
    pub enabled: Option<bool>,
    /// The time between two points.
    pub interval: Option<Duration>,
    /// For how long the points are kept before anyone opens the page.
    pub history: Option<Duration>,
}

impl LiveConfig {
    /// Sets the value of a key.
    pub(super) fn set(&mut self, key: &str, raw: Raw) -> Result<(), Refusal> {
        match key {
            "live.enabled" => self.enabled = raw.optional_flag()?,
            "live.interval" => self.interval = raw.optional_duration()?,
            "live.history" => self.history = raw.optional_duration()?,
            _ => return Err(Refusal::UnknownKey),
        }
        Ok(())
    }

    /// Returns the key of a value that has no effect without a page.
    fn first_key(&self) -> Option<&'static str> {
        let keys = [("live.interval", self.interval), ("live.history", self.history)];
        keys.into_iter().find(|(_, value)| value.is_some()).map(|(key, _)| key)
    }
}

impl Config {
    /// Sets whether the instance has the [live page](crate::live), also if the program sets one with
    /// [`InstanceBuilder::live`](crate::instance::InstanceBuilder::live).
    ///
    /// ```
    /// use gapless::config::Config;
    ///
    /// let config = Config::new().server("127.0.0.1:9464").live(true);
    /// assert_eq!(config.live.enabled, Some(true));
    /// ```
    #[must_use]
    pub fn live(mut self, enabled: bool) -> Self {
        self.origins.forget("live.enabled");
        self.live.enabled = Some(enabled);
        self
    }

    /// Sets the time between two points of the live page, from 100 ms to 1 hour.
    #[must_use]
    pub fn live_interval(mut self, interval: Duration) -> Self {
        self.origins.forget("live.interval");
        self.live.interval = Some(interval);
        self
    }

    /// Sets for how long the live page keeps points before anyone opens it, at most 1 hour.
    #[must_use]
    pub fn live_history(mut self, history: Duration) -> Self {
        self.origins.forget("live.history");
        self.live.history = Some(history);
        self
    }

    /// Returns the key without effect, if neither the configuration nor the program has a page.
    pub(crate) fn mistake_without_live(&self) -> Option<Mistake> {
        let by = self.live.first_key().filter(|_| self.live.enabled.is_none())?;
        let key = "live.enabled";
        (!self.origins.have(key)).then(|| self.origins.mistake(by, ErrorKind::Missing { key, by }))
    }

    /// Returns the durations of the page that are too short or too long.
    pub(super) fn mistakes_in_live(&self) -> impl Iterator<Item = Mistake> + '_ {
        let LiveConfig { interval, history, .. } = self.live;
        let interval = interval.filter(|interval| !Live::INTERVALS.contains(interval));
        let history = history.filter(|history| *history > Live::MAX_HISTORY);
        let interval = interval.map(|_| ("live.interval", "a duration from `100ms` to `1h`"));
        let history = history.map(|_| ("live.history", "at most `1h`"));
        let mistake = |(key, allowed)| self.origins.mistake(key, ErrorKind::OutOfRange { key, allowed });
        interval.into_iter().chain(history).map(mistake)
    }

    /// Returns the page with the values of this configuration, which override those of the program.
    pub(crate) fn live_over(&self, own: Option<Live>) -> Option<Live> {
        let live = match self.live.enabled {
            None => own?,
            Some(true) => own.unwrap_or_default(),
            Some(false) => return None,
        };
        let live = self.live.interval.into_iter().fold(live, Live::interval);
        Some(self.live.history.into_iter().fold(live, Live::history))
    }
}
