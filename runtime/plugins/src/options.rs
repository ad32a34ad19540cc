//! What a plugin can be told from without.

use std::time::Duration;

/// The options of a plugin: its own ones, over which go those of the program's configuration.
///
/// ```
/// use std::time::Duration;
/// use gapless_plugins::Options;
///
/// let options = Options::new().metric_prefix("shop").poll_rate(Duration::from_secs(30)).label("region", "eu");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// What stands before the names of its metrics, joined by an underscore.
    pub metric_prefix: Option<String>,
    /// The period of its polls.
    pub poll_rate: Option<Duration>,
    /// The buckets of its histograms.
    pub buckets: Option<Vec<f64>>,
    /// Labels of all of its series.
    pub labels: Vec<(String, String)>,
}

impl Options {
    /// None of them.
    #[must_use]
    pub fn new() -> Self {
        Options::default()
    }

    /// What stands before the names of its metrics, joined by an underscore.
    #[must_use]
    pub fn metric_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.metric_prefix = Some(prefix.into());
        self
    }

    /// The period of its polls, whatever the plugin gives them.
    #[must_use]
    pub fn poll_rate(mut self, period: Duration) -> Self {
        self.poll_rate = Some(period);
        self
    }

    /// The upper bounds of its histograms' buckets, ascending, without `+Inf`.
    #[must_use]
    pub fn buckets(mut self, bounds: impl IntoIterator<Item = f64>) -> Self {
        self.buckets = Some(bounds.into_iter().collect());
        self
    }

    /// A label on all of its series.
    #[must_use]
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((name.into(), value.into()));
        self
    }

    /// Returns the names of the options that are given.
    ///
    /// ```
    /// use gapless_plugins::Options;
    ///
    /// assert!(Options::new().metric_prefix("shop").names().eq(["metric_prefix"]));
    /// ```
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        let given = [
            ("metric_prefix", self.metric_prefix.is_some()),
            ("poll_rate", self.poll_rate.is_some()),
            ("buckets", self.buckets.is_some()),
            ("labels", !self.labels.is_empty()),
        ];
        given.into_iter().filter(|(_, is_given)| *is_given).map(|(name, _)| name)
    }

    /// These, and what they do not say as `others` say it. Labels of both are there, but for one name, which is the one here.
    #[must_use]
    pub fn or(mut self, others: Options) -> Self {
        let is_new = |(name, _): &(String, String)| self.labels.iter().all(|(own, _)| own != name);
        let labels: Vec<_> = others.labels.into_iter().filter(is_new).collect();
        self.labels.splice(0..0, labels);
        Options {
            metric_prefix: self.metric_prefix.or(others.metric_prefix),
            poll_rate: self.poll_rate.or(others.poll_rate),
            buckets: self.buckets.or(others.buckets),
            labels: self.labels,
        }
    }
}
