//! The rules, each with the short name that stays.

use std::fmt;

/// Writes the enum, its names and the list of all from one table.
macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $name:literal,)*) => {
        /// A rule that an exposition can break.
        ///
        /// ```
        /// use gapless_encode::lint::Rule;
        ///
        /// assert_eq!(Rule::SeriesTwice.name(), "series-twice");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$doc])* $rule,)*
        }

        impl Rule {
            /// All rules.
            pub const ALL: &'static [Rule] = &[$(Rule::$rule,)*];

            /// A short name, for lists of findings that are expected.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Rule::$rule => $name,)*
                }
            }
        }
    };
}

rules! {
    /// The `Content-Type` names a known format, its version and its character set.
    ContentType = "content-type",
    /// Every text is UTF-8.
    Utf8 = "utf-8",
    /// There is no byte order mark.
    ByteOrderMark = "byte-order-mark",
    /// A line ends in a line feed alone.
    LineEnd = "line-end",
    /// The last line ends, too.
    LastLineEnd = "last-line-end",
    /// `# EOF` is the last line of OpenMetrics, and nowhere else.
    Eof = "eof",
    /// OpenMetrics has no blank lines.
    BlankLine = "blank-line",
    /// OpenMetrics has no comments but its metadata.
    Comment = "comment",
    /// OpenMetrics has single spaces alone, and only where they separate; no line ends in one.
    Spaces = "spaces",
    /// A line is a sample or a comment.
    Syntax = "syntax",
    /// What is escaped, and only that.
    Escape = "escape",

    /// TYPE, UNIT and HELP stand once in a family.
    MetadataTwice = "metadata-twice",
    /// TYPE, UNIT and HELP come before the samples of their family.
    MetadataLate = "metadata-late",
    /// OpenMetrics has TYPE, then UNIT, then HELP.
    MetadataOrder = "metadata-order",
    /// The type is one that the format has.
    Type = "type",
    /// A unit is what the name of its family ends in; info and stateset have none.
    Unit = "unit",

    /// The characters of a metric's name.
    MetricName = "metric-name",
    /// The characters of a label's name.
    LabelName = "label-name",
    /// Names in quotes are for those who asked for them.
    QuotedName = "quoted-name",
    /// A name is one that the escaping of the `Content-Type` can write.
    EscapedName = "escaped-name",
    /// Labels that belong to Prometheus, `le` of a histogram's buckets and `quantile` of a summary's quantiles.
    ReservedLabel = "reserved-label",
    /// A sample has a label once.
    LabelTwice = "label-twice",
    /// A label with an empty value is left out.
    EmptyLabel = "empty-label",
    /// Where a counter's name ends in `_total`.
    CounterName = "counter-name",
    /// A sample is named for its family and its type.
    SampleName = "sample-name",
    /// No two families have a name of samples in common.
    SampleClash = "sample-clash",

    /// A family stands in one place.
    FamilySplit = "family-split",
    /// The samples of a label set stand in one place.
    ChildSplit = "child-split",
    /// The samples of a label set stand in their order.
    SampleOrder = "sample-order",
    /// A series is there once.
    SeriesTwice = "series-twice",
    /// The family `target` is the first.
    TargetFirst = "target-first",

    /// How a value is written.
    Value = "value",
    /// A counter is a number that is not negative.
    CounterValue = "counter-value",
    /// An info is named without `_info`, and its value is 1.
    Info = "info",
    /// A state is 0 or 1, and has a label that is named like its family.
    StateSet = "stateset",
    /// A time stamp is an integer of milliseconds in text, and seconds in OpenMetrics.
    Timestamp = "timestamp",
    /// `_created` is in plain decimal seconds, and not in text.
    Created = "created",

    /// A bucket has `le` and a quantile `quantile`, and both are numbers.
    Bound = "bound",
    /// How `le` and `quantile` are spelled.
    BoundSpelling = "bound-spelling",
    /// The bounds of buckets ascend.
    BucketOrder = "bucket-order",
    /// The counts of buckets are cumulative.
    BucketsCumulative = "buckets-cumulative",
    /// A histogram has the bucket `+Inf`.
    InfBucket = "inf-bucket",
    /// Counts are integers that are not negative.
    IntegerCount = "integer-count",
    /// The count is that of the bucket `+Inf`.
    Count = "count",
    /// A sum and a count are there together.
    SumAndCount = "sum-and-count",
    /// When there is a sum, and that it is a number that is not negative.
    Sum = "sum",
    /// A quantile is between 0 and 1, its value not negative, and NaN where nothing was observed.
    Quantile = "quantile",

    /// Exemplars are of OpenMetrics' counters and buckets.
    ExemplarPlace = "exemplar-place",
    /// The labels of an exemplar have 128 characters at most.
    ExemplarLength = "exemplar-length",
    /// An exemplar is in its bucket.
    ExemplarValue = "exemplar-value",
    /// An exemplar of a native histogram has a time stamp.
    ExemplarTimestamp = "exemplar-timestamp",

    /// A message stands behind its length, which is a varint.
    Framing = "framing",
    /// A message has all of its bytes.
    Truncated = "truncated",
    /// A field is in the schema, has its type, and is there once unless it is repeated.
    Field = "field",
    /// A metric has the one value that is of its family's type.
    MetricType = "metric-type",
    /// The schema of a native histogram is -4 to 8.
    Schema = "schema",
    /// Spans and deltas of a native histogram fit each other, and a double's range.
    Spans = "spans",
    /// No bucket of a native histogram has less than none.
    NegativePopulation = "negative-population",
    /// The count of a native histogram is that of all its buckets.
    NativeCount = "native-count",
    /// The zero bucket of a native histogram has a width that is not negative.
    ZeroThreshold = "zero-threshold",
    /// An empty native histogram has a span of no buckets, or else it reads as a classic one.
    NoOpSpan = "no-op-span",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
