use gapless::defmetrics;

defmetrics! {
    /// An invalid factor, and keys of other libraries.
    #[native(factor = 1.0, schema = 3, max_bucket = 100)]
    histogram factor_duration_seconds;

    /// Invalid values.
    #[native(zero_threshold = -0.5, max_buckets = 0)]
    histogram bound_duration_seconds;

    /// A maximum below the threshold.
    #[native(zero_threshold = 0.01, max_zero_threshold = 0.001)]
    histogram zero_duration_seconds;

    /// Values that are not numbers.
    #[native(factor = "1.1", zero_threshold, max_buckets = 1.5, max_zero_threshold = 1e999)]
    histogram odd_duration_seconds;

    /// Twice.
    #[native(factor = 1.1, factor = 1.2)]
    #[native]
    histogram twice_duration_seconds;

    /// Without commas.
    #[native(factor = 1.1 max_buckets = 100)]
    histogram joined_duration_seconds;
}

fn main() {}
