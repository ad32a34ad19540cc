//! Combination of two view builders, for example of a program's view with its configuration.

use super::{filter, Added, ViewBuilder};

impl ViewBuilder {
    /// Returns this builder, completed by `others`.
    ///
    /// The prefix of this builder takes precedence over the prefix of `others`, and each label over a label with the
    /// same name. Groups and names are combined: a metric is in the view if either builder chooses it and neither drops
    /// it.
    ///
    /// ```
    /// use gapless::encode::{Format, View};
    ///
    /// let defaults = View::builder().prefix("shop").label("region", "eu").label("zone", "1");
    /// let view = View::builder().groups(["gapless"]).label("region", "us").or(defaults).build()?;
    /// let body = String::from_utf8(view.scrape(Format::Text).into_bytes())?;
    /// assert!(body.contains("\ngapless_conflicts{zone=\"1\",region=\"us\"} 0\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn or(mut self, others: ViewBuilder) -> Self {
        self.chosen.groups.extend(others.chosen.groups);
        self.chosen.names.extend(others.chosen.names);
        self.dropped.groups.extend(others.dropped.groups);
        self.dropped.names.extend(others.dropped.names);
        let mut labels = others.added.labels;
        labels.retain(|(name, _)| self.added.labels.iter().all(|(own, _)| own != name));
        self.added.labels.splice(0..0, labels);
        self.added.prefix = self.added.prefix.or(others.added.prefix);
        self.sources = self.sources.or(others.sources);
        self
    }

    /// Returns this builder without its prefix and labels. For the crate `gapless`; it may change in any release.
    #[doc(hidden)]
    pub fn selection(&self) -> ViewBuilder {
        ViewBuilder { added: Added::default(), ..self.clone() }
    }

    /// Returns whether the view contains a metric. For the crate `gapless`; it may change in any release.
    #[doc(hidden)]
    #[must_use]
    pub fn selects(&self, name: &str, group: &str) -> bool {
        filter::select(&self.chosen, &self.dropped, name, group)
    }

    /// Returns the groups that the view drops. For the crate `gapless`; it may change in any release.
    #[doc(hidden)]
    #[must_use]
    pub fn dropped_groups(&self) -> &[String] {
        &self.dropped.groups
    }

    /// Returns the prefix that the view adds. For the crate `gapless`; it may change in any release.
    #[doc(hidden)]
    #[must_use]
    pub fn added_prefix(&self) -> Option<&str> {
        self.added.prefix.as_deref()
    }

    /// Returns the labels that the view adds. For the crate `gapless`; it may change in any release.
    #[doc(hidden)]
    pub fn added_labels(&self) -> impl Iterator<Item = (&str, &str)> {
        self.added.labels.iter().map(|(name, value)| (&**name, &**value))
    }
}
