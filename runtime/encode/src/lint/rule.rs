//! The rules and their stable short names.

use std::fmt;

/// Generates the enum, the names and the list of all rules from one table.
macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $name:literal,)*) => {
        /// A rule that an exposition can break.
        ///
        /// ```
        /// use gapless::encode::lint::Rule;
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

            /// Returns the stable short name, for lists of expected findings.
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
    /// Every string is UTF-8.
    Utf8 = "utf-8",
    /// The body does not begin with a byte order mark.
    ByteOrderMark = "byte-order-mark",
    /// A line ends in a line feed without a carriage return.
    LineEnd = "line-end",
    /// The last line also ends in a line feed.
    LastLineEnd = "last-line-end",
    /// `# EOF` is the last line of OpenMetrics, and does not exist in text.
    Eof = "eof",
    /// OpenMetrics does not have blank lines.
    BlankLine = "blank-line",
    /// OpenMetrics does not have comments other than metadata.
    Comment = "comment",
    /// OpenMetrics separates with single spaces, and lines do not end in blanks.
    Spaces = "spaces",
    /// A line is a sample or a comment.
    Syntax = "syntax",
    /// Special characters are escaped, and other characters are not.
    Escape = "escape",

    /// A family has TYPE, UNIT and HELP at most once.
    MetadataTwice = "metadata-twice",
    /// TYPE, UNIT and HELP come before the samples of their family.
    MetadataLate = "metadata-late",
    /// OpenMetrics has TYPE, then UNIT, then HELP.
    MetadataOrder = "metadata-order",
    /// The format has the type.
    Type = "type",
    /// The name of a family ends in its unit. An info or stateset does not have a unit.
    Unit = "unit",

    /// The name of a metric has valid characters.
    MetricName = "metric-name",
    /// The name of a label has valid characters.
    LabelName = "label-name",
    /// A name is in quotes only if the `Content-Type` allows it.
    QuotedName = "quoted-name",
    /// The escaping of the `Content-Type` can produce the name.
    EscapedName = "escaped-name",
    /// Reserved labels: names that start with `__`, `le` outside of buckets and `quantile` outside of quantiles.
    ReservedLabel = "reserved-label",
    /// A sample has each label at most once.
    LabelTwice = "label-twice",
    /// A label does not have an empty value.
    EmptyLabel = "empty-label",
    /// The name of a counter ends in `_total` in text and protobuf, and its samples' names in OpenMetrics.
    CounterName = "counter-name",
    /// The name of a sample fits its family and type.
    SampleName = "sample-name",
    /// The names of samples belong to one family.
    SampleClash = "sample-clash",

    /// The lines of a family are together.
    FamilySplit = "family-split",
    /// The samples of a label set are together.
    ChildSplit = "child-split",
    /// The samples of a label set are in the order of the format.
    SampleOrder = "sample-order",
    /// A series appears once.
    SeriesTwice = "series-twice",
    /// The family `target` comes first.
    TargetFirst = "target-first",

    /// A value is a valid number.
    Value = "value",
    /// A counter is a number that is not negative.
    CounterValue = "counter-value",
    /// An info is named without `_info`, and its value is 1.
    Info = "info",
    /// A state is 0 or 1, and has a label with the name of its family.
    StateSet = "stateset",
    /// A timestamp is an integer of milliseconds in text, and seconds in OpenMetrics.
    Timestamp = "timestamp",
    /// `_created` is in plain decimal seconds, and does not exist in text.
    Created = "created",

    /// A bucket has a number as `le`, and a quantile has a number as `quantile`.
    Bound = "bound",
    /// `le` and `quantile` have the shortest spelling.
    BoundSpelling = "bound-spelling",
    /// The bounds of buckets ascend.
    BucketOrder = "bucket-order",
    /// The counts of buckets are cumulative.
    BucketsCumulative = "buckets-cumulative",
    /// A histogram has the bucket `+Inf`.
    InfBucket = "inf-bucket",
    /// Counts are integers that are not negative.
    IntegerCount = "integer-count",
    /// The count equals the bucket `+Inf`.
    Count = "count",
    /// A histogram has a sum and a count, or neither.
    SumAndCount = "sum-and-count",
    /// A sum is a number that is not negative, and does not exist with negative bounds in OpenMetrics.
    Sum = "sum",
    /// A quantile is between 0 and 1. Its value is not negative, and is NaN without observations.
    Quantile = "quantile",

    /// Only counters and buckets in OpenMetrics have exemplars.
    ExemplarPlace = "exemplar-place",
    /// The labels of an exemplar have at most 128 characters.
    ExemplarLength = "exemplar-length",
    /// The value of an exemplar is in its bucket.
    ExemplarValue = "exemplar-value",
    /// An exemplar of a native histogram has a timestamp.
    ExemplarTimestamp = "exemplar-timestamp",

    /// A message comes after its length, which is a varint.
    Framing = "framing",
    /// A message is complete.
    Truncated = "truncated",
    /// A field is in the schema and has its type. It appears once, unless it is repeated.
    Field = "field",
    /// A metric has one value, which has the type of its family.
    MetricType = "metric-type",
    /// The schema of a native histogram is -4 to 8.
    Schema = "schema",
    /// Spans and deltas of a native histogram match, and are in the range of doubles.
    Spans = "spans",
    /// Buckets of a native histogram are not negative.
    NegativePopulation = "negative-population",
    /// The count of a native histogram is the sum of all its buckets.
    NativeCount = "native-count",
    /// The zero bucket of a native histogram has a width that is not negative.
    ZeroThreshold = "zero-threshold",
    /// An empty native histogram has a span without buckets. Without it, readers see a classic histogram.
    NoOpSpan = "no-op-span",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
