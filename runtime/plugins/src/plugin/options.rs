//! The options of a plugin.

use std::time::Duration;

/// The options of a plugin. The options in the program's configuration take precedence over those of the plugin itself.
///
/// ```
/// use std::time::Duration;
/// use gapless::plugins::PluginOptions;
///
/// let options = PluginOptions::new()
///     .metric_prefix("shop")
///     .poll_rate(Duration::from_secs(30))
///     .label("region", "eu");
/// assert!(options.names().eq(["metric_prefix", "poll_rate", "labels"]));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct PluginOptions {
    /// The prefix of the names of its metrics, joined by an underscore.
    pub metric_prefix: Option<String>,
    /// The period of its polling groups.
    pub poll_rate: Option<Duration>,
    /// The buckets of its histograms.
    pub buckets: Option<Vec<f64>>,
    /// Labels of all its series.
    pub labels: Vec<(String, String)>,
}

impl PluginOptions {
    /// Creates options without a value.
    #[must_use]
    pub fn new() -> Self {
        PluginOptions::default()
    }

    /// Sets the prefix of the names of its metrics, joined by an underscore.
    #[must_use]
    pub fn metric_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.metric_prefix = Some(prefix.into());
        self
    }

    /// Sets the period of its polling groups, including those for which the plugin sets one.
    #[must_use]
    pub fn poll_rate(mut self, period: Duration) -> Self {
        self.poll_rate = Some(period);
        self
    }

    /// Sets the upper bounds of the buckets of its histograms, in ascending order, without `+Inf`.
    #[must_use]
    pub fn buckets(mut self, bounds: impl IntoIterator<Item = f64>) -> Self {
        self.buckets = Some(bounds.into_iter().collect());
        self
    }

    /// Adds a label to all its series.
    #[must_use]
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((name.into(), value.into()));
        self
    }

    /// Returns the names of the options that have a value.
    ///
    /// ```
    /// use gapless::plugins::PluginOptions;
    ///
    /// assert!(PluginOptions::new().metric_prefix("shop").names().eq(["metric_prefix"]));
    /// ```
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        let options = [
            ("metric_prefix", self.metric_prefix.is_some()),
            ("poll_rate", self.poll_rate.is_some()),
            ("buckets", self.buckets.is_some()),
            ("labels", !self.labels.is_empty()),
        ];
        options.into_iter().filter(|(_, has_value)| *has_value).map(|(name, _)| name)
    }

    /// Returns these options, with the values of `others` for options that have no value here. The labels of both are
    /// combined; for a label name in both, the value here is kept.
    #[must_use]
    pub fn or(mut self, others: PluginOptions) -> Self {
        let is_new = |(name, _): &(String, String)| self.labels.iter().all(|(own, _)| own != name);
        let labels: Vec<_> = others.labels.into_iter().filter(is_new).collect();
        self.labels.splice(0..0, labels);
        PluginOptions {
            metric_prefix: self.metric_prefix.or(others.metric_prefix),
            poll_rate: self.poll_rate.or(others.poll_rate),
            buckets: self.buckets.or(others.buckets),
            labels: self.labels,
        }
    }
}
