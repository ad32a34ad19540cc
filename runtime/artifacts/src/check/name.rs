//! The names of the checks.

use std::fmt;
use std::str::FromStr;

/// Writes the checks with their names.
macro_rules! checks {
    ($($(#[doc = $doc:literal])* $check:ident = $name:literal,)*) => {
        /// A rule that dashboards and expressions follow.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Check {
            $($(#[doc = $doc])* $check,)*
        }

        impl Check {
            /// All checks.
            pub const ALL: &'static [Check] = &[$(Check::$check),*];

            /// Returns the name, such as `rate-interval`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Check::$check => $name,)*
                }
            }
        }
    };
}

checks! {
    /// The dashboard has a variable `datasource` of Prometheus, and each query uses it.
    DatasourceVariable = "datasource-variable",
    /// The variables `job` and `instance` select several values or all of them, and follow the time range.
    JobAndInstanceVariables = "job-and-instance-variables",
    /// Each panel has a title, a description and a unit.
    TitlesDescriptionsUnits = "titles-descriptions-units",
    /// Each panel has queries.
    NoEmptyPanels = "no-empty-panels",
    /// The ids of panels differ, and the layout shows each panel once.
    UniqueIds = "unique-ids",
    /// The dashboard cannot be edited by accident.
    ReadOnly = "read-only",
    /// The uid has at most 40 characters of `[a-z0-9-]`.
    Uid = "uid",
    /// Panels share a crosshair, and the dashboard has tags and links by tag.
    SharedTooltipAndTags = "shared-tooltip-and-tags",
    /// The dashboard refreshes at most every 10 seconds.
    Refresh = "refresh",
    /// The JSON is a dashboard, and an expression is valid PromQL.
    Syntax = "syntax",
    /// Each metric is in the catalog.
    KnownMetrics = "known-metrics",
    /// Each label belongs to the metric or to its target.
    KnownLabels = "known-labels",
    /// Each value of a label with declared values is one of these.
    KnownValues = "known-values",
    /// Each value of `le` is the bound of a bucket.
    KnownBuckets = "known-buckets",
    /// Each selector in a panel has the variables `job` and `instance`.
    JobAndInstanceMatchers = "job-and-instance-matchers",
    /// Windows in panels are `$__rate_interval` or `$__range`.
    RateInterval = "rate-interval",
    /// A counter is only used by its rate or its increase, and only counters are.
    CountersUnderRate = "counters-under-rate",
    /// Rates are over the whole window.
    NoIrate = "no-irate",
    /// A histogram is only used by its own name in functions for native histograms.
    NativeFunctions = "native-functions",
    /// A histogram is queried in its native form and in its classic form.
    NativeOrClassic = "native-or-classic",
    /// A whole bound is matched in both spellings, `1` and `1.0`.
    BothSpellingsOfLe = "both-spellings-of-le",
    /// Observations are counted by `_count`, and not by a sum over all buckets.
    RatioFromCount = "ratio-from-count",
    /// A quantile is between 0 and 1.
    QuantileRange = "quantile-range",
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that does not belong to a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCheck(String);

impl FromStr for Check {
    type Err = UnknownCheck;

    /// Returns the check with a name.
    ///
    /// ```
    /// use gapless::artifacts::check::Check;
    ///
    /// assert_eq!("no-irate".parse(), Ok(Check::NoIrate));
    /// assert!("no-rate".parse::<Check>().is_err());
    /// ```
    fn from_str(name: &str) -> Result<Self, UnknownCheck> {
        let found = Check::ALL.iter().find(|check| check.name() == name);
        found.copied().ok_or_else(|| UnknownCheck(name.to_owned()))
    }
}

impl fmt::Display for UnknownCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = Check::ALL.iter().map(|check| check.name()).collect();
        write!(f, "`{}` is not a check; the checks are {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownCheck {}
