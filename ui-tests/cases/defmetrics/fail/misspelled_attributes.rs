//! Misspelled attributes, and attributes of other libraries.

use gapless::defmetrics;

defmetrics! {
    /// Size.
    #[bucket(64, 1024)]
    histogram size_bytes;

    /// Score.
    #[buckts(1, 2)]
    histogram score;

    /// Rank.
    #[bounds(1, 2)]
    histogram rank;

    /// Jobs.
    #[sed(none)]
    #[max_serie(10)]
    #[skp(done = "true")]
    counter jobs_total(done: bool);

    /// Work.
    #[untit("jobs")]
    #[naem("work.jobs_total")]
    #[cgf(unix)]
    #[deprectaed]
    counter work_jobs_total;

    /// Messages.
    #[help = "Messages."]
    #[labels(direct)]
    #[maxSeries(10)]
    #[cardinality(10)]
    #[inline]
    counter messages_total(#[nmae("direct.message")] direct: bool);
}

fn main() {
    jobs_total(true).inc();
    work_jobs_total().inc();
    messages_total(true).inc();
}
