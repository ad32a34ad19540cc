//! The situations of the contract.

use std::fmt;

/// A situation in which an instance calls a reporter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Case {
    /// The name is the value of a label: it is not empty, does not contain control characters, and never changes.
    Name,
    /// A batch without metrics, and metrics without series.
    Empty,
    /// Counters, gauges, histograms and summaries that were never recorded.
    Zeros,
    /// NaN, infinities, negative numbers, and the smallest and largest numbers.
    SpecialValues,
    /// UTF-8, quotes and control characters in labels, long values, names in UTF-8, and empty descriptions.
    Text,
    /// Every type of metric, with exemplars and native buckets.
    Types,
    /// Counters and histograms that start again at zero, with other buckets.
    Reset,
    /// Series and metrics that leave and come back.
    Leaving,
    /// A metric with 10,000 series.
    Large,
    /// Two starts one after the other, and another start between reports, as after a failure.
    StartAgain,
    /// A stop without any time, with and without a start before.
    StopAtOnce,
}

impl Case {
    pub(super) const ALL: [Case; 11] = [
        Case::Name,
        Case::Empty,
        Case::Zeros,
        Case::SpecialValues,
        Case::Text,
        Case::Types,
        Case::Reset,
        Case::Leaving,
        Case::Large,
        Case::StartAgain,
        Case::StopAtOnce,
    ];
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Case::Name => "with its name",
            Case::Empty => "with a batch without metrics",
            Case::Zeros => "with metrics that were never recorded",
            Case::SpecialValues => "with NaN, infinities and other special values",
            Case::Text => "with unusual characters in names and labels",
            Case::Types => "with every type of metric",
            Case::Reset => "after a reset",
            Case::Leaving => "with series that leave",
            Case::Large => "with 10,000 series",
            Case::StartAgain => "after another start",
            Case::StopAtOnce => "with a stop without any time",
        })
    }
}
