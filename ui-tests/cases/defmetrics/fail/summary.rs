//! Mistakes in summaries, each reported once.

use gapless::defmetrics;

defmetrics! {
    #![namespace = "summary"]

    /// With quantiles as percentages.
    #[quantiles(50, 99)]
    summary percent_ratio;

    /// Not in order.
    #[quantiles(0.9, 0.5)]
    summary disorder_ratio;

    /// Without quantiles.
    #[quantiles()]
    summary none_ratio;

    /// With texts.
    #[quantiles("0.5")]
    summary text_ratio;

    /// Without a list.
    #[quantiles]
    summary bare_ratio;

    /// With an invalid window.
    #[window("10 minutes")]
    summary window_ratio;

    /// With buckets.
    #[buckets(1, 2)]
    summary bucket_ratio;

    /// With exemplars.
    #[exemplars]
    summary exemplar_ratio;

    /// A histogram with attributes of a summary.
    #[quantiles(0.5)]
    #[window("1m")]
    gauge level_ratio;

    /// As elsewhere.
    #[objectives(0.5)]
    #[max_age("1m")]
    summary elsewhere_ratio;

    /// With an invalid type of values.
    summary typed_seconds: Duration;
}

fn main() {
    percent_ratio().observe(0.5);
}
